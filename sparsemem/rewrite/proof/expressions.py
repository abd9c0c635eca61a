"""Expressions: their values and effects."""

import ast
import builtins
import re
from itertools import pairwise

from sparsemem.rewrite.proof.call_effects import call
from sparsemem.rewrite.proof.displays import comprehension, dict_display, display
from sparsemem.rewrite.proof.effects import NONE, RAISES, SHOWS, UNKNOWN, Effects, Roots, asks
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine, compare
from sparsemem.rewrite.proof.protocols import shown, taken, truths, unsure
from sparsemem.rewrite.proof.value import (
    ANY,
    NUMBERS,
    SCALARS,
    Value,
    data,
    element,
    is_known,
    is_plain,
    join,
    reached,
)

_FORMAT = re.compile(r"[<>^]?0?\d*,?(\.\d+)?[fge%]?")


_THERE = {*dir(builtins), "__file__", "__name__"}
"""Names that need no binding."""
_KINDS = {bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes", type(None): "none"}


def evaluate(frame: Frame, node: ast.expr) -> Result:  # noqa: PLR0912 - one case for each kind of expression
    """The value of an expression, and what evaluating it may do."""
    match node:
        case ast.Constant():
            return Value(_KINDS.get(type(node.value), "scalar")), NONE
        case ast.Name():
            variable = frame.module.variable(node)
            return frame.look(variable, node) if variable else (Value("code"), NONE if node.id in _THERE else RAISES)
        case ast.JoinedStr():
            return Value("str"), frame.effects(node.values)
        case ast.FormattedValue():
            return _formatted(frame, node)
        case ast.List() | ast.Set() | ast.Tuple():
            return display(frame, node)
        case ast.Dict():
            return dict_display(frame, node)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return comprehension(frame, node)
        case ast.BinOp():
            return _operation(frame, node)
        case ast.BoolOp():
            parts = [frame.run(part) for part in node.values]
            return join(value for value, _ in parts), frame.effects(node.values) | truths(v for v, _ in parts[:-1])
        case ast.IfExp():
            test, one, other = frame.run(node.test), frame.run(node.body), frame.run(node.orelse)
            return join([one[0], other[0]]), test[1] | one[1] | other[1] | truths([test[0]])
        case ast.Compare():
            return _comparison(frame, node)
        case ast.UnaryOp():
            return _unary(frame, node)
        case ast.Call():
            return call(frame, node)
        case ast.Subscript():
            return _index(frame, node)
        case ast.Attribute():
            return _attribute(frame, node)
        case ast.NamedExpr():
            value, effects = frame.run(node.value)
            return value, effects | Effects(binds=_variable(frame, node.target))
        case ast.Lambda():
            at_once = frame.effects([*node.args.defaults, *filter(None, node.args.kw_defaults)])
            return Value("lambda"), at_once | Effects(looks=_free(frame, node))
        case ast.Slice():
            return data(), RAISES | frame.effects(part for part in (node.lower, node.upper, node.step) if part)
        case ast.Yield():
            return ANY, frame.effects([node.value] if node.value else [])
        case ast.YieldFrom():
            value, effects = frame.run(node.value)
            return ANY, effects | taken(value)
        case ast.Starred():
            value, effects = frame.run(node.value)
            return element(value), effects | taken(value)
    return ANY, UNKNOWN


def _operation(frame: Frame, node: ast.BinOp) -> Result:
    left, right = frame.run(node.left), frame.run(node.right)
    divisor = node.right.value if isinstance(node.right, ast.Constant) else None
    value, effects = combine(node.op, left[0], right[0], divisor)
    return value, left[1] | right[1] | effects


def _variable(frame: Frame, node: ast.AST) -> Roots:
    variable = frame.module.variable(node)
    return frozenset({variable} if variable else ())


def _free(frame: Frame, node: ast.AST) -> Roots:
    names = [frame.module.variable(inner) for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    return frozenset(name for name in names if name is not None)


def _formatted(frame: Frame, node: ast.FormattedValue) -> Result:
    value, effects = frame.run(node.value)
    if node.format_spec is not None:
        parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
        text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
        plain = len(parts) == 1 and value.kind in NUMBERS and _FORMAT.fullmatch(text)
        if not plain or (value.kind != "float" and "." in text and text[-1] not in "fge%"):
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
    if is_known(value):
        return data(value.roots), effects | RAISES
    return ANY, effects | asks("__neg__", "__pos__", "__invert__")


def _index(frame: Frame, node: ast.Subscript) -> Result:
    value, effects = frame.run(node.value)
    effects |= Effects(reads=frozenset() if is_plain(value) else value.roots)
    if isinstance(node.slice, ast.Slice):
        bounds = [bound for bound in (node.slice.lower, node.slice.upper, node.slice.step) if bound]
        simple = all(frame.run(bound)[0].kind in ("int", "none") for bound in bounds) and not node.slice.step
        effects |= frame.effects(bounds)
        if value.kind == "data":
            return value, effects | RAISES
        if value.kind in ("list", "str", "bytes"):
            made = Value(value.kind, element=element(value) if value.kind == "list" else None)
            return made, effects if simple else effects | RAISES
        return (data() if is_known(value) else ANY), effects | unsure(asks("__getitem__"), value)
    effects |= frame.run(node.slice)[1]
    if isinstance(node.slice, ast.Constant) and (part := value.part(node.slice.value)) is not None:
        return part, effects
    if value.kind in SCALARS or value.kind in ("list", "tuple", "range"):
        return element(value) if value.kind not in ("scalar", "none", "pattern") else Value(
            "scalar"
        ), effects | RAISES
    if value.kind == "dict":
        return _held(value), effects | RAISES
    if value.kind == "defaultdict":
        return _held(value), effects | value.step | Effects(raises=True, writes=value.roots)
    if value.kind == "data":
        return value, effects | RAISES
    return reached(ANY, value.roots), effects | asks("__getitem__", "__missing__")


def _held(value: Value) -> Value:
    return element(Value("list", value.roots, value.element))


def _attribute(frame: Frame, node: ast.Attribute) -> Result:
    value, effects = frame.run(node.value)
    name = frame.module.dotted(node)
    if name is not None and value.kind == "code":
        # A name in a module or class: it is there, or the program would not have come this far.
        return ANY, effects | Effects(raises=True, reads=ANY.roots)
    if is_plain(value) and value.kind not in ("code", "lambda"):
        return Value("scalar"), effects | RAISES
    asked = asks(f".{node.attr}", "__getattr__", "__getattribute__")
    return reached(value.part(node.attr) or ANY, value.roots), effects | Effects(reads=value.roots) | asked
