"""Facts about what makes iterators of others, and what takes their elements by a function that it is given."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.builtin.words import SCALAR, WORDS, Given, Row
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects, union
from sparsemem.rewrite.proof.follow import applied
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.protocols import begun, combine, ordered, taken, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NEVER, Value, element, from_outside, is_plain, join, pair, without

_FEW = 3
"""So many times a function is applied to what it has returned, to see what it may return."""


def lazy(inner: Callable[[Given], Value]) -> Callable[[Given], Value]:
    """What takes its arguments' elements when it is asked."""
    return lambda given: Value(
        "iterator", element=inner(given) if given.values else NEVER, step=union(map(taken, given.values))
    )


def _zipped(given: Given) -> Value:
    return Value("tuple", element=given.every) if given.is_starred else pair(*map(element, given.values))


def _filled_up(given: Given) -> Value:
    """`zip_longest`; one object may stand in for several elements."""
    others = given.handed[len(given.values) :]
    sure = not given.is_starred and all(map(is_plain, others))
    return pair(*(join([element(v), *(others or [Value("none")])]) for v in given.values)) if sure else ANY


def _counted(given: Given) -> Value:
    return Value("iterator", element=Value("int") if given.are("int", "bool") else SCALAR)


def _repeated(given: Given) -> Value:
    """The same object again and again: of what can be changed nothing is known but where it comes from."""
    return Value("iterator", element=given.first if is_plain(given.first) else ANY)


def _mapped(given: Given) -> Result:
    if len(given.values) < 2:
        return ANY, RAISES
    value, effects = applied(given.frame, given.node.args[0], [element(source) for source in given.rest])
    return Value("iterator", element=value, step=effects | WORDS["merge"](given)), begun(given.rest)


def _chosen(given: Given) -> Result:
    """What a function says of each element decides about it."""
    if len(given.values) != 2 or given.is_starred:
        return ANY, UNKNOWN
    source = given.values[1]
    test, effects = element(source), NONE
    if given.first.kind != "none":
        test, effects = applied(given.frame, given.node.args[0], [element(source)])
    return Value("iterator", element=element(source), step=effects | truths([test]) | taken(source)), begun([source])


def _spread(given: Given) -> Result:
    """`starmap`: the items of each element are arguments."""
    if len(given.values) != 2 or given.is_starred:
        return ANY, UNKNOWN
    source, items = given.values[1], element(given.values[1])
    if items.kind != "tuple" or items.parts is None:
        return Value("iterator", element=ANY, step=UNKNOWN | taken(source)), begun([source])
    value, effects = applied(given.frame, given.node.args[0], [items.part(place) or ANY for place, _ in items.parts])
    step = effects | taken(source) | Effects(reads=items.roots)
    return Value("iterator", element=value, step=step), begun([source])


def _folded(given: Given, function: ast.expr, start: Value, inner: Value) -> Result:
    """What comes of applying a function again and again, to what it returned before and the next element."""
    held, effects = without(start), NONE
    for _ in range(_FEW):
        made, effects = applied(given.frame, function, [held, inner])
        if (found := join([held, without(made)])) == held:
            return (held if is_plain(held) else from_outside(held)), effects
        held = found
    return ANY, applied(given.frame, function, [ANY, inner])[1]


def _reduced(given: Given) -> Result:
    if len(given.values) not in (2, 3) or given.is_starred or given.node.keywords:
        return ANY, UNKNOWN
    source, *start = given.rest
    value, effects = _folded(given, given.node.args[0], start[0] if start else element(source), element(source))
    return value, effects | taken(source) | Effects(raises=not start)


def _accumulated(given: Given) -> Result:
    words = {word.arg: word.value for word in given.node.keywords}
    functions = [*given.node.args[1:], *(value for name, value in words.items() if name == "func")]
    if len(given.values) not in (1, 2) or given.is_starred or not words.keys() <= {"func", "initial"}:
        return ANY, UNKNOWN
    start = given.frame.run(words["initial"])[0] if "initial" in words else given.inner
    if functions and given.frame.run(functions[0])[0].kind != "none":
        value, effects = _folded(given, functions[0], start, given.inner)
    else:
        sum_, effects = combine(ast.Add(), start, given.inner)
        value = join([start, sum_]) if is_plain(sum_) and is_plain(start) else ANY
    return Value("iterator", element=value, step=effects | taken(given.first)), begun([given.first])


