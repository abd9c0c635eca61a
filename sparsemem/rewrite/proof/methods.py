"""Methods of Python's own types, by the kind of what they are called on."""

import ast

from sparsemem.rewrite.proof import known_methods
from sparsemem.rewrite.proof.applied_functions import handed_over
from sparsemem.rewrite.proof.builtin.library import BUFFER, FILE_METHODS, database_method, plain_method
from sparsemem.rewrite.proof.effects import (
    CONTENTS,
    CONVERTS,
    HASHES,
    NONE,
    ORDERS,
    OUTSIDE,
    RAISES,
    UNKNOWN,
    Effects,
    asks,
    name_of,
    union,
)
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.formatting import formatted
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import hashed, ordered, taken, unsure
from sparsemem.rewrite.proof.tame import is_tame
from sparsemem.rewrite.proof.value import ANY, Value, data, deep, element, is_plain, join, pair, reached

_CHANGING = known_methods.ADDING | known_methods.TAKING | known_methods.MERGING | {"setdefault"}


def method(frame: Frame, node: ast.Call, receiver: Value) -> Result:
    """What a method call returns and does, the evaluation of its receiver and arguments apart."""
    assert isinstance(node.func, ast.Attribute)
    name = node.func.attr
    values = [frame.run(argument)[0] for argument in [*node.args, *(k.value for k in node.keywords)]]
    simple = not node.keywords and not any(isinstance(argument, ast.Starred) for argument in node.args)
    if receiver.kind == "str" and name in ("format", "format_map"):
        return formatted(node, values)
    if receiver.kind == "str" and (simple or name == "split"):
        return text_method(name, values) if simple else (Value("list", element=Value("str")), RAISES)
    if receiver.kind in ("dict", "defaultdict") and simple:
        return _dict(name, receiver, values)
    if receiver.kind in ("list", "set") and simple:
        return _list(name, receiver, values)
    if receiver.kind in ("connection", "cursor"):
        return database_method(name, node, receiver)
    if receiver.kind == "iterator" and name in FILE_METHODS:
        return _file(name, receiver, values, BUFFER in receiver.types and _is_unshared(frame, receiver))
    if is_plain(receiver) and receiver.kind not in ("code", "lambda", "never"):
        value, effects = plain_method(name, node, receiver)
        return value, effects | handed_over(frame, node, f"re.Pattern.{name}")
    if receiver.kind == "data":
        return _data(name, receiver, values)
    return _unknown(frame, name, receiver, values)


def _is_unshared(frame: Frame, receiver: Value) -> bool:
    """Whether nobody else has a buffer, as the standard output or a handler of a log may."""
    names = [name_of(root) for root in receiver.roots]
    return bool(names) and all(name is not None and is_tame(frame.program, frame.module, name) for name in names)


def _file(name: str, receiver: Value, values: list[Value], is_own_buffer: bool) -> Result:
    """A method of an open file, or of a buffer."""
    is_quiet = is_own_buffer or name.startswith(("fetch", "read", "tell"))
    seen = RAISES if is_quiet else OUTSIDE
    effects = seen | Effects(reads=receiver.roots, writes=receiver.roots) | receiver.step
    if name in ("writelines", "writerows"):
        effects |= union(map(taken, values))
    line = receiver.element or ANY
    if name in ("readlines", "fetchall"):
        return Value("list", element=line), effects
    return line if name.startswith("read") else data(), effects


def _data(name: str, receiver: Value, values: list[Value]) -> Result:
    """A method of what JSON or XML was read into: a list, a dict, a text or an element."""
    if name in _CHANGING or name == "set":
        effects = Effects(raises=True, reads=receiver.roots, writes=receiver.roots)
        return data(receiver.roots), effects | union(taken(value) for value in values if value.kind != "any")
    made = Value("view", receiver.roots, data(receiver.roots)) if name in ("items", "keys", "values") else receiver
    return made, Effects(raises=True, reads=deep(receiver, *values))


