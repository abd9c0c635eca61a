"""Functions that make an iterator: what is done at once, and what with each element."""

import ast
from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.proof.applied_functions import applied, handed_over
from sparsemem.rewrite.proof.builtin.arguments import Builtin, values_of
from sparsemem.rewrite.proof.effects import CONVERTS, NONE, ORDERS, RAISES, TAKES, Effects, union
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import common_order
from sparsemem.rewrite.proof.protocols import begun, taken, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NEVER, SCALARS, Value, element, is_plain, join, pair

_Make = Callable[[list[Value]], Value]


def lazily(make: _Make, make_of_many: _Make | None = None) -> Builtin:
    """A function that takes its arguments' elements when it is asked; `make` tells its own.

    `make_of_many` does where there are so many arguments that nobody knows.
    """

    def made(frame: Frame, node: ast.Call) -> Result:
        values = values_of(frame, node)
        step = union(map(taken, values))
        sure = all(value.kind not in SCALARS - {"str", "bytes"} for value in values)
        inner = make(values) if values else NEVER
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            inner = make_of_many(values) if make_of_many else inner
            return Value("iterator", element=inner, step=step), begun(values) | RAISES | frame.effects(node.args)
        # That a value cannot be iterated shows at once; what happens on the way, on the way.
        return Value("iterator", element=inner, step=step), begun(values) | (NONE if sure else RAISES)

    return made


def begun_anew(frame: Frame, node: ast.Call) -> Result:
    """`iter`, which of two arguments calls the first for each element."""
    if len(node.args) != 2:
        return lazily(lambda values: element(values[0]))(frame, node)
    value, step = applied(frame, node.args[0], [])
    return Value("iterator", element=value, step=step | RAISES), RAISES


def mapped(frame: Frame, node: ast.Call) -> Result:
    """`map`."""
    if len(node.args) < 2:
        return ANY, RAISES
    values = values_of(frame, node)[1:]
    value, effects = applied(frame, node.args[0], [element(value) for value in values])
    return Value("iterator", element=value, step=effects | union(map(taken, values))), begun(values)


def filtered(frame: Frame, node: ast.Call) -> Result:
    """`filter`."""
    if len(node.args) != 2:
        return ANY, RAISES
    source = frame.run(node.args[1])[0]
    inner = element(source)
    tested = isinstance(node.args[0], ast.Constant)
    effects = NONE if tested else applied(frame, node.args[0], [inner])[1]
    step = effects | taken(source) | truths([inner])
    return Value("iterator", element=inner, step=step), begun([source])


def numbers(frame: Frame, node: ast.Call) -> Result:
    """`range`."""
    values = values_of(frame, node)
    sure = 1 <= len(values) <= 2 and all(value.kind in ("int", "bool") for value in values)
    stepped = len(values) == 3 and isinstance(node.args[2], ast.Constant | ast.UnaryOp)
    sure = sure or (stepped and all(value.kind == "int" for value in values))
    return Value("range"), NONE if sure else unsure(CONVERTS, *values)


def next_element(frame: Frame, node: ast.Call) -> Result:
    """`next`."""
    values = values_of(frame, node)
    source = values[0] if values else ANY
    effects = source.step | Effects(raises=len(values) < 2, reads=source.roots, writes=source.roots)
    effects |= NONE if source.kind == "iterator" else unsure(TAKES, source)
    return join([element(source), *values[1:]]), effects


def grouped(frame: Frame, node: ast.Call) -> Result:
    """`groupby`: each group takes from the source too, and is over when the next is asked for."""
    values = [frame.run(argument)[0] for argument in [*node.args, *(k.value for k in node.keywords)]]
    source = values[0] if values else ANY
    key = ANY if len(values) > 1 else element(source)
    called = applied(frame, node.args[1], [element(source)]) if len(node.args) > 1 else (key, NONE)
    named = next((k.value for k in node.keywords if k.arg == "key"), None)
    called = applied(frame, named, [element(source)]) if named is not None else called
    step = taken(source) | called[1] | (NONE if is_plain(called[0]) else ORDERS)
    group = Value("iterator", source.roots, element(source), step=step)
    return Value("iterator", source.roots, pair(called[0], group), step=step), begun([source])


def every(values: list[Value]) -> Value:
    """An element of any of these."""
    return join(map(element, values))


def tuples(values: list[Value]) -> Value:
    """An element of `zip` of an unknown number of these."""
    return Value("tuple", element=every(values))


def merged(frame: Frame, node: ast.Call) -> Result:
    """`heapq.merge`: it compares elements before it yields one."""
    made, effects = lazily(every)(frame, node)
    sure = common_order(element(made)) and not node.keywords
    called = handed_over(frame, node, "heapq.merge")
    return replace(made, step=made.step | called | (NONE if sure else ORDERS)), effects | called


def enumerated(values: list[Value]) -> Value:
    """An element of `enumerate`."""
    return pair(Value("int"), element(values[0]))
