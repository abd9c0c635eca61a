"""Functions that take all elements and give back one thing, or sort them."""

import ast

from sparsemem.rewrite.proof.applied_functions import applied
from sparsemem.rewrite.proof.builtin.arguments import is_simple, values_of
from sparsemem.rewrite.proof.effects import CONVERTS, NONE, RAISES, Effects, asks
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import ordered, taken, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NUMBERS, Value, data, deep, element, is_known, join


def all_true(frame: Frame, node: ast.Call) -> Result:
    """`any` and `all`."""
    (value,) = values_of(frame, node) if len(node.args) == 1 else (ANY,)
    return Value("bool"), taken(value) | truths([element(value)])


def total(frame: Frame, node: ast.Call) -> Result:
    """`sum` and `fsum`."""
    values = [frame.run(argument)[0] for argument in [*node.args, *(k.value for k in node.keywords)]]
    if not values:
        return ANY, RAISES
    items = [element(values[0]), *values[1:]]
    effects = taken(values[0])
    if all(item.kind in (*NUMBERS, "never") for item in items):
        kind = join([Value("int"), *items]).kind
        return Value(kind), effects
    if all(is_known(item) for item in items):
        return data(deep(*items)), effects | RAISES
    return ANY, effects | asks("__add__", "__radd__")


def extreme(frame: Frame, node: ast.Call) -> Result:
    """`min` and `max`, of elements or of arguments."""
    values = values_of(frame, node)
    if len(values) > 1 and is_simple(node):
        found = join(values)
        return found, ordered(found) | Effects(reads=deep(*values))
    if not values:
        return ANY, RAISES
    default = next((frame.run(k.value)[0] for k in node.keywords if k.arg == "default"), None)
    inner = element(values[0])
    key = any(keyword.arg == "key" for keyword in node.keywords)
    effects = taken(values[0]) | Effects(raises=default is None or key) | _by_key(frame, node, inner)
    return join([inner, *([default] if default else [])]), effects


def _by_key(frame: Frame, node: ast.Call, inner: Value) -> Effects:
    """What putting elements in order may do, by a key where there is one."""
    keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
    value, effects = applied(frame, keys[0], [inner]) if keys else (inner, NONE)
    return effects | ordered(value)


def sorted_list(frame: Frame, node: ast.Call) -> Result:
    """`sorted`, and `nlargest` and `nsmallest`, which are told how many before."""
    values = values_of(frame, node)
    if not values:
        return ANY, RAISES
    inner, number = element(values[-1]), values[:-1]
    counted = unsure(CONVERTS, *number) if number else NONE
    return Value("list", element=inner), taken(values[-1]) | _by_key(frame, node, inner) | counted


def reduced(frame: Frame, node: ast.Call) -> Result:
    """`reduce`: the function is called with what it returned; what that is, is known where both are of one kind."""
    if len(node.args) not in (2, 3) or node.keywords:
        return ANY, RAISES
    values = [frame.run(argument)[0] for argument in node.args[1:]]
    inner = element(values[0])
    start = values[1] if len(values) > 1 else inner
    made, effects = applied(frame, node.args[0], [start, inner])
    further = NONE if made == start else applied(frame, node.args[0], [join([start, made]), inner])[1]
    return made if made == start else ANY, effects | further | taken(values[0]) | RAISES
