"""What is known of the value of an expression: its kind, what it holds, and through which names it is reached."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import or_
from typing import Final

from sparsemem.rewrite.proof.effects import NONE, NOTHING, OUTER, RAISES, Effects, Roots, inside, is_held, name_of

NUMBERS: Final = ("bool", "int", "float")
"""In the order in which one kind may stand in for the other."""
SCALARS: Final = frozenset({*NUMBERS, "str", "bytes", "none", "scalar", "pattern", "logger"})
"""`scalar` is any value of the standard library that nobody can change: a number, a date, a path, a match; a `logger`
is no more than a name."""
MUTABLE: Final = frozenset({"list", "dict", "set", "defaultdict"})
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Value:
    """`any` is a value of which nothing is known, `never` that of an expression that has none.

    `data` is made of numbers, texts, lists and dicts, as JSON is; `record` is an instance of a class of the project.
    """

    kind: str
    roots: Roots = NOTHING
    """Of the object itself; what it holds has its own."""
    element: "Value | None" = None
    """What iterating it yields; for a dict, its values."""
    key: "Value | None" = None
    parts: tuple[tuple[object, "Value"], ...] | None = None
    """The items of a tuple, and the values of a dict under constant keys that it certainly has."""
    step: Effects = NONE
    """What an iterator does to make its elements, and a defaultdict to make a value."""
    optional: bool = False
    """It may be None as well, so that using it may raise."""
    names: tuple[str, ...] = ()
    """Of a named tuple, the names of its items."""
    types: frozenset[str] = frozenset()
    """The full names of the classes of which a record is, or of heirs of them; none where nobody knows."""
    fixed: bool = False
    """A container that nobody changes any more, whoever has it."""

    def part(self, key: object) -> "Value | None":
        """The value under a constant key or index."""
        found = dict(self.parts or ()).get(key)
        return None if found is None else reached(found, self.roots)


ANY: Final = Value("any", frozenset({OUTER}))
NEVER: Final = Value("never")
ELEMENT: Final = "xml.etree.ElementTree.Element"
"""The type of what XML is read into, whose texts nobody can change."""
_ELEMENTS: Final = {"str": Value("str"), "bytes": Value("int"), "range": Value("int"), "never": NEVER,
                    "cursor": Value("tuple", element=Value("scalar")), "archive": Value("data")}  # fmt: skip


def is_known(value: Value) -> bool:
    """Whether it, and all that lies in it, is of Python's own types."""
    if value.kind not in MUTABLE | {"tuple"}:
        return is_plain(value) or value.kind == "data"
    inner = [value.element, value.key if value.kind == "dict" else NEVER]
    inner = [part for _, part in value.parts] if value.kind == "tuple" and value.parts is not None else inner
    return all(item is not None and is_known(item) for item in inner)


def with_parts(value: Value, change: Callable[["Value"], "Value"]) -> Value:
    """The value with what lies in it changed."""
    return replace(
        value,
        element=value.element and change(value.element),
        key=value.key and change(value.key),
        parts=value.parts and tuple((key, change(part)) for key, part in value.parts),
    )


def without(value: "Value", kinds: frozenset[str] = MUTABLE) -> "Value":
    """A value without what lies in containers of these kinds that it is, or holds."""
    if value.kind.removeprefix("default") in kinds:
        return replace(value, element=None, key=None, parts=None)
    return with_parts(value, partial(without, kinds=kinds))


def from_outside(value: "Value") -> "Value":
    """A value as it is seen in a run that it is handed to: others may hold it as well."""
    if is_plain(value) or value.fixed:
        return value
    roots = ANY.roots | {root for root in value.roots if is_held(root)}
    return replace(with_parts(value, from_outside), roots=roots, step=_elsewhere(value.step))


def _elsewhere(step: Effects) -> Effects:
    """What a handed iterator does, whose names are those of another run."""
    reads, writes = (
        frozenset(root if isinstance(root, str) else OUTER for root in roots) for roots in (step.reads, step.writes)
    )
    looks = frozenset(n for root in step.looks if (n := name_of(root)) is not None and n.scope.kind == "module")
    return replace(step, reads=reads, writes=writes, looks=looks)


def held_in(value: Value) -> list[Value]:
    """All that is known to lie in it."""
    held = [value.element, value.key, *(part for _, part in value.parts or ())]
    return [item for item in held if item is not None]


def has_data(value: Value) -> bool:
    """Whether it, or something in it, is made of what JSON is."""
    return value.kind == "data" or any(map(has_data, held_in(value)))


def may_be_none(value: Value) -> bool:
    """Whether the value, or something in it, is known to be None at times."""
    return value.optional or any(map(may_be_none, held_in(value)))


