"""Calls: of functions of the project, which are followed, of Python's own, and of methods."""

import ast

from sparsemem.rewrite.proof import asking, known
from sparsemem.rewrite.proof.builtin.known_functions import FACTS
from sparsemem.rewrite.proof.builtin.words import Given
from sparsemem.rewrite.proof.content_changes import is_named_tuple
from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects, asks, union
from sparsemem.rewrite.proof.follow import follow, handed_over
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.special_methods import instance
from sparsemem.rewrite.proof.value import ANY, Value, deep, is_known, is_plain
from sparsemem.source import every_value, is_simple

_USED = union((
    asking.TAKES, asking.TESTS, asking.SHOWS, asking.HASHES, asking.CONVERTS, asking.SEARCHES, asking.ORDERS,
    asks("__copy__", "__deepcopy__", "__reduce__"),
))  # fmt: skip
_CONTAINERS = {"dict": "dict", "defaultdict": "dict", "list": "list", "set": "list"}
_OTHERS = {"connection": "cursor", "cursor": "cursor", "iterator": "file", "data": "data"}


def call(frame: Frame, node: ast.Call) -> Result:
    """The value of a call, and what evaluating its arguments and making it may do."""
    before = frame.effects(every_value(node))
    value, effects = follow(frame, node) or _called(frame, node)
    return value, before | effects


def _called(frame: Frame, node: ast.Call) -> Result:
    """Of what is no function of the project."""
    name = frame.module.dotted(node.func) or frame.program.made_class(frame.module, node)
    if name is None and isinstance(node.func, ast.Attribute):
        receiver, asked = frame.run(node.func.value)
        value, effects = _method(frame, node, node.func.attr, receiver)
        return value, asked | effects
    return _named(frame, node, name or "")


def _named(frame: Frame, node: ast.Call, name: str) -> Result:
    if name in FACTS:
        return FACTS[name](Given(frame, node, frame.values(node.args)))
    values = frame.values(every_value(node))
    roots = deep(*values)
    if is_named_tuple(frame.module, node.func):
        return Value("record", roots), RAISES
    if name in frame.program.classes:
        return instance(frame, name, node, values)
    if name.startswith(("weakref.", "gc.", "sys.getrefcount", "tracemalloc.")):
        return ANY, UNKNOWN | Effects(identity=True)
    if name.startswith("builtins.") and name.endswith(known.EXCEPTIONS):
        return Value("code"), NONE
    if known.is_pure(name):
        called = handed_over(frame, node, name)
        steps = called | union(value.step for value in values)
        asked = RAISES if all(map(is_known, values)) else _USED
        if name.startswith("math."):
            return Value("scalar"), steps | asked
        # What itertools return takes elements when it is asked; what is made of what cannot be changed is new.
        later = called | union(map(taken, values)) if name.startswith("itertools.") else NONE
        return Value("any", roots, step=later), Effects(raises=True, reads=roots) | steps | asked
    if isinstance(node.func, ast.Attribute) and frame.run(node.func.value)[0].kind != "code":
        return _method(frame, node, node.func.attr, frame.run(node.func.value)[0])
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


def _method(frame: Frame, node: ast.Call, name: str, receiver: Value) -> Result:
    """What a method call returns and does, the evaluation of its receiver and arguments apart."""
    values = frame.values(every_value(node))
    for kind in _kinds(receiver, is_simple(node)):
        fact = FACTS.get(f".{kind}.{name}") or FACTS.get(f".{kind}.*")
        if fact is not None:
            value, effects = fact(Given(frame, node, [receiver, *values]))
            called = handed_over(frame, node, f"re.Pattern.{name}") if is_plain(receiver) else NONE
            return value, effects | called
    return _of_unknown(frame, name, receiver, values)


def _kinds(receiver: Value, simple: bool) -> list[str]:
    """What the table calls a value, the best name first; what is true of containers holds for simple calls."""
    if receiver.kind in _OTHERS:
        return [_OTHERS[receiver.kind]]
    if receiver.kind in _CONTAINERS:
        return [_CONTAINERS[receiver.kind]] if simple else []
    if not is_plain(receiver) or receiver.kind in ("code", "lambda", "never"):
        return []
    own = [receiver.kind] if receiver.kind == "pattern" or (receiver.kind == "str" and simple) else []
    return [*own, "plain"]


def _of_unknown(frame: Frame, name: str, receiver: Value, values: list[Value]) -> Result:
    """A method of an object of which nothing is known."""
    roots = deep(receiver, *values)
    reads = Effects(raises=True, reads=roots)
    if not frame.program.methods[name]:
        if name in ("items", "keys", "values"):
            return Value("view", roots, step=RAISES | asking.CONTENTS), reads | asking.CONTENTS
        if name in known.ONLY_STR:
            return ANY, reads
        if name == "get" and 1 <= len(values) <= 2:
            return ANY, reads | asking.CONTENTS
        if name in ("append", "add", "extend", "update", "setdefault"):
            return ANY, reads | Effects(writes=receiver.roots) | union(value.step for value in values)
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)
