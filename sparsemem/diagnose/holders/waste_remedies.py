"""What to do about memory that the same data would not need, by what it is and who has it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sparsemem.model import HeapOwner, Remedy, Waste

_FRAMES = frozenset({"DataFrame", "Series", "Index", "pandas.DataFrame", "pandas.Series"})
_LISTS = frozenset({"list", "tuple"})
_CODES = {"int": "q", "float": "d"}
INTERN = Remedy(
    "Intern the values where they are made, so that equal ones are one object.", "row.city = sys.intern(row.city)"
)
ONE_OF_EACH = Remedy(
    "Keep one object of each value in a dict, and take it from there where the values are made.",
    "value = one_of_each.setdefault(value, value)",
)
CATEGORY = Remedy(
    "Make the column a category: each value is kept once, and each row has a small number.",
    'frame["city"] = frame["city"].astype("category")',
)
COPY_DICT = Remedy(
    "Put a copy in its place when most entries are gone, and let nothing else hold the old one: a dict never gives "
    "its table back while entries are deleted.",
    "jobs = dict(jobs)",
)
COPY_SET = Remedy("Put a copy in its place when most entries are gone.", "seen = set(seen)")
BY_CONTAINER: Mapping[str, Remedy] = {
    "dict": COPY_DICT,
    "set": COPY_SET,
    "frozenset": Remedy("Make it anew of its entries.", "seen = frozenset(list(seen))"),
    "list": Remedy(
        "Make tuples of lists that are complete, or lists with their items: a first append makes room for four.",
        "row = tuple(row)",
    ),
    "bytearray": Remedy("Keep the bytes, and not the buffer that they were collected in.", "data = bytes(data)"),
    "collections.deque": Remedy(
        "Make each deque when its first item comes, or a list where there are few: a deque begins with room for 64.",
        "queue = []",
    ),
}


def waste_remedies(waste: Waste, owner: HeapOwner | None) -> tuple[Remedy, ...]:
    """The best first; `owner` is the row of who has it, where there is one. No remedy for an unknown type."""
    if waste.what == "empty room":
        return _of_room(waste)
    return _of_equal_values(waste, (owner.type or "", *owner.types) if owner else ())


def _of_equal_values(waste: Waste, types: Sequence[str]) -> tuple[Remedy, ...]:
    """`types` are the type of the named object, and of what is in it."""
    if _FRAMES & {*types} and waste.type == "str":
        return (CATEGORY, INTERN)
    if waste.type in _CODES and types[:1] and types[0] in _LISTS and types[1:2] == (waste.type,):
        numbers = f'values = array.array("{_CODES[waste.type]}", values)'
        return (Remedy("Keep the numbers in an array: 8 bytes each, and no object.", numbers), ONE_OF_EACH)
    return (INTERN, ONE_OF_EACH) if waste.type == "str" else (ONE_OF_EACH,)


def _of_room(waste: Waste) -> tuple[Remedy, ...]:
    """That for the type; in its command the name of the container, where there is one alone."""
    remedy = BY_CONTAINER.get(waste.type)
    if remedy is None:
        return ()
    name = (waste.owner or "").rpartition(".")[2]
    if waste.count > 1 or not name.isidentifier() or remedy.command is None:
        return (remedy,)
    return (replace(remedy, command=remedy.command.replace(remedy.command.partition(" ")[0], name)),)
