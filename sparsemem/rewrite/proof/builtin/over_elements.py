"""Functions that take the elements of others: all at once into a container, or one by one when they are asked."""

import ast
from collections.abc import Callable
from dataclasses import replace

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.applied_functions import applied, handed_over
from sparsemem.rewrite.proof.effects import NONE, NOTHING, RAISES, UNKNOWN, Effects, asks, union
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.operators import common_order
from sparsemem.rewrite.proof.protocols import begun, hashed, taken, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NEVER, SCALARS, Value, element, is_plain, join, pair, reached
from sparsemem.source import every_value

Builtin = Callable[[Frame, ast.Call], Result]
_Make = Callable[[list[Value]], Value]
_FACTORIES = {
    **{kind: Value(kind) for kind in ("int", "float", "str", "bool")},
    **{kind: Value(kind, element=NEVER, key=NEVER) for kind in ("list", "dict", "set")},
    "tuple": Value("tuple", parts=()),
}


def container(kind: str) -> Builtin:
    """`list`, `tuple`, `set`, `deque`: all elements of one argument."""

    def made(frame: Frame, node: ast.Call) -> Result:
        values = frame.values(node.args)
        if not values:
            return Value(kind, element=NEVER, key=NEVER, parts=() if kind == "tuple" else None), NONE
        inner = element(values[0])
        return Value(kind, element=inner), taken(values[0]) | (hashed(inner) if kind == "set" else NONE)

    return made


def dictionary(frame: Frame, node: ast.Call) -> Result:
    """`dict`: a copy, or made of pairs and keywords."""
    values, named = frame.values(node.args), frame.values(keyword.value for keyword in node.keywords)
    if not values:
        sure = all(keyword.arg for keyword in node.keywords)
        return Value("dict", element=join(named), key=Value("str") if named else NEVER), NONE if sure else RAISES
    value, inner = values[0], element(values[0])
    if value.kind == "dict" and not named:
        held = reached(value.element or ANY, value.roots)
        return replace(value, roots=NOTHING, element=held), Effects(reads=value.roots)
    if inner.kind == "tuple" and inner.parts is not None and len(inner.parts) == 2 and not named:
        (_, key), (_, held) = inner.parts
        return Value("dict", element=held, key=key), taken(value) | hashed(key)
    return Value("dict"), taken(value) | unsure(asking.HASHES | asking.TAKES | asks("keys"), value)


def filling(frame: Frame, node: ast.Call) -> Result:
    """`defaultdict`: reading puts in what its factory makes."""
    effects = union(map(taken, frame.values(node.args[1:])))
    made, step = Value("none"), NONE
    if node.args:
        name = (frame.module.dotted(node.args[0]) or "").removeprefix("builtins.")
        made, step = (_FACTORIES[name], NONE) if name in _FACTORIES else applied(frame, node.args[0], [])
    if len(node.args) != 1 or node.keywords:
        return Value("defaultdict", step=step), effects | RAISES
    return Value("defaultdict", key=NEVER, element=made, step=step), effects


def counted(frame: Frame, node: ast.Call) -> Result:
    """`Counter`: elements as keys."""
    values = frame.values(node.args)
    effects = union(taken(value) | hashed(element(value)) for value in values)
    return Value("dict", element=Value("int"), key=every(values)), effects


def of_keys(frame: Frame, node: ast.Call) -> Result:
    """`dict.fromkeys`: one value under all keys."""
    values = frame.values(node.args)
    if not 0 < len(values) < 3 or node.keywords:
        return ANY, RAISES
    key, held = element(values[0]), values[1] if len(values) > 1 else Value("none")
    return Value("dict", element=held, key=key), taken(values[0]) | hashed(key)


def lazily(make: _Make, make_of_many: _Make | None = None) -> Builtin:
    """A function that takes its arguments' elements when it is asked; `make` tells its own.

    `make_of_many` does where there are so many arguments that nobody knows.
    """

    def made(frame: Frame, node: ast.Call) -> Result:
        values = frame.values(node.args)
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
    return lazily(lambda values: element(values[0]))(frame, node) if len(node.args) == 1 else (ANY, UNKNOWN)


def mapped(frame: Frame, node: ast.Call) -> Result:
    """`map`."""
    if len(node.args) < 2:
        return ANY, RAISES
    values = frame.values(node.args[1:])
    value, effects = applied(frame, node.args[0], [element(value) for value in values])
    return Value("iterator", element=value, step=effects | union(map(taken, values))), begun(values)


def filtered(frame: Frame, node: ast.Call) -> Result:
    """`filter`."""
    if len(node.args) != 2:
        return ANY, RAISES
    source = frame.run(node.args[1])[0]
    inner = element(source)
    effects = NONE if isinstance(node.args[0], ast.Constant) else applied(frame, node.args[0], [inner])[1]
    return Value("iterator", element=inner, step=effects | taken(source) | truths([inner])), begun([source])


def numbers(frame: Frame, node: ast.Call) -> Result:
    """`range`."""
    values = frame.values(node.args)
    sure = 1 <= len(values) <= 2 and all(value.kind in ("int", "bool") for value in values)
    stepped = len(values) == 3 and isinstance(node.args[2], ast.Constant | ast.UnaryOp)
    sure = sure or (stepped and all(value.kind == "int" for value in values))
    return Value("range"), NONE if sure else unsure(asking.CONVERTS, *values)


def next_element(frame: Frame, node: ast.Call) -> Result:
    """`next`."""
    values = frame.values(node.args)
    source = values[0] if values else ANY
    effects = source.step | Effects(raises=len(values) < 2, reads=source.roots, writes=source.roots)
    effects |= NONE if source.kind == "iterator" else unsure(asking.TAKES, source)
    return join([element(source), *values[1:]]), effects


def grouped(frame: Frame, node: ast.Call) -> Result:
    """`groupby`: each group takes from the source too, and is over when the next is asked for."""
    source, *keys = every_value(node) or [ast.Constant(None)]
    value = frame.run(source)[0]
    key, called = applied(frame, keys[0], [element(value)]) if keys else (element(value), NONE)
    step = taken(value) | called | (NONE if is_plain(key) else asking.ORDERS)
    group = Value("iterator", value.roots, element(value), step=step)
    return Value("iterator", value.roots, pair(key, group), step=step), begun([value])


def every(values: list[Value]) -> Value:
    """An element of any of these."""
    return join(map(element, values))


def merged(frame: Frame, node: ast.Call) -> Result:
    """`heapq.merge`: it compares elements before it yields one."""
    made, effects = lazily(every)(frame, node)
    sure = common_order(element(made)) and not node.keywords
    called = handed_over(frame, node, "heapq.merge")
    return replace(made, step=made.step | called | (NONE if sure else asking.ORDERS)), effects | called
