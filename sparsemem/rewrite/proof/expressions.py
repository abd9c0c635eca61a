"""Expressions: their values, and what evaluating them may do."""

import ast
import builtins
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.builtin.surroundings import SURROUNDINGS
from sparsemem.rewrite.proof.call_effects import call
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects, asks, held, slot, union
from sparsemem.rewrite.proof.fields import field_of
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.known import CONSTANTS
from sparsemem.rewrite.proof.protocols import (
    begun,
    combine,
    compare,
    filled_in,
    hashed,
    shown,
    taken,
    truths,
    unpacked,
    unsure,
)
from sparsemem.rewrite.proof.statements import bound_names, store
from sparsemem.rewrite.proof.value import ANY, NUMBERS, SCALARS, Value, element, is_plain, join, pair, reached
from sparsemem.source import Comprehension

_THERE = {*dir(builtins), "__file__", "__name__"}
"""Names that need no binding."""
_OF_FILES = {"iterator": ("name", "mode", "closed", "encoding", "lastrowid", "rowcount", "line_num"),
             "context": ("name",)}  # fmt: skip
"""Attributes of files, readers, queries and new folders that are plain."""
_KINDS = {bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes", type(None): "none"}


def evaluate(frame: Frame, node: ast.expr) -> Result:
    """The value of an expression, and what evaluating it may do: its parts, and what it does with them."""
    known = _EVALUATED.get(type(node))
    if known is None:
        return ANY, UNKNOWN
    value, effects = known(frame, node)
    return value, effects | frame.effects(_parts(node))


def _parts(node: ast.expr) -> list[ast.expr]:
    """The expressions in it that run with it; calls, lambdas and comprehensions say themselves what runs when."""
    if isinstance(node, ast.Call | ast.Lambda | Comprehension):
        return []
    parts = (part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
    return [part for part in parts if not isinstance(getattr(part, "ctx", None), ast.Store)]


def _name(frame: Frame, node: ast.Name) -> Result:
    variable = frame.module.variable(node)
    return frame.look(variable, node) if variable else (Value("code"), NONE if node.id in _THERE else RAISES)


def _choice(frame: Frame, node: ast.BoolOp | ast.IfExp) -> Result:
    values = frame.values(node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse])
    return join(values), truths(values[:-1] if isinstance(node, ast.BoolOp) else frame.values([node.test]))


def _lambda(frame: Frame, node: ast.Lambda) -> Result:
    names = bound_names(frame, *ast.walk(node))
    at_once = frame.effects([*node.args.defaults, *filter(None, node.args.kw_defaults)])
    return Value("lambda"), at_once | Effects(looks=names)


def _taken_from(frame: Frame, node: ast.YieldFrom | ast.Starred) -> Result:
    value = frame.run(node.value)[0]
    return element(value) if isinstance(node, ast.Starred) else ANY, taken(value)


def _operation(frame: Frame, node: ast.BinOp) -> Result:
    left, right = frame.values([node.left, node.right])
    if left.kind == "str" and isinstance(node.op, ast.Mod):
        return Value("str"), filled_in(node.left.value if isinstance(node.left, ast.Constant) else None, right)
    return combine(node.op, left, right, node.right.value if isinstance(node.right, ast.Constant) else None)


def _formatted(frame: Frame, node: ast.FormattedValue) -> Result:
    match node.format_spec:
        case None:
            specification: str | None = ""
        case ast.JoinedStr(values=[ast.Constant(value=str(specification))]):
            pass
        case _:
            specification = None
    return Value("str"), shown(frame.run(node.value)[0], specification)


def _display(frame: Frame, node: ast.List | ast.Set | ast.Tuple) -> Result:
    values = frame.values(node.elts)
    if isinstance(node, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in node.elts):
        return pair(*values), NONE
    kind = type(node).__name__.lower()
    return Value(kind, element=join(values)), hashed(*values) if kind == "set" else NONE


def _dictionary(frame: Frame, node: ast.Dict) -> Result:
    keys, values, effects = list[Value](), list[Value](), NONE
    for key, value in zip(node.keys, frame.values(node.values), strict=True):
        if key is None:
            is_dict = value.kind == "dict"
            effects |= (NONE if is_dict else unsure(asking.TAKES | asks("keys"), value)) | Effects(reads=value.roots)
            keys.append((value.key or ANY) if is_dict else ANY)
            values.append((value.element or ANY) if is_dict else ANY)
        else:
            keys.append(frame.run(key)[0])
            values.append(value)
    parts = {key.value: value for key, value in zip(node.keys, values, strict=True) if isinstance(key, ast.Constant)}
    held = tuple(parts.items()) if all(isinstance(key, ast.Constant) for key in node.keys) else None
    return Value("dict", element=join(values), key=join(keys), parts=held), effects | hashed(*keys)


def _subscript(frame: Frame, node: ast.Subscript) -> Result:
    value, key = frame.values([node.value, node.slice])
    if value.kind == "never":
        return value, NONE
    effects = Effects(reads=frozenset() if is_plain(value) else value.roots)
    if isinstance(node.slice, ast.Slice):
        made, asked = _sliced(frame, node.slice, value)
        return made, effects | asked
    effects |= NONE if is_plain(key) else unsure(asking.CONVERTS | asking.HASHES, key)
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
    effects = unsure(asking.CONVERTS, *frame.values(filter(None, (node.lower, node.upper, node.step))))
    if value.kind == "tuple":
        return Value("tuple", element=element(value)), effects
    if value.kind in ("list", "str", "bytes"):
        return Value(value.kind, element=element(value) if value.kind == "list" else None), effects
    made = Value("scalar") if is_plain(value) else value if value.kind == "data" else ANY
    return made, effects | unsure(asks("__getitem__"), value)


def _attribute(frame: Frame, node: ast.Attribute) -> Result:
    value = frame.run(node.value)[0]
    name = frame.module.dotted(node)
    if name in CONSTANTS and node.attr not in frame.program.replaced:
        return Value(CONSTANTS[name]), NONE
    if name in SURROUNDINGS and node.attr not in frame.program.replaced:
        return SURROUNDINGS[name](frame), Effects(reads=ANY.roots)
    if name is not None and value.kind == "code":
        # A name in a module or class: it is there, or the program would not have come this far.
        return ANY, Effects(raises=True, reads=ANY.roots)
    if node.attr in value.names:
        return value.part(value.names.index(node.attr)) or ANY, Effects(reads=value.roots)
    if (found := field_of(frame, value, node.attr)) is not None:
        return found
    if is_plain(value) and value.kind not in ("code", "lambda", "logger"):
        return value if value.kind == "never" else Value("scalar"), RAISES
    if value.kind == "data":
        kept = node.attr not in frame.program.replaced  # nothing else has been put there
        is_text = value.types and kept and node.attr in ("tag", "text", "tail")  # of an element of XML
        asked = Effects(True, own=asks(f".{node.attr}", "__getattr__", "__getattribute__").protocols)
        if value.types and kept and node.attr == "attrib":
            return Value("dict", value.roots, Value("scalar"), Value("scalar")), asked
        return Value("scalar") if is_text else value, asked
    if value.kind not in ("any", "record", "code", "lambda"):
        if node.attr in _OF_FILES.get(value.kind, ()):
            return Value("scalar"), RAISES
        return ANY, Effects(raises=True, reads=value.roots or ANY.roots)
    asked = asks(f".{node.attr}", "__getattr__", "__getattribute__")
    read = Effects(reads=value.roots | slot(node.attr))
    return replace(ANY, roots=reached(ANY, value.roots).roots | held(node.attr)), read | asked


def _comparison(frame: Frame, node: ast.Compare) -> Result:
    sides = pairwise(frame.values([node.left, *node.comparators]))
    effects = union(compare(op, left, right) for op, (left, right) in zip(node.ops, sides, strict=True))
    return Value("bool" if not effects.raises else "scalar"), effects


def _unary(frame: Frame, node: ast.UnaryOp) -> Result:
    value = frame.run(node.operand)[0]
    if isinstance(node.op, ast.Not):
        return Value("bool"), truths([value])
    if value.kind in NUMBERS and not (isinstance(node.op, ast.Invert) and value.kind == "float"):
        return Value("float" if value.kind == "float" else "int"), NONE
    return ANY, asks("__neg__", "__pos__", "__invert__")


def _comprehension(frame: Frame, node: Comprehension) -> Result:
    """A comprehension or generator expression."""
    source, first = frame.run(node.generators[0].iter)
    if isinstance(node, ast.DictComp):
        key, value = frame.values([node.key, node.value])
        effects = first | clauses(frame, node) | frame.effects([node.key, node.value]) | hashed(key)
        return Value("dict", element=value, key=key), effects
    inner, step = streamed(frame, node)
    if isinstance(node, ast.GeneratorExp):
        return Value("iterator", element=inner, step=step), first | begun([source])
    if isinstance(node, ast.SetComp):
        return Value("set", element=inner), first | step | hashed(inner)
    return Value("list", element=inner), first | step


def streamed(frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Result:
    """The elements of a comprehension, and what making them may do once its first source is evaluated."""
    inner, made = frame.run(node.elt)
    return inner, clauses(frame, node) | made


def clauses(frame: Frame, node: Comprehension) -> Effects:
    """What its loops and conditions may do, once the first source is evaluated."""
    effects = NONE
    for clause in node.generators:
        source, made = frame.run(clause.iter)
        effects |= taken(source) | unpacked(clause.target, element(source))
        if any(isinstance(part, ast.Subscript | ast.Attribute) for part in ast.walk(clause.target)):
            effects |= store(frame, clause.target, element(source))
        effects |= NONE if clause is node.generators[0] else made
        effects |= frame.effects(clause.ifs) | truths(frame.values(clause.ifs))
        effects |= UNKNOWN if clause.is_async else NONE
    return effects


_EVALUATED: dict[type[ast.expr], Callable[[Frame, Any], Result]] = {
    ast.Constant: lambda frame, node: (Value(_KINDS.get(type(node.value), "scalar")), NONE),
    ast.Name: _name,
    ast.JoinedStr: lambda frame, node: (Value("str"), NONE),
    ast.FormattedValue: _formatted,
    **dict.fromkeys((ast.List, ast.Set, ast.Tuple), _display),
    ast.Dict: _dictionary,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _comprehension),
    ast.BinOp: _operation,
    **dict.fromkeys((ast.BoolOp, ast.IfExp), _choice),
    ast.Compare: _comparison,
    ast.UnaryOp: _unary,
    ast.Call: call,
    ast.Subscript: _subscript,
    ast.Attribute: _attribute,
    ast.NamedExpr: lambda frame, node: (frame.run(node.value)[0], Effects(binds=bound_names(frame, node.target))),
    ast.Lambda: _lambda,
    ast.Slice: lambda frame, node: (Value("data"), NONE),
    ast.Yield: lambda frame, node: (ANY, NONE),
    **dict.fromkeys((ast.YieldFrom, ast.Starred), _taken_from),
}
"""Who knows a kind of expression; of any other, as `await`, nothing is known."""