def _unknown(frame: Frame, name: str, receiver: Value, values: list[Value]) -> Result:
    """On a receiver of which nothing is known."""
    roots = deep(receiver, *values)
    own = frame.program.methods[name] > 0
    if name in known_methods.ONLY_STR and not own:
        seen = Effects(raises=True, reads=roots) | CONTENTS
        view = name in ("items", "keys", "values")
        return (Value("view", roots, step=RAISES | CONTENTS) if view else ANY), seen if view else RAISES | Effects(
            reads=roots
        )
    if name == "get" and 1 <= len(values) <= 2 and not own:
        return ANY, Effects(raises=True, reads=roots) | CONTENTS
    if not own and name in ("append", "add", "extend", "update", "setdefault"):
        steps = union(value.step for value in values)
        return ANY, Effects(raises=True, reads=roots, writes=receiver.roots) | steps
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


def text_method(name: str, values: list[Value]) -> Result:
    """A method of str, with these arguments."""
    simple = all(value.kind in ("str", "int", "none") for value in values)
    asked = NONE if simple else unsure(CONVERTS, *values)
    if name in known_methods.SPLITS:
        # An empty separator raises, and nothing tells whether it is empty.
        return Value("list", element=Value("str")), NONE if not values else RAISES | asked
    if name == "join":
        return Value("str"), _joins(values)
    if name == "splitlines":
        return Value("list", element=Value("str")), asked
    if name in known_methods.TOTAL_STR:
        kind = "bool" if name in known_methods.STR_TO_BOOL else "int" if name in known_methods.STR_TO_INT else "str"
        return Value(kind), asked
    if name in ("partition", "rpartition"):
        return pair(*[Value("str")] * 3), RAISES
    return Value("bytes") if name == "encode" else ANY, asks("__getitem__") | Effects(reads=deep(*values))


def _joins(values: list[Value]) -> Effects:
    (value,) = values or (ANY,)
    return taken(value) | Effects(raises=element(value).kind not in ("str", "never"))


def _dict(name: str, receiver: Value, values: list[Value]) -> Result:
    reads = Effects(reads=receiver.roots)
    key, held = receiver.key or ANY, reached(receiver.element or ANY, receiver.roots)
    if name == "items" and not values:
        return _view(receiver, pair(reached(key, receiver.roots), held)), NONE
    if name == "values" and not values:
        return _view(receiver, held), NONE
    if name == "keys" and not values:
        return _view(receiver, reached(key, receiver.roots)), NONE
    looked_up = hashed(*values[:1])
    if name == "get" and 1 <= len(values) <= 2:
        return join([held, *(values[1:] or [Value("none")])]), reads | looked_up
    writes = Effects(reads=receiver.roots, writes=receiver.roots)
    if name == "setdefault" and len(values) == 2:
        return join([held, reached(values[1], receiver.roots)]), writes | looked_up
    if name == "pop" and values:
        return join([held, *values[1:]]), writes | looked_up | (RAISES if len(values) < 2 else NONE)
    if name == "clear":
        return Value("none"), writes
    if name == "update":
        hashes = union(unsure(HASHES, value) for value in values if value.kind not in ("list", "set", "dict"))
        return Value("none"), writes | hashes | union(map(taken, values))
    return ANY, writes | RAISES


def _view(receiver: Value, inner: Value) -> Value:
    return Value("view", receiver.roots, inner)


def _list(name: str, receiver: Value, values: list[Value]) -> Result:
    reads = Effects(reads=receiver.roots)
    writes = Effects(reads=receiver.roots, writes=receiver.roots)
    if name in ("append", "appendleft") and len(values) == 1:
        return Value("none"), writes
    if name in ("add", "discard") and len(values) == 1:
        return Value("none"), writes | hashed(values[0])
    if name == "extend" and len(values) == 1:
        return Value("none"), writes | taken(values[0])
    if name in ("clear", "reverse") and not values:
        return Value("none"), writes
    if name == "sort" and not values:
        return Value("none"), writes | ordered(element(receiver))
    if name == "pop":
        return element(receiver), writes | RAISES
    if name in known_methods.READING:
        return (Value("int") if name in ("count", "index") else ANY), reads | unsure(
            ORDERS | HASHES, receiver, *values
        )
    return ANY, writes | unsure(ORDERS | HASHES, receiver, *values) | Effects(writes=deep(*values))
