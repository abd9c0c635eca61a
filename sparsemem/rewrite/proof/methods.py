"""Methods of Python's own types, by the kind of what they are called on."""

import ast

from sparsemem.rewrite.proof import asking, known
from sparsemem.rewrite.proof.applied_functions import handed_over
from sparsemem.rewrite.proof.builtin.library import BUFFER, database_method, plain_method
from sparsemem.rewrite.proof.effects import NONE, OUTSIDE, RAISES, UNKNOWN, Effects, asks, name_of, union
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import hashed, ordered, shown, taken, unsure
from sparsemem.rewrite.proof.tame import is_tame
from sparsemem.rewrite.proof.value import ANY, ELEMENT, Value, data, deep, element, is_plain, join, pair, reached
from sparsemem.source import every_value, is_simple

_OF_FILES = frozenset({"write", "writelines", "read", "readline", "readlines", "flush", "seek", "tell", "truncate",
                       "close", "__enter__", "getvalue", "fetchall", "fetchone", "fetchmany", "writerow",
                       "writerows", "writeheader"})  # fmt: skip


def method(frame: Frame, node: ast.Call, receiver: Value) -> Result:
    """What a method call returns and does, the evaluation of its receiver and arguments apart."""
    assert isinstance(node.func, ast.Attribute)
    name, values, simple = node.func.attr, frame.values(every_value(node)), is_simple(node)
    if receiver.kind == "str" and name in ("format", "format_map"):
        return Value("str"), RAISES | Effects(reads=deep(*values)) | _formatted(node.func.value, values)
    if receiver.kind == "str" and (simple or name == "split"):
        return _text(name, values) if simple else (Value("list", element=Value("str")), RAISES)
    if receiver.kind in ("dict", "defaultdict") and simple:
        return _dict(name, receiver, values)
    if receiver.kind in ("list", "set") and simple:
        return _list(name, receiver, values)
    if receiver.kind in ("connection", "cursor"):
        return database_method(name, node, receiver)
    if receiver.kind == "iterator" and name in _OF_FILES:
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


def _formatted(text: ast.expr, values: list[Value]) -> Effects:
    """`"...".format(...)`: a field that asks for an attribute or an item may run code of the object."""
    is_simple = isinstance(text, ast.Constant) and not set(".[") & set(str(text.value))
    return union(map(shown, values)) if is_simple else unsure(UNKNOWN, *values)


def _file(name: str, receiver: Value, values: list[Value], is_own_buffer: bool) -> Result:
    """A method of an open file, or of a buffer."""
    is_quiet = is_own_buffer or name.startswith(("fetch", "read", "tell"))
    effects = Effects(reads=receiver.roots, writes=receiver.roots) | receiver.step | (RAISES if is_quiet else OUTSIDE)
    if name in ("writelines", "writerows"):
        effects |= union(map(taken, values))
    line = receiver.element or ANY
    if name in ("readlines", "fetchall"):
        return Value("list", element=line), effects
    return line if name.startswith("read") else data(), effects


def _data(name: str, receiver: Value, values: list[Value]) -> Result:
    """A method of what JSON or XML was read into: a list, a dict, a text or an element."""
    if name in known.CHANGING or name == "set":
        effects = Effects(raises=True, reads=receiver.roots, writes=receiver.roots)
        return data(receiver.roots), effects | union(taken(value) for value in values if value.kind != "any")
    if ELEMENT in receiver.types and name in ("get", "findtext"):
        return Value("scalar"), Effects(raises=True, reads=deep(receiver, *values))
    made = Value("view", receiver.roots, data(receiver.roots)) if name in ("items", "keys", "values") else receiver
    return made, Effects(raises=True, reads=deep(receiver, *values))


def _unknown(frame: Frame, name: str, receiver: Value, values: list[Value]) -> Result:
    """On a receiver of which nothing is known."""
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


def _text(name: str, values: list[Value]) -> Result:
    """A method of str, with these arguments."""
    asked = (
        NONE if all(value.kind in ("str", "int", "none") for value in values) else unsure(asking.CONVERTS, *values)
    )
    if name in ("split", "rsplit"):
        # An empty separator raises, and nothing tells whether it is empty.
        return Value("list", element=Value("str")), RAISES | asked if values else NONE
    if name == "join":
        (value,) = values or (ANY,)
        return Value("str"), taken(value) | Effects(raises=element(value).kind not in ("str", "never"))
    if name == "splitlines":
        return Value("list", element=Value("str")), asked
    if name in known.TOTAL_STR:
        return Value("bool" if name in known.STR_TO_BOOL else "int" if name in known.STR_TO_INT else "str"), asked
    if name in ("partition", "rpartition"):
        return pair(*[Value("str")] * 3), RAISES
    made = {"encode": "bytes", "translate": "str"}.get(name)
    return Value(made) if made else ANY, unsure(asks("__getitem__"), *values) | Effects(reads=deep(*values))


def _dict(name: str, receiver: Value, values: list[Value]) -> Result:
    key, held = reached(receiver.key or ANY, receiver.roots), reached(receiver.element or ANY, receiver.roots)
    views = {"items": pair(key, held), "values": held, "keys": key}
    if name in views and not values:
        return Value("view", receiver.roots, views[name]), NONE
    looked_up, writes = hashed(*values[:1]), Effects(reads=receiver.roots, writes=receiver.roots)
    match name, values:
        case "get", [_] | [_, _]:
            return join([held, *(values[1:] or [Value("none")])]), Effects(reads=receiver.roots) | looked_up
        case "setdefault", [_, default]:
            return join([held, reached(default, receiver.roots)]), writes | looked_up
        case "pop", [_, *default]:
            return join([held, *default]), writes | looked_up | (NONE if default else RAISES)
        case "clear", _:
            return Value("none"), writes
        case "update", _:
            hashes = union(
                unsure(asking.HASHES, value) for value in values if value.kind not in ("list", "set", "dict")
            )
            return Value("none"), writes | hashes | union(map(taken, values))
    return ANY, writes | RAISES


def _list(name: str, receiver: Value, values: list[Value]) -> Result:
    writes = Effects(reads=receiver.roots, writes=receiver.roots)
    match name, values:
        case ("append" | "appendleft", [_]) | ("clear" | "reverse", []):
            return Value("none"), writes
        case "add" | "discard", [value]:
            return Value("none"), writes | hashed(value)
        case "extend", [value]:
            return Value("none"), writes | taken(value)
        case "sort", []:
            return Value("none"), writes | ordered(element(receiver))
        case "pop", _:
            return element(receiver), writes | RAISES
    asked = unsure(asking.ORDERS | asking.HASHES, receiver, *values)
    if name in known.READING:
        return (Value("int") if name in ("count", "index") else ANY), Effects(reads=receiver.roots) | asked
    return ANY, writes | asked | Effects(writes=deep(*values))
