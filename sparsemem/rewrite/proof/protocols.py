"""What Python's protocols may do with a value: iteration, unpacking, its text, its truth."""

import ast
from collections.abc import Iterable

from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import is_truth_known
from sparsemem.rewrite.proof.value import Value, deep, is_plain


def taken(value: Value) -> Effects:
    """What iterating a value to its end may do."""
    if value.kind == "never" or is_plain(value):
        return NONE if value.kind in ("str", "bytes", "range", "tuple", "never") else RAISES
    if value.kind in ("list", "tuple", "dict", "set"):
        return Effects(reads=value.roots)
    if value.kind == "view":
        return value.step | Effects(reads=value.roots)
    if value.kind == "iterator":
        return value.step | Effects(reads=value.roots, writes=value.roots)
    return value.step | Effects(raises=True, reads=value.roots)


def tested(frame: Frame, node: ast.expr) -> Effects:
    """What evaluating a condition may do."""
    value, effects = frame.run(node)
    return effects | truths([value])


def truths(values: Iterable[Value]) -> Effects:
    """What testing values for being true may do."""
    found = NONE
    for value in values:
        found |= NONE if is_plain(value) else Effects(raises=not is_truth_known(value), reads=value.roots)
    return found


def shown(value: Value) -> Effects:
    """What making a text of a value may do."""
    if is_plain(value):
        return NONE
    inner = [value.element, value.key] if value.kind in ("list", "set", "dict") else [None]
    known = all(
        item is not None and is_plain(item) for item in inner if item is not value.key or value.kind == "dict"
    )
    return Effects(raises=not known, reads=deep(value))


def unpacked(target: ast.expr, value: Value) -> Effects:
    """What binding a value to a target in a loop may do, beyond the binding."""
    if isinstance(target, ast.Name):
        return NONE
    if isinstance(target, ast.Tuple | ast.List) and value.kind == "tuple" and value.parts is not None:
        fits = len(value.parts) == len(target.elts) and all(not isinstance(t, ast.Starred) for t in target.elts)
        inner = [unpacked(t, part) for t, (_, part) in zip(target.elts, value.parts, strict=False)]
        return RAISES if not fits else NONE if all(effects is NONE for effects in inner) else RAISES
    if value.kind == "never":
        return NONE
    return Effects(raises=True, reads=value.roots)
