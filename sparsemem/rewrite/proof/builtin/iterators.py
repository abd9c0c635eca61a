"""Functions that make an iterator: what is done at once, and what with each element."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.proof.builtin.arguments import Builtin, values_of
from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.operators import is_truth_known
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, NEVER, SCALARS, Value, element, join, pair


def lazily(make: Callable[[list[Value]], Value]) -> Builtin:
    """A function that takes its arguments' elements when it is asked; `make` tells its own."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        step = NONE
        for value in values:
            step |= taken(value)
        sure = all(value.kind not in SCALARS - {"str", "bytes"} for value in values)
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            return Value("iterator", ANY.roots, step=step | RAISES), RAISES
        inner = make(values) if values else NEVER
        # That a value cannot be iterated shows at once; what happens on the way, on the way.
        refused = any(value.kind == "any" for value in values)
        return Value("iterator", element=inner, step=step), Effects(raises=refused or not sure)

    return made


def mapped(frame: Frame, node: ast.Call) -> Result:
    """`map`."""
    from sparsemem.rewrite.proof.follow import applied  # noqa: PLC0415 (the two need each other)

    if len(node.args) < 2:
        return ANY, RAISES
    values = values_of(frame, node)[1:]
    value, effects = applied(frame, node.args[0], [element(value) for value in values])
    for source in values:
        effects |= taken(source)
    return Value("iterator", element=value, step=effects), Effects(raises=any(v.kind == "any" for v in values))


def filtered(frame: Frame, node: ast.Call) -> Result:
    """`filter`."""
    from sparsemem.rewrite.proof.follow import applied  # noqa: PLC0415 (the two need each other)

    if len(node.args) != 2:
        return ANY, RAISES
    source = frame.run(node.args[1])[0]
    inner = element(source)
    tested = isinstance(node.args[0], ast.Constant)
    effects = NONE if tested else applied(frame, node.args[0], [inner])[1]
    step = effects | taken(source) | Effects(raises=tested and not is_truth_known(inner))
    return Value("iterator", element=inner, step=step), Effects(raises=source.kind == "any")


def numbers(frame: Frame, node: ast.Call) -> Result:
    """`range`."""
    values = values_of(frame, node)
    sure = 1 <= len(values) <= 2 and all(value.kind in ("int", "bool") for value in values)
    stepped = len(values) == 3 and isinstance(node.args[2], ast.Constant | ast.UnaryOp)
    return Value("range"), NONE if sure or (stepped and all(v.kind == "int" for v in values)) else RAISES


def next_element(frame: Frame, node: ast.Call) -> Result:
    """`next`."""
    values = values_of(frame, node)
    source = values[0] if values else ANY
    effects = source.step | Effects(
        raises=len(values) < 2 or source.kind != "iterator", reads=source.roots, writes=source.roots
    )
    return join([element(source), *values[1:]]), effects


def enumerated(values: list[Value]) -> Value:
    """An element of `enumerate`."""
    return pair(Value("int"), element(values[0]))
