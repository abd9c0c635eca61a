"""What to do about live objects that keep freed memory, made for what was found: pure functions of the pinners.

Changes of the program come first, those that return the most before the others; a child process that is thrown
away comes last, as it leaves the program as it is. What a remedy returns is said where it is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sparsemem.diagnose.holders.keepers import Keeper, find_keepers
from sparsemem.model import Finding, Heap, Pinner, Remedy
from sparsemem.units import format_size

_NUMBERS = frozenset({"int", "float", "complex"})
_PLAIN = _NUMBERS | {"str", "bytes", "dict", "list", "tuple", "set", "frozenset", "(keys of a dict)", "(no object)"}
_NO_OBJECTS = frozenset({"(no object)", "(keys of a dict)"})


@dataclass(frozen=True, slots=True)
class Advice:
    """A change of the program for owners of some kind; `{owner}`, `{blocks}` and `{types}` stand in its texts."""

    fits: Callable[[frozenset[str]], bool]
    """By the types of the objects."""
    text: str
    command: str | None = None


NUMBERS = Advice(
    lambda types: bool(types & _NUMBERS) and types <= _NUMBERS | _NO_OBJECTS,
    "Keep the numbers of {owner} in one block, array.array or numpy: {blocks} objects ({types}) pin arenas one by "
    "one.",
)
PLAIN = Advice(
    lambda types: types <= _PLAIN and not types <= _NO_OBJECTS,
    "Copy {owner} out in one go when the temporary data is gone, or build it before the rows that it is made from, "
    "or keep it in one compact table. dict() and list() copy references only: what they refer to must be made anew.",
    "{owner} = pickle.loads(pickle.dumps({owner}))",
)
REGISTRY = Advice(
    lambda types: not types <= _PLAIN,
    "Fill {owner} after the temporary data is gone, or keep in it the few values that are asked for later: objects "
    "({types}) that are made between others keep the memory of those.",
)
FOREIGN = Advice(
    lambda types: not types <= _NO_OBJECTS,
    "{owner} is a library's, and not to be replaced: have it filled before the temporary data is built, or emptied "
    "afterwards by a call of its own such as cache_clear(), where it has one.",
)
ADVICE = (NUMBERS, PLAIN, REGISTRY)
"""The first that fits is given."""
CACHE = Advice(
    lambda types: not types <= _NO_OBJECTS,
    "Empty the cache {owner} when the temporary data is gone, or have it filled before that is built: {blocks} "
    "objects ({types}) that are cached between others keep the memory of those.",
    "{owner}.cache_clear()",
)
_CACHE_TYPE = "functools._lru_cache_wrapper"


PEAK = "SM110"
"""The finding that shows that full copies were alive together."""
STREAM = Remedy("Stream the records: make each step of the chain a generator, so that no full copy is built at all.")


RETURN_SHARE = 0.01
"""Of what is held: an owner without which less goes back returns nothing that anybody would see."""


def returns_some(keeper: Keeper, held_bytes: int) -> bool:
    """Whether it is worth a remedy; where it is not known what goes back with it alone, it may be."""
    return keeper.sole_bytes is None or keeper.sole_bytes >= max(RETURN_SHARE * held_bytes, 1)


def _type_of(owner: str, heap: Heap | None) -> str | None:
    """That of the object that an owner names; None where it is not known."""
    return next((one.type for one in heap.owners if one.owner == owner), None) if heap else None


def remedies_for(pinners: Sequence[Pinner], finding: Finding, heap: Heap | None = None) -> tuple[Remedy, ...]:
    """What to do about a finding, the best first: each is there because something was seen that it is about.

    Owners come with what goes back without them; one without which nothing goes back is left out. Streaming is for
    findings that a peak explains: full copies of the data were seen alive together. The last of the finding's own
    remedies is to recycle, which returns all that is held.
    """
    held, copies = finding.bytes or 0, PEAK in finding.explained_by
    keepers = [keeper for keeper in find_keepers(pinners, held) if returns_some(keeper, held)]
    own = [remedy for keeper in keepers if (remedy := advise(keeper, _type_of(keeper.owner, heap))) is not None]
    if not own:
        return tuple(one for one in finding.remedies if copies or one != STREAM)
    whole, recycle = f" Expected return: up to {format_size(held)}.", finding.remedies[-1]
    stream = [Remedy(STREAM.text + whole)] if copies else []
    return (*stream, *own, Remedy(recycle.text + whole, recycle.command))


def advise(keeper: Keeper, kind: str | None = None) -> Remedy | None:
    """The change that fits an owner, and what it returns; None where its objects are of no kind that is known.

    `kind` is the type of the named object where that is known: a command replaces no function and no class.
    """
    fitting = (FOREIGN,) if keeper.is_own is False else (CACHE,) if kind == _CACHE_TYPE else ADVICE
    advice = next((one for one in fitting if one.fits(frozenset(keeper.types))), None)
    if advice is None:
        return None
    types = ", ".join(kind for kind in keeper.types if kind not in _NO_OBJECTS)
    text = advice.text.format(owner=keeper.owner, blocks=f"{keeper.blocks:,}", types=types)
    replaces_data = kind is None or kind in _PLAIN
    command = _command(advice, keeper.owner) if replaces_data or advice is CACHE else None
    return Remedy(f"{text} {expected(keeper)}", command)


def expected(keeper: Keeper) -> str:
    """What goes back without the owner: alone, and with those who keep the same arenas."""
    if keeper.sole_bytes is None:
        part = format_size(keeper.share_bytes)
        return f"How much goes back with it alone is not known; {part} is its part of what it keeps with others."
    if 2 * keeper.sole_bytes >= keeper.share_bytes:
        return f"Expected return: {format_size(keeper.sole_bytes)}."
    return (
        f"Expected return: {format_size(keeper.sole_bytes)} alone; {format_size(keeper.share_bytes)} is its part of "
        "what it keeps with others."
    )


def _command(advice: Advice, owner: str) -> str | None:
    """None where the owner is called by more than names. A spawned worker has the script as `__mp_main__`."""
    name = owner.removeprefix("__main__.").removeprefix("__mp_main__.")
    return advice.command.format(owner=name) if advice.command and name.replace(".", "").isidentifier() else None
