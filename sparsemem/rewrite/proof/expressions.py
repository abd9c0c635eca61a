"""Expressions: their values, and what evaluating them may do."""

import ast
import builtins
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.annotated import field, is_of_class
from sparsemem.rewrite.proof.call_effects import call
from sparsemem.rewrite.proof.displays import comprehension, dict_display, display
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects, asks
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.operators import combine, compare
from sparsemem.rewrite.proof.protocols import is_specified, shown, taken, truths, unsure
from sparsemem.rewrite.proof.statements import bound_names
from sparsemem.rewrite.proof.value import ANY, ELEMENT, NUMBERS, SCALARS, Value, element, is_plain, join, reached

_THERE = {*dir(builtins), "__file__", "__name__"}
"""Names that need no binding."""
_KINDS = {bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes", type(None): "none"}


def evaluate(frame: Frame, node: ast.expr) -> Result:
    """The value of an expression, and what evaluating it may do."""
    known = _EVALUATED.get(type(node))
    return known(frame, node) if known else (ANY, UNKNOWN)


def _name(frame: Frame, node: ast.Name) -> Result:
    variable = frame.module.variable(node)
    return frame.look(variable, node) if variable else (Value("code"), NONE if node.id in _THERE else RAISES)


def _either(frame: Frame, node: ast.BoolOp) -> Result:
    values = frame.values(node.values)
    return join(values), frame.effects(node.values) | truths(values[:-1])


def _conditional(frame: Frame, node: ast.IfExp) -> Result:
    test, *values = frame.values([node.test, node.body, node.orelse])
    return join(values), frame.effects([node.test, node.body, node.orelse]) | truths([test])


def _named(frame: Frame, node: ast.NamedExpr) -> Result:
    value, effects = frame.run(node.value)
    return value, effects | Effects(binds=bound_names(frame, node.target))


def _lambda(frame: Frame, node: ast.Lambda) -> Result:
    names = frozenset().union(*(bound_names(frame, part) for part in ast.walk(node) if isinstance(part, ast.Name)))
    at_once = frame.effects([*node.args.defaults, *filter(None, node.args.kw_defaults)])
    return Value("lambda"), at_once | Effects(looks=names)


def _taken_from(frame: Frame, node: ast.YieldFrom | ast.Starred) -> Result:
    value, effects = frame.run(node.value)
    return element(value) if isinstance(node, ast.Starred) else ANY, effects | taken(value)


def _operation(frame: Frame, node: ast.BinOp) -> Result:
    left, right = frame.values([node.left, node.right])
    divisor = node.right.value if isinstance(node.right, ast.Constant) else None
    value, effects = combine(node.op, left, right, divisor)
    return value, frame.effects([node.left, node.right]) | effects


def _formatted(frame: Frame, node: ast.FormattedValue) -> Result:
    value, effects = frame.run(node.value)
    if node.format_spec is not None:
        parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
        text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
        if len(parts) != 1 or not is_specified(value, text):
            effects |= unsure(asking.SHOWS, value)
        effects |= frame.effects([node.format_spec])
    return Value("str"), effects | shown(value)


def _subscript(frame: Frame, node: ast.Subscript) -> Result:
    value, effects = frame.run(node.value)
    effects |= Effects(reads=frozenset() if is_plain(value) else value.roots)
    if isinstance(node.slice, ast.Slice):
        made, asked = _sliced(frame, node.slice, value)
        return made, effects | asked
    key, asked = frame.run(node.slice)
    effects |= asked | (NONE if is_plain(key) else unsure(asking.CONVERTS | asking.HASHES, key))
    if isinstance(node.slice, ast.Constant) and (part := value.part(node.slice.value)) is not None:
        return part, effects
    if value.kind in SCALARS or value.kind in ("list", "tuple", "range"):
        inner = element(value) if value.kind not in ("scalar", "none", "pattern") else Value("scalar")
        return inner, effects | RAISES
    held = element(Value("list", value.roots, value.element))
    if value.kind == "dict":
        return held, effects | RAISES
    if value.kind == "defaultdict":
        return held, effects | value.step | Effects(raises=True, writes=value.roots)
    if value.kind == "data":
        return value, effects | RAISES
    return reached(ANY, value.roots), effects | asks("__getitem__", "__missing__")


def _sliced(frame: Frame, node: ast.Slice, value: Value) -> Result:
    """`value[start:stop]`, beyond reading it."""
    bounds = [bound for bound in (node.lower, node.upper, node.step) if bound]
    values = frame.values(bounds)
    simple = all(bound.kind in ("int", "none") for bound in values) and not node.step
    effects = frame.effects(bounds) | (NONE if simple else unsure(asking.CONVERTS, *values))
    if value.kind in ("list", "str", "bytes"):
        return Value(value.kind, element=element(value) if value.kind == "list" else None), effects
    made = Value("scalar") if is_plain(value) else value if value.kind == "data" else ANY
    return made, effects | unsure(asks("__getitem__"), value)


def _attribute(frame: Frame, node: ast.Attribute) -> Result:
    value, effects = frame.run(node.value)
    if frame.module.dotted(node) is not None and value.kind == "code":
        # A name in a module or class: it is there, or the program would not have come this far.
        return ANY, effects | Effects(raises=True, reads=ANY.roots)
    if is_plain(value) and value.kind not in ("code", "lambda"):
        return Value("scalar"), effects | RAISES
    known_field = field(frame.program, value, node.attr)
    if known_field is not None:
        held = value.roots | (ANY.roots if is_of_class(frame.program, value, node.attr) else frozenset())
        return reached(known_field, value.roots), effects | Effects(reads=held)
    if value.kind == "data":
        is_text = ELEMENT in value.types and node.attr in ("tag", "text", "tail")
        return Value("scalar") if is_text else value, effects | RAISES
    asked = asks(f".{node.attr}", "__getattr__", "__getattribute__")
    return reached(value.part(node.attr) or ANY, value.roots), effects | Effects(reads=value.roots) | asked


def _comparison(frame: Frame, node: ast.Compare) -> Result:
    sides = [node.left, *node.comparators]
    effects = frame.effects(sides)
    for op, (left, right) in zip(node.ops, pairwise(frame.values(sides)), strict=True):
        effects |= compare(op, left, right)
    return Value("bool" if not effects.raises else "scalar"), effects


def _unary(frame: Frame, node: ast.UnaryOp) -> Result:
    value, effects = frame.run(node.operand)
    if isinstance(node.op, ast.Not):
        return Value("bool"), effects | truths([value])
    if value.kind in NUMBERS and not (isinstance(node.op, ast.Invert) and value.kind == "float"):
        return Value("float" if value.kind == "float" else "int"), effects
    return ANY, effects | asks("__neg__", "__pos__", "__invert__")


_EVALUATED: dict[type[ast.expr], Callable[[Frame, Any], Result]] = {
    ast.Constant: lambda frame, node: (Value(_KINDS.get(type(node.value), "scalar")), NONE),
    ast.Name: _name,
    ast.JoinedStr: lambda frame, node: (Value("str"), frame.effects(node.values)),
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
    ast.Subscript: _subscript,
    ast.Attribute: _attribute,
    ast.NamedExpr: _named,
    ast.Lambda: _lambda,
    ast.Slice: lambda frame, node: (
        Value("data"),
        RAISES | frame.effects(filter(None, (node.lower, node.upper, node.step))),
    ),
    ast.Yield: lambda frame, node: (ANY, frame.effects([node.value] if node.value else [])),
    **dict.fromkeys((ast.YieldFrom, ast.Starred), _taken_from),
}
"""Who knows a kind of expression; of any other, as `await`, nothing is known."""