def is_bound_later(value: Value) -> bool:
    """Whether the value, or something in it, reads names or takes elements when it is used, not when it is made."""
    late = value.kind in ("lambda", "iterator") or (value.kind == "any" and value.step != NONE)
    return late or any(map(is_bound_later, held_in(value)))


def is_plain(value: Value) -> bool:
    """Whether the value cannot be changed, by anybody: a scalar, or a tuple of such."""
    if value.kind == "tuple":
        inner = held_in(value)
        return bool(inner) and all(map(is_plain, inner))
    return value.kind in SCALARS or value.kind in ("range", "code", "lambda", "never")


def reached(value: Value, roots: Roots) -> Value:
    """The value, as it is reached through a container with these roots."""
    return value if is_plain(value) or not roots else replace(value, roots=value.roots | inside(roots))


def element(value: Value) -> Value:
    """What iterating the value yields."""
    if value.kind in _ELEMENTS:
        return _ELEMENTS[value.kind]
    if value.kind == "data":
        return value
    if value.kind in ("dict", "defaultdict"):
        return reached(value.key or ANY, value.roots)
    if value.kind == "tuple" and value.parts is not None:
        return reached(join(part for _, part in value.parts), value.roots)
    if value.kind in ("iterator", "view"):
        return value.element or ANY
    return reached(value.element or ANY, value.roots)


def deep(*values: Value) -> Roots:
    """The names through which the values, or anything in them, are reached."""
    found = NOTHING
    for value in values:
        if not is_plain(value):
            held = [value.element or ANY] if value.parts is None or value.kind != "tuple" else []
            held = [] if value.kind in ("any", "data", "record") else held
            held += [part for _, part in value.parts or ()]
            taken = value.step.reads | value.step.writes  # by what takes elements later
            found |= value.roots.union(taken, *map(deep, held))
            found |= NOTHING if held and all(map(is_plain, held)) else inside(value.roots)
    return found


def pair(*items: Value) -> Value:
    """A tuple of these."""
    return Value("tuple", parts=tuple(enumerate(items)))


def join(values: Iterable[Value]) -> Value:
    """A value that may be any of these."""
    return reduce(lambda one, other: _joined(one, other, _DEPTH), values, NEVER)


def _joined(one: Value, other: Value, depth: int) -> Value:
    if one == other or other.kind == "never":
        return one
    if one.kind == "never":
        return other
    if one.optional or other.optional or "none" in (one.kind, other.kind):
        bare = [replace(value, optional=False) for value in (one, other) if value.kind != "none"]
        found = bare[0] if len(bare) == 1 else _joined(bare[0], bare[1], depth)
        return found if found.kind in ("any", "data", "scalar", "never") else replace(found, optional=True)
    roots, kinds = one.roots | other.roots, {one.kind, other.kind}
    if kinds <= set(NUMBERS):
        return Value(max(kinds, key=NUMBERS.index))
    if kinds <= SCALARS - {"logger"} and len(kinds) > 1:
        return Value("scalar")
    if len(kinds) > 1 and _is_data(one) and _is_data(other):
        return Value("data", roots)
    if not depth or len(kinds) > 1 or (one.types != other.types and kinds != {"record"}):
        # Nothing is known but where it comes from, and what using it may do later.
        return Value("any", roots | {OUTER}, step=_later(one) | _later(other))
    if one.kind == "tuple" and (one.parts is None or other.parts is None or len(one.parts) != len(other.parts)):
        return Value("tuple", roots, _joined(element(one), element(other), depth - 1))
    return Value(
        one.kind,
        roots,
        _maybe(one.element, other.element, depth),
        _maybe(one.key, other.key, depth),
        _parts(one, other, depth),
        one.step | other.step,
        names=one.names if one.names == other.names else (),
        types=one.types | other.types if one.types and other.types else frozenset(),
        fixed=one.fixed and other.fixed,
    )


def _is_data(value: Value) -> bool:
    """Whether it is of what JSON holds, or a tuple, list or dict of such."""
    held = held_in(value)
    inner = value.kind in ("tuple", "list", "dict") and (held or value.parts is not None) and all(map(_is_data, held))
    return bool(inner) or value.kind in (*NUMBERS, "str", "none", "data", "never")


def _later(value: Value) -> Effects:
    """What may be done when a value, or something in it, is used."""
    return reduce(
        or_, map(_later, held_in(value)), value.step | (RAISES if value.kind in ("lambda", "iterator") else NONE)
    )


def _maybe(one: Value | None, other: Value | None, depth: int) -> Value | None:
    return None if one is None or other is None else _joined(one, other, depth - 1)


def _parts(one: Value, other: Value, depth: int) -> tuple[tuple[object, Value], ...] | None:
    if one.parts is None or other.parts is None:
        return None
    others = dict(other.parts)
    return tuple((key, _joined(value, others[key], depth - 1)) for key, value in one.parts if key in others)
