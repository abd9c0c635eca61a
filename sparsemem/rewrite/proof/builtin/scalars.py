"""Functions that make one number, text or truth of their arguments."""

import ast

from sparsemem.rewrite.proof.builtin.arguments import Builtin, is_simple, values_of
from sparsemem.rewrite.proof.effects import CONVERTS, NONE, SHOWS, UNKNOWN, Effects, asks
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import shown, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NUMBERS, Value, deep, is_known

_SIZED = frozenset({"str", "bytes", "list", "tuple", "dict", "set", "range", "defaultdict"})


def length(frame: Frame, node: ast.Call) -> Result:
    """`len`."""
    values = values_of(frame, node)
    sized = len(values) == 1 and values[0].kind in _SIZED
    reads = Effects(reads=frozenset().union(*(value.roots for value in values)))
    return Value("int"), reads if sized else reads | unsure(asks("__len__"), *values)


def text(frame: Frame, node: ast.Call) -> Result:
    """`str` and `repr`."""
    values = values_of(frame, node)
    effects = shown(values[0]) if len(values) == 1 and is_simple(node) else unsure(SHOWS, *values)
    return Value("str"), effects


def number(kind: str) -> Builtin:
    """`int` and `float`, which read texts as well."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        allowed = NUMBERS if kind == "float" else NUMBERS[:2]
        sure = is_simple(node) and len(values) <= 1 and all(value.kind in allowed for value in values)
        return Value(kind), (NONE if sure else unsure(CONVERTS, *values)) | Effects(reads=deep(*values))

    return made


def truth(frame: Frame, node: ast.Call) -> Result:
    """`bool`."""
    values = values_of(frame, node)
    return Value("bool"), truths(values)


def rounded(frame: Frame, node: ast.Call) -> Result:
    """`round`."""
    values = values_of(frame, node)
    sure = all(value.kind in NUMBERS for value in values) and (len(values) == 2 or values[0].kind != "float")
    kind = "int" if len(values) == 1 else values[0].kind if sure else "scalar"
    return Value(kind), NONE if sure else unsure(CONVERTS, *values)


def absolute(frame: Frame, node: ast.Call) -> Result:
    """`abs`."""
    values = values_of(frame, node)
    if len(values) == 1 and values[0].kind in NUMBERS:
        return Value("float" if values[0].kind == "float" else "int"), NONE
    return Value("scalar") if all(map(is_known, values)) else ANY, unsure(CONVERTS, *values)


def asked(kind: str) -> Builtin:
    """A question about a type, which runs no code of the object."""
    return lambda frame, node: (Value(kind), NONE if len(node.args) in (1, 2) and is_simple(node) else UNKNOWN)


def identity(frame: Frame, node: ast.Call) -> Result:
    """`id`, which tells where an object lies."""
    return Value("int"), Effects(identity=True)
