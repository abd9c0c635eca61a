"""Functions that make a container of the elements of another."""

import ast
from dataclasses import replace

from sparsemem.rewrite.proof.applied_functions import applied
from sparsemem.rewrite.proof.builtin.arguments import Builtin, values_of
from sparsemem.rewrite.proof.effects import HASHES, NONE, NOTHING, RAISES, TAKES, Effects, asks, union
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import hashed, taken, unsure
from sparsemem.rewrite.proof.value import ANY, NEVER, Value, element, join, reached


def container(kind: str) -> Builtin:
    """`list`, `tuple`, `set`, `deque`: all elements of one argument."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        if not values:
            return Value(kind, element=NEVER, key=NEVER, parts=() if kind == "tuple" else None), NONE
        inner = element(values[0])
        return Value(kind, element=inner), taken(values[0]) | (hashed(inner) if kind == "set" else NONE)

    return made


def dictionary(frame: Frame, node: ast.Call) -> Result:
    """`dict`: a copy, or made of pairs and keywords."""
    values = values_of(frame, node)
    named = [frame.run(keyword.value)[0] for keyword in node.keywords]
    if not values:
        sure = all(keyword.arg for keyword in node.keywords)
        return Value("dict", element=join(named), key=Value("str") if named else NEVER), NONE if sure else RAISES
    value, inner = values[0], element(values[0])
    if value.kind == "dict" and not named:
        return replace(value, roots=NOTHING, element=reached(value.element or ANY, value.roots)), Effects(
            reads=value.roots
        )
    if inner.kind == "tuple" and inner.parts is not None and len(inner.parts) == 2 and not named:
        (_, key), (_, held) = inner.parts
        return Value("dict", element=held, key=key), taken(value) | hashed(key)
    return Value("dict"), taken(value) | unsure(HASHES | TAKES | asks("keys"), value)


_FACTORIES = {
    **{kind: Value(kind) for kind in ("int", "float", "str", "bool")},
    **{kind: Value(kind, element=NEVER, key=NEVER) for kind in ("list", "dict", "set")},
    "tuple": Value("tuple", parts=()),
}


def filling(frame: Frame, node: ast.Call) -> Result:
    """`defaultdict`: reading puts in what its factory makes."""
    effects = union(map(taken, values_of(frame, node)[1:]))
    factory = node.args[0] if node.args else None
    name = "" if factory is None else (frame.module.dotted(factory) or "").removeprefix("builtins.")
    made, step = Value("none"), NONE
    if factory is not None:
        made, step = (_FACTORIES[name], NONE) if name in _FACTORIES else applied(frame, factory, [])
    if len(node.args) != 1 or node.keywords:
        return Value("defaultdict", step=step), effects | RAISES
    return Value("defaultdict", key=NEVER, element=made, step=step), effects


def counted(kind: str) -> Builtin:
    """`Counter`: elements as keys."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        effects = union(taken(value) | hashed(element(value)) for value in values)
        return Value(kind, element=Value("int"), key=join(map(element, values))), effects

    return made


def of_keys(frame: Frame, node: ast.Call) -> Result:
    """`dict.fromkeys`: one value under all keys."""
    values = values_of(frame, node)
    if not 0 < len(values) < 3 or node.keywords:
        return ANY, RAISES
    key = element(values[0])
    made = Value("dict", element=values[1] if len(values) > 1 else Value("none"), key=key)
    return made, taken(values[0]) | hashed(key)
