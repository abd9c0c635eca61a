"""Functions that take all elements and give back one thing, or sort them."""

import ast

from sparsemem.rewrite.proof.builtin.arguments import is_simple, values_of
from sparsemem.rewrite.proof.effects import NONE, RAISES, Effects
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.operators import common_order, is_truth_known
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, NUMBERS, Value, deep, element, join


def all_true(frame: Frame, node: ast.Call) -> Result:
    """`any` and `all`."""
    (value,) = values_of(frame, node) if len(node.args) == 1 else (ANY,)
    sure = is_truth_known(element(value))
    return Value("bool"), taken(value) | Effects(raises=not sure)


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
    return ANY, effects | RAISES


def extreme(frame: Frame, node: ast.Call) -> Result:
    """`min` and `max`, of elements or of arguments."""
    values = values_of(frame, node)
    if len(values) > 1 and is_simple(node):
        found = join(values)
        return found, NONE if common_order(found) else Effects(raises=True, reads=deep(*values))
    if not values:
        return ANY, RAISES
    default = next((frame.run(k.value)[0] for k in node.keywords if k.arg == "default"), None)
    key = any(keyword.arg == "key" for keyword in node.keywords)
    inner = element(values[0])
    effects = taken(values[0]) | Effects(raises=default is None or key or not common_order(inner))
    if key:
        effects |= _key(frame, node, inner)
    return join([inner, *([default] if default else [])]), effects


def _key(frame: Frame, node: ast.Call, inner: Value) -> Effects:
    from sparsemem.rewrite.proof.follow import applied  # noqa: PLC0415 (the two need each other)

    keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
    value, effects = applied(frame, keys[0], [inner])
    return effects | Effects(raises=not common_order(value))


def sorted_list(frame: Frame, node: ast.Call) -> Result:
    """`sorted`."""
    values = values_of(frame, node)
    if len(values) != 1:
        return ANY, RAISES
    inner = element(values[0])
    if any(keyword.arg == "key" for keyword in node.keywords):
        effects = _key(frame, node, inner)
    else:
        effects = Effects(raises=not common_order(inner))
    return Value("list", element=inner), taken(values[0]) | effects
