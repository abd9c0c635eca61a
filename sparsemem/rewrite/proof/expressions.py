"""Expressions: their values and effects."""

import ast
import builtins
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from sparsemem.rewrite.proof.assignments import bound_names
from sparsemem.rewrite.proof.call_effects import call
from sparsemem.rewrite.proof.displays import comprehension, dict_display, display
from sparsemem.rewrite.proof.effects import NONE, RAISES, SHOWS, UNKNOWN, Effects, Roots, asks
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.formatting import is_specified, percent
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine, compare
from sparsemem.rewrite.proof.parts_of_values import attribute, subscript
from sparsemem.rewrite.proof.protocols import shown, taken, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NUMBERS, Value, data, element, join

_THERE = {*dir(builtins), "__file__", "__name__"}
"""Names that need no binding."""
_KINDS = {bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes", type(None): "none"}


def evaluate(frame: Frame, node: ast.expr) -> Result:
    """The value of an expression, and what evaluating it may do."""
    value, effects = _EVALUATED.get(type(node), _unknown)(frame, node)
    return value, effects | RAISES if _takes_none(frame, node) else effects


def _takes_none(frame: Frame, node: ast.expr) -> bool:
    """Whether an operation is done on what may be None."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            parts = [*args, *(k.value for k in keywords), *([func.value] if isinstance(func, ast.Attribute) else [])]
        case ast.BinOp(left=left, right=right):
            parts = [left, right]
        case ast.Compare(left=left, comparators=others):
            parts = [left, *others]
        case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.FormattedValue(value=value):
            parts = [value]
        case ast.UnaryOp(operand=value):
            parts = [value]
        case _:
            return False
    return any(frame.run(part)[0].optional for part in parts)


def _unknown(frame: Frame, node: ast.expr) -> Result:
    return ANY, UNKNOWN


def _constant(frame: Frame, node: ast.Constant) -> Result:
    return Value(_KINDS.get(type(node.value), "scalar")), NONE


def _name(frame: Frame, node: ast.Name) -> Result:
    variable = frame.module.variable(node)
    return frame.look(variable, node) if variable else (Value("code"), NONE if node.id in _THERE else RAISES)


def _joined(frame: Frame, node: ast.JoinedStr) -> Result:
    return Value("str"), frame.effects(node.values)


def _either(frame: Frame, node: ast.BoolOp) -> Result:
    parts = [frame.run(part) for part in node.values]
    return join(value for value, _ in parts), frame.effects(node.values) | truths(v for v, _ in parts[:-1])


def _conditional(frame: Frame, node: ast.IfExp) -> Result:
    test, one, other = frame.run(node.test), frame.run(node.body), frame.run(node.orelse)
    return join([one[0], other[0]]), test[1] | one[1] | other[1] | truths([test[0]])


def _named(frame: Frame, node: ast.NamedExpr) -> Result:
    value, effects = frame.run(node.value)
    return value, effects | Effects(binds=bound_names(frame, node.target))


def _lambda(frame: Frame, node: ast.Lambda) -> Result:
    at_once = frame.effects([*node.args.defaults, *filter(None, node.args.kw_defaults)])
    return Value("lambda"), at_once | Effects(looks=_free(frame, node))


def _slice(frame: Frame, node: ast.Slice) -> Result:
    return data(), RAISES | frame.effects(part for part in (node.lower, node.upper, node.step) if part)


def _yield(frame: Frame, node: ast.Yield) -> Result:
    return ANY, frame.effects([node.value] if node.value else [])


def _yield_from(frame: Frame, node: ast.YieldFrom) -> Result:
    value, effects = frame.run(node.value)
    return ANY, effects | taken(value)


def _starred(frame: Frame, node: ast.Starred) -> Result:
    value, effects = frame.run(node.value)
    return element(value), effects | taken(value)


def _operation(frame: Frame, node: ast.BinOp) -> Result:
    left, right = frame.run(node.left), frame.run(node.right)
    if isinstance(node.op, ast.Mod) and left[0].kind == "str":
        value, effects = percent(node, right[0])
        return value, left[1] | right[1] | effects
    divisor = node.right.value if isinstance(node.right, ast.Constant) else None
    value, effects = combine(node.op, left[0], right[0], divisor)
    return value, left[1] | right[1] | effects


def _free(frame: Frame, node: ast.AST) -> Roots:
    names = [frame.module.variable(inner) for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    return frozenset(name for name in names if name is not None)


def _formatted(frame: Frame, node: ast.FormattedValue) -> Result:
    value, effects = frame.run(node.value)
    if node.format_spec is not None:
        parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
        text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
        if len(parts) != 1 or not is_specified(value, text):
            effects |= unsure(SHOWS, value)
        effects |= frame.effects([node.format_spec])
    return Value("str"), effects | shown(value)


def _comparison(frame: Frame, node: ast.Compare) -> Result:
    sides = [node.left, *node.comparators]
    effects = frame.effects(sides)
    for op, (left, right) in zip(node.ops, pairwise(sides), strict=True):
        effects |= compare(op, frame.run(left)[0], frame.run(right)[0])
    return Value("bool" if not effects.raises else "scalar"), effects


def _unary(frame: Frame, node: ast.UnaryOp) -> Result:
    value, effects = frame.run(node.operand)
    if isinstance(node.op, ast.Not):
        return Value("bool"), effects | truths([value])
    if value.kind in NUMBERS and not (isinstance(node.op, ast.Invert) and value.kind == "float"):
        return Value("float" if value.kind == "float" else "int"), effects
    return ANY, effects | asks("__neg__", "__pos__", "__invert__")


_EVALUATED: dict[type[ast.expr], Callable[[Frame, Any], Result]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _formatted,
    **dict.fromkeys((ast.List, ast.Set, ast.Tuple), display),
    ast.Dict: dict_display,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), comprehension),
    ast.BinOp: _operation,
    ast.BoolOp: _either,
    ast.IfExp: _conditional,
    ast.Compare: _comparison,
    ast.UnaryOp: _unary,
    ast.Call: call,
    ast.Subscript: subscript,
    ast.Attribute: attribute,
    ast.NamedExpr: _named,
    ast.Lambda: _lambda,
    ast.Slice: _slice,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Starred: _starred,
}
"""Who knows a kind of expression; of any other, as `await`, nothing is known."""
