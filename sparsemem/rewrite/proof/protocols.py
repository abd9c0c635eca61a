"""What Python's protocols may do with a value: iteration, unpacking, its text, its truth."""

import ast
import re
from collections.abc import Iterable

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.effects import DATABASE, NONE, RAISES, Effects, asks, union
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import common_order
from sparsemem.rewrite.proof.value import MUTABLE, Value, deep, is_known, is_plain

_TRUE_OR_FALSE = MUTABLE | {"tuple", "iterator", "data", "view"}
_SPECIFICATIONS = {
    **dict.fromkeys(("bool", "int"), re.compile(r"[<>^]?[+ -]?0?\d*,?((\.\d+)?[fge%]|[dxXob])?")),
    "float": re.compile(r"[<>^]?[+ -]?0?\d*,?(\.\d+)?[fge%]?"),
    "str": re.compile(r"[<>^]?[1-9]?\d*s?"),
}
"""Format specifications that fail for no value of a kind."""


def unsure(asked: Effects, *values: Value) -> Effects:
    """What special methods of these values may do: nothing but raise, where all are of Python's own types."""
    return RAISES if all(map(is_known, values)) else asked


def hashed(*values: Value) -> Effects:
    """What hashing these values may do."""
    return NONE if all(map(is_plain, values)) else unsure(asking.HASHES, *values)


def ordered(value: Value) -> Effects:
    """What putting values like this in order may do."""
    return NONE if common_order(value) else unsure(asking.ORDERS, value)


def taken(value: Value) -> Effects:
    """What iterating a value to its end may do."""
    if value.kind == "never" or is_plain(value):
        return NONE if value.kind in ("str", "bytes", "range", "tuple", "never") else RAISES
    if value.kind in ("list", "tuple", "dict", "set"):
        return Effects(reads=value.roots)
    if value.kind == "view":
        return value.step | Effects(reads=value.roots)
    if value.kind == "cursor":
        return Effects(raises=True, reads=value.roots | {DATABASE}, writes=value.roots)
    if value.kind == "iterator":
        return value.step | Effects(reads=value.roots, writes=value.roots)
    return value.step | unsure(asking.TAKES, value) | Effects(reads=value.roots)


def begun(values: Iterable[Value]) -> Effects:
    """What asking for iterators over values may do."""
    return union(map(_begun, values))


def _begun(value: Value) -> Effects:
    if value.kind in ("any", "record"):
        return asks("__iter__")
    return RAISES if value.kind == "data" or (is_plain(value) and taken(value) is not NONE) else NONE


def tested(frame: Frame, node: ast.expr) -> Effects:
    """What evaluating a condition may do."""
    value, effects = frame.run(node)
    return effects | truths([value])


def truths(values: Iterable[Value]) -> Effects:
    """What testing values for being true may do."""
    return union(
        (NONE if value.kind in _TRUE_OR_FALSE else unsure(asking.TESTS, value)) | Effects(reads=value.roots)
        for value in values
        if not is_plain(value)
    )


def shown(value: Value) -> Effects:
    """What making a text of a value may do."""
    if is_plain(value):
        return NONE
    inner = [value.element] if value.kind in ("list", "set") else [value.element, value.key]
    known = value.kind in ("list", "set", "dict") and all(item is not None and is_plain(item) for item in inner)
    return (NONE if known else unsure(asking.SHOWS, value)) | Effects(reads=deep(value))


def unpacked(target: ast.expr, value: Value) -> Effects:
    """What binding a value to a target in a loop may do, beyond the binding."""
    if isinstance(target, ast.Name):
        return NONE
    if isinstance(target, ast.Tuple | ast.List) and value.kind == "tuple" and value.parts:
        fits = len(value.parts) == len(target.elts) and all(not isinstance(t, ast.Starred) for t in target.elts)
        inner = (unpacked(t, part) for t, (_, part) in zip(target.elts, value.parts, strict=False))
        return union(inner) if fits else RAISES | union(inner)
    if value.kind == "never":
        return NONE
    return taken(value) | RAISES


def is_specified(value: Value, specification: str) -> bool:
    """Whether a value can certainly be formatted by a specification."""
    known = _SPECIFICATIONS.get(value.kind)
    grouped = "," in specification and specification[-1] in "xXob"
    return bool(known and known.fullmatch(specification)) and not grouped
