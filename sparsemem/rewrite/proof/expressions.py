"""Expressions: their values and effects."""

import ast
import re
from collections.abc import Iterable
from itertools import pairwise

from sparsemem.rewrite.proof.calls import call
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects, Roots
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.operators import combine, compare, is_truth_known
from sparsemem.rewrite.proof.value import ANY, NUMBERS, SCALARS, Value, deep, element, is_plain, join, pair
from sparsemem.source.binding import Comprehension

_FORMAT = re.compile(r"[<>^]?0?\d*,?(\.\d+)?[fge%]?")
_KINDS = {bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes", type(None): "none"}


def evaluate(frame: Frame, node: ast.expr) -> Result:  # noqa: PLR0912 - one case for each kind of expression
    """The value of an expression, and what evaluating it may do."""
    match node:
        case ast.Constant():
            return Value(_KINDS.get(type(node.value), "scalar")), NONE
        case ast.Name():
            variable = frame.module.variable(node)
            return frame.look(variable, node) if variable else (Value("code"), NONE)
        case ast.JoinedStr():
            return Value("str"), _each(frame, node.values)
        case ast.FormattedValue():
            return _formatted(frame, node)
        case ast.List() | ast.Set() | ast.Tuple():
            return _display(frame, node)
        case ast.Dict():
            return _dict(frame, node)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return _comprehension(frame, node)
        case ast.BinOp():
            left, right = frame.run(node.left), frame.run(node.right)
            divisor = node.right.value if isinstance(node.right, ast.Constant) else None
            value, effects = combine(node.op, left[0], right[0], divisor)
            return value, left[1] | right[1] | effects
        case ast.BoolOp():
            parts = [frame.run(part) for part in node.values]
            return join(value for value, _ in parts), _each(frame, node.values) | _tested(v for v, _ in parts[:-1])
        case ast.IfExp():
            test, one, other = frame.run(node.test), frame.run(node.body), frame.run(node.orelse)
            return join([one[0], other[0]]), test[1] | one[1] | other[1] | _tested([test[0]])
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
            return Value("lambda"), Effects(looks=_free(frame, node))
        case ast.Yield():
            return ANY, frame.effects([node.value] if node.value else [])
        case ast.YieldFrom():
            value, effects = frame.run(node.value)
            return ANY, effects | taken(value)
        case ast.Starred():
            value, effects = frame.run(node.value)
            return element(value), effects | taken(value)
    return ANY, UNKNOWN


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
    return effects | _tested([value])


def _tested(values: Iterable[Value]) -> Effects:
    found = NONE
    for value in values:
        found |= NONE if is_plain(value) else Effects(raises=not is_truth_known(value), reads=value.roots)
    return found


def _each(frame: Frame, nodes: Iterable[ast.expr]) -> Effects:
    return frame.effects(nodes)


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
            effects |= RAISES
    return Value("str"), effects | shown(value)


def shown(value: Value) -> Effects:
    """What making a text of a value may do."""
    if is_plain(value):
        return NONE
    inner = [value.element, value.key] if value.kind in ("list", "set", "dict") else [None]
    known = all(
        item is not None and is_plain(item) for item in inner if item is not value.key or value.kind == "dict"
    )
    return Effects(raises=not known, reads=deep(value))


def _display(frame: Frame, node: ast.List | ast.Set | ast.Tuple) -> Result:
    values = [frame.run(item)[0] for item in node.elts]
    effects = _each(frame, node.elts)
    if isinstance(node, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in node.elts):
        return pair(*values), effects
    inner = join(values)
    kind = type(node).__name__.lower()
    if kind == "set" and not all(map(is_plain, values)):
        effects |= RAISES
    return Value(kind, element=inner), effects


def _dict(frame: Frame, node: ast.Dict) -> Result:
    keys = [frame.run(key)[0] for key in node.keys if key is not None]
    values, effects = [], _each(frame, [*filter(None, node.keys), *node.values])
    parts: dict[object, Value] | None = {}
    for key, item in zip(node.keys, node.values, strict=True):
        value = frame.run(item)[0]
        if key is None:
            parts, keys = _spread(value, parts, keys)
            effects |= Effects(raises=value.kind != "dict", reads=value.roots)
            value = (value.element or ANY) if value.kind == "dict" else ANY
        elif isinstance(key, ast.Constant) and parts is not None:
            parts[key.value] = value
        else:
            parts = None
        values.append(value)
    if not all(map(is_plain, keys)):
        effects |= RAISES
    held = None if parts is None else tuple(parts.items())
    return Value("dict", element=join(values), key=join(keys), parts=held), effects


def _spread(
    value: Value, parts: dict[object, Value] | None, keys: list[Value]
) -> tuple[dict[object, Value] | None, list[Value]]:
    """`**value` in a dict display."""
    if value.kind != "dict" or value.parts is None:
        return None, [*keys, value.key or ANY]
    return (None if parts is None else parts | dict(value.parts)), [*keys, value.key or ANY]


def _comprehension(frame: Frame, node: Comprehension) -> Result:
    first = frame.run(node.generators[0].iter)[1]
    if isinstance(node, ast.GeneratorExp):
        inner, step = streamed(frame, node)
        return Value("iterator", element=inner, step=step), first
    if isinstance(node, ast.DictComp):
        key, value = frame.run(node.key), frame.run(node.value)
        effects = clauses(frame, node) | key[1] | value[1] | (NONE if is_plain(key[0]) else RAISES)
        return Value("dict", element=value[0], key=key[0]), first | effects
    inner, effects = streamed(frame, node)
    if isinstance(node, ast.SetComp):
        return Value("set", element=inner), first | effects | (NONE if is_plain(inner) else RAISES)
    return Value("list", element=inner), first | effects


def streamed(frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Result:
    """The elements of a comprehension, and what making them may do once its first source is evaluated."""
    inner, made = frame.run(node.elt)
    return inner, clauses(frame, node) | made


def clauses(frame: Frame, node: Comprehension) -> Effects:
    effects = NONE
    for clause in node.generators:
        source, made = frame.run(clause.iter)
        effects |= taken(source) | unpacked(clause.target, element(source))
        if clause is not node.generators[0]:
            effects |= made
        for test in clause.ifs:
            effects |= tested(frame, test)
        if clause.is_async:
            effects |= UNKNOWN
    return effects


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


def _comparison(frame: Frame, node: ast.Compare) -> Result:
    sides = [node.left, *node.comparators]
    effects = _each(frame, sides)
    for op, (left, right) in zip(node.ops, pairwise(sides), strict=True):
        effects |= compare(op, frame.run(left)[0], frame.run(right)[0])
    return Value("bool" if not effects.raises else "scalar"), effects


def _unary(frame: Frame, node: ast.UnaryOp) -> Result:
    value, effects = frame.run(node.operand)
    if isinstance(node.op, ast.Not):
        return Value("bool"), effects | _tested([value])
    if value.kind in NUMBERS and not (isinstance(node.op, ast.Invert) and value.kind == "float"):
        return Value("float" if value.kind == "float" else "int"), effects
    return ANY, effects | RAISES


def _index(frame: Frame, node: ast.Subscript) -> Result:
    value, effects = frame.run(node.value)
    effects |= Effects(reads=frozenset() if is_plain(value) else value.roots)
    if isinstance(node.slice, ast.Slice):
        bounds = [bound for bound in (node.slice.lower, node.slice.upper, node.slice.step) if bound]
        simple = all(frame.run(bound)[0].kind in ("int", "none") for bound in bounds) and not node.slice.step
        effects |= _each(frame, bounds)
        if value.kind in ("list", "str", "bytes"):
            made = Value(value.kind, element=element(value) if value.kind == "list" else None)
            return made, effects if simple else effects | RAISES
        return ANY, effects | RAISES
    effects |= frame.run(node.slice)[1]
    if isinstance(node.slice, ast.Constant) and (part := value.part(node.slice.value)) is not None:
        return part, effects
    if value.kind in SCALARS or value.kind in ("list", "tuple", "range"):
        return element(value) if value.kind not in ("scalar", "none") else ANY, effects | RAISES
    if value.kind == "dict":
        return _held(value), effects | RAISES
    return ANY, effects | _custom(frame, "__getitem__")


def _held(value: Value) -> Value:
    return element(Value("list", value.roots, value.element))


def _attribute(frame: Frame, node: ast.Attribute) -> Result:
    value, effects = frame.run(node.value)
    name = frame.module.dotted(node)
    if name is not None and value.kind == "code":
        # A name in a module or class: it is there, or the program would not have come this far.
        return ANY, effects | RAISES
    return ANY, effects | Effects(reads=value.roots) | _custom(frame, node.attr) | _custom(frame, "__getattr__")


def _custom(frame: Frame, name: str) -> Effects:
    """What a method or property of that name may do: anything, where a class of the project has one."""
    return UNKNOWN if frame.program.methods[name] else RAISES
