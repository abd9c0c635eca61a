"""Functions that make one thing of all elements, or of their arguments: a number, a text, a truth, a sorted list."""

import ast

from sparsemem.rewrite.proof import asking
from sparsemem.rewrite.proof.applied_functions import applied
from sparsemem.rewrite.proof.builtin.over_elements import Builtin
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects, asks
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import ordered, shown, taken, truths, unsure
from sparsemem.rewrite.proof.value import ANY, NUMBERS, Value, data, deep, element, is_known, join
from sparsemem.source import every_value, is_simple

_SIZED = frozenset({"str", "bytes", "list", "tuple", "dict", "set", "range", "defaultdict"})


def all_true(frame: Frame, node: ast.Call) -> Result:
    """`any` and `all`."""
    (value,) = frame.values(node.args) if len(node.args) == 1 else (ANY,)
    return Value("bool"), taken(value) | truths([element(value)])


def total(frame: Frame, node: ast.Call) -> Result:
    """`sum` and `fsum`."""
    values = frame.values(every_value(node))
    if not values:
        return ANY, RAISES
    items, effects = [element(values[0]), *values[1:]], taken(values[0])
    if all(item.kind in (*NUMBERS, "never") for item in items):
        return Value(join([Value("int"), *items]).kind), effects
    if all(is_known(item) for item in items):
        return data(deep(*items)), effects | RAISES
    return ANY, effects | asks("__add__", "__radd__")


def extreme(frame: Frame, node: ast.Call) -> Result:
    """`min` and `max`, of elements or of arguments."""
    values = frame.values(node.args)
    if len(values) > 1 and is_simple(node):
        found = join(values)
        return found, ordered(found) | Effects(reads=deep(*values))
    if not values:
        return ANY, RAISES
    named = {keyword.arg: frame.run(keyword.value)[0] for keyword in node.keywords}
    raises = Effects(raises="default" not in named or "key" in named)
    inner, default = element(values[0]), [named["default"]] if "default" in named else []
    return join([inner, *default]), taken(values[0]) | raises | _by_key(frame, node, inner)


def _by_key(frame: Frame, node: ast.Call, inner: Value) -> Effects:
    """What putting elements in order may do, by a key where there is one."""
    keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
    value, effects = applied(frame, keys[0], [inner]) if keys else (inner, NONE)
    return effects | ordered(value)


def sorted_list(frame: Frame, node: ast.Call) -> Result:
    """`sorted`, and `nlargest` and `nsmallest`, which are told how many before."""
    values = frame.values(node.args)
    if not values:
        return ANY, RAISES
    *number, source = values
    counted = unsure(asking.CONVERTS, *number) if number else NONE
    return Value("list", element=element(source)), taken(source) | _by_key(frame, node, element(source)) | counted


def reduced(frame: Frame, node: ast.Call) -> Result:
    """`reduce`: the function is called with what it returned; what that is, is known where both are of one kind."""
    if len(node.args) not in (2, 3) or node.keywords:
        return ANY, RAISES
    values = frame.values(node.args[1:])
    inner = element(values[0])
    start = values[1] if len(values) > 1 else inner
    made, effects = applied(frame, node.args[0], [start, inner])
    further = NONE if made == start else applied(frame, node.args[0], [join([start, made]), inner])[1]
    return made if made == start else ANY, effects | further | taken(values[0]) | RAISES


def length(frame: Frame, node: ast.Call) -> Result:
    """`len`."""
    values = frame.values(node.args)
    sized = len(values) == 1 and values[0].kind in _SIZED
    reads = Effects(reads=frozenset().union(*(value.roots for value in values)))
    return Value("int"), reads if sized else reads | unsure(asks("__len__"), *values)


def text(frame: Frame, node: ast.Call) -> Result:
    """`str` and `repr`."""
    values = frame.values(node.args)
    return Value("str"), shown(values[0]) if len(values) == 1 and is_simple(node) else unsure(asking.SHOWS, *values)


def number(kind: str) -> Builtin:
    """`int` and `float`, which read texts as well."""
    allowed = NUMBERS if kind == "float" else NUMBERS[:2]

    def made(frame: Frame, node: ast.Call) -> Result:
        values = frame.values(node.args)
        sure = is_simple(node) and len(values) <= 1 and all(value.kind in allowed for value in values)
        return Value(kind), (NONE if sure else unsure(asking.CONVERTS, *values)) | Effects(reads=deep(*values))

    return made


def rounded(frame: Frame, node: ast.Call) -> Result:
    """`round`."""
    values = frame.values(node.args)
    sure = all(value.kind in NUMBERS for value in values) and (len(values) == 2 or values[0].kind != "float")
    kind = "int" if len(values) == 1 else values[0].kind if sure else "scalar"
    return Value(kind), NONE if sure else unsure(asking.CONVERTS, *values)


def absolute(frame: Frame, node: ast.Call) -> Result:
    """`abs`."""
    values = frame.values(node.args)
    if len(values) == 1 and values[0].kind in NUMBERS:
        return Value("float" if values[0].kind == "float" else "int"), NONE
    return Value("scalar") if all(map(is_known, values)) else ANY, unsure(asking.CONVERTS, *values)


def asked(kind: str) -> Builtin:
    """A question about a type, which runs no code of the object."""
    return lambda frame, node: (Value(kind), NONE if len(node.args) in (1, 2) and is_simple(node) else UNKNOWN)
