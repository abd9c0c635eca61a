"""Functions that make a container of the elements of another."""

import ast
from dataclasses import replace

from sparsemem.rewrite.proof.builtin.arguments import Builtin, values_of
from sparsemem.rewrite.proof.effects import NONE, NOTHING, RAISES, Effects
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, NEVER, Value, element, is_plain, join, reached


def container(kind: str) -> Builtin:
    """`list`, `tuple`, `set`, `deque`: all elements of one argument."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        if not values:
            return Value(kind, element=NEVER, key=NEVER, parts=() if kind == "tuple" else None), NONE
        inner = element(values[0])
        hashed = NONE if kind in ("list", "tuple") or is_plain(inner) else RAISES
        return Value(kind, element=inner), taken(values[0]) | hashed

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
        return Value("dict", element=held, key=key), taken(value) | (NONE if is_plain(key) else RAISES)
    return Value("dict"), taken(value) | RAISES


def counted(kind: str) -> Builtin:
    """`Counter`: elements as keys."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        effects = NONE
        for value in values:
            effects |= taken(value) | (NONE if is_plain(element(value)) else RAISES)
        return Value(kind, element=Value("int"), key=join(map(element, values))), effects

    return made