def _compressed(given: Given) -> Result:
    if len(given.values) != 2 or given.is_starred:
        return ANY, UNKNOWN
    step = union(map(taken, given.values)) | truths([element(given.values[1])])
    return Value("iterator", element=given.inner, step=step), begun(given.values)


def _flattened(given: Given) -> Result:
    step = taken(given.first) | taken(given.inner)
    return Value("iterator", element=element(given.inner), step=step), begun(given.values)


def _iterator(given: Given) -> Result:
    """`iter`: with two arguments it calls the first until that returns something equal to the second."""
    if len(given.values) == 1 and not given.is_starred:
        return lazy(lambda given: given.inner)(given), WORDS["begin"](given)
    if len(given.values) != 2 or given.is_starred:
        return ANY, UNKNOWN
    value, effects = applied(given.frame, given.node.args[0], [])
    step = effects | RAISES | unsure(asking.ORDERS, value, given.values[1])
    return Value("iterator", element=value, step=step), NONE


def _grouped(given: Given) -> Result:
    """`groupby`: each group is taken from what all are taken from, and is over when the next one begins."""
    keys = [*given.node.args[1:], *(keyword.value for keyword in given.node.keywords)]
    key, effects = applied(given.frame, keys[0], [given.inner]) if keys else (given.inner, NONE)
    step = taken(given.first) | effects | unsure(asking.ORDERS, key)
    group = Value("iterator", given.first.roots, given.inner, step=step)
    return Value("iterator", given.first.roots, pair(key, group), step=step), begun([given.first])


def _next_element(given: Given) -> Result:
    source = given.first
    effects = source.step | Effects(raises=len(given.values) < 2, reads=source.roots, writes=source.roots)
    effects |= NONE if source.kind == "iterator" else unsure(asking.TAKES, source)
    return join([given.inner, *given.rest]), effects


def by_key(given: Given, inner: Value) -> Effects:
    """What putting elements in order may do, by a key where there is one."""
    keys = [keyword.value for keyword in given.node.keywords if keyword.arg == "key"]
    value, effects = applied(given.frame, keys[0], [inner]) if keys else (inner, NONE)
    return effects | ordered(value)


def _merged(given: Given) -> Result:
    """`heapq.merge`, which takes and compares elements when it is asked."""
    step = union(map(taken, given.values)) | by_key(given, given.every)
    return Value("iterator", element=given.every, step=step), begun(given.values)


ROWS: list[Row] = [
    (lazy(lambda given: pair(Value("int"), given.inner)), "begin", "builtins.enumerate"),
    (lazy(_zipped), "begin", "builtins.zip"),
    (lazy(_filled_up), "begin", "itertools.zip_longest"),
    (lazy(lambda given: given.inner), "begin", "builtins.reversed itertools.islice,cycle"),
    (lazy(lambda given: given.every), "begin", "itertools.chain"),
    (lazy(lambda given: Value("tuple", element=given.every)), "begin", "itertools.product"),
    (lazy(lambda given: Value("tuple", element=given.inner)), "begin",
     "itertools.combinations,permutations,combinations_with_replacement"),
    (lazy(lambda given: pair(given.inner, given.inner)), "begin", "itertools.pairwise"),
    (_counted, "convert plainly", "itertools.count"),
    (_repeated, "count", "itertools.repeat"),
]  # fmt: skip
FUNCTIONS: dict[Callable[[Given], Result], str] = {
    _mapped: "builtins.map",
    _chosen: "builtins.filter itertools.filterfalse,takewhile,dropwhile",
    _spread: "itertools.starmap",
    _reduced: "functools.reduce",
    _accumulated: "itertools.accumulate",
    _compressed: "itertools.compress",
    _flattened: "itertools.chain.from_iterable",
    _iterator: "builtins.iter",
    _next_element: "builtins.next",
    _grouped: "itertools.groupby",
    _merged: "heapq.merge",
}
