"""Calls: of functions of the project, of Python's own, of methods, and those that no text names."""

import ast
from itertools import accumulate

from sparsemem.rewrite.proof import asking, known
from sparsemem.rewrite.proof.builtin.known_functions import FACTS
from sparsemem.rewrite.proof.builtin.words import Given
from sparsemem.rewrite.proof.effects import (
    LASTING,
    NONE,
    RAISES,
    SLOT,
    UNKNOWN,
    Effects,
    Root,
    asks,
    held,
    slot,
    union,
)
from sparsemem.rewrite.proof.follow import fits, follow, given, handed_over, ran
from sparsemem.rewrite.proof.frame import DEEPEST, Arguments, Frame, Result
from sparsemem.rewrite.proof.local_containers import field_names
from sparsemem.rewrite.proof.named_tuples import named_tuple, of_named_tuple
from sparsemem.rewrite.proof.protocols import hashed, taken, unsure
from sparsemem.rewrite.proof.value import ANY, Value, deep, is_known, is_plain
from sparsemem.source import Function, Module, every_value, is_simple

_USED = union((
    asking.TAKES, asking.TESTS, asking.SHOWS, asking.HASHES, asking.CONVERTS, asking.SEARCHES, asking.ORDERS,
    asks("__copy__", "__deepcopy__", "__reduce__"),
))  # fmt: skip
_COPYING = frozenset({"__copy__", "__deepcopy__", "__reduce__"})
_MADE_METHODS = frozenset(
    {"__eq__", "__ne__", "__hash__", "__repr__", "__str__", "__format__", "__lt__", "__gt__", "__le__", "__ge__"}
)
"""Those that a decorator may give to a class, and those that run them."""
_CONTAINERS = {"dict": "dict", "defaultdict": "dict", "list": "list", "set": "list"}
_OTHERS = {"connection": "cursor", "iterator": "file"}
_OWN = frozenset({"cursor", "data", "random", "archive", *_OTHERS})
_PROPERTIES = frozenset({"builtins.property", "builtins.staticmethod", "builtins.classmethod", None})
"""What stands around a method and runs nothing but it; None is `name.setter` of a property."""
_OTHER_MAKERS = frozenset(
    {"__new__", "__setattr__", "__init_subclass__", "__set_name__", "__class_getitem__", "__del__", "_missing_"}
)
_RECORDS = frozenset({"typing.NamedTuple", "builtins.object", "enum.Enum", "abc.ABC", "typing.Generic"})


def call(frame: Frame, node: ast.Call) -> Result:
    """The value of a call, and what evaluating its arguments and making it may do."""
    before, found = frame.effects(every_value(node)), follow(frame, node)
    name = frame.module.dotted(node.func) or frame.program.made_class(frame.module, node)
    if found is None and name is None and isinstance(node.func, ast.Attribute):
        receiver, asked = frame.run(node.func.value)
        before, found = before | asked, _method(frame, node, node.func.attr, receiver)
    value, effects = found or _named(frame, node, name or "")
    return value, before | effects


def _named(frame: Frame, node: ast.Call, name: str) -> Result:
    values = frame.values(every_value(node))
    roots = deep(*values)
    if not frame.program.replaced.isdisjoint([*accumulate(name.split("."), "{}.{}".format)][1:]):
        return ANY, UNKNOWN | Effects(reads=roots, writes=roots)
    if name in FACTS:
        return FACTS[name](Given(frame, node, frame.values(node.args)))
    if fields := field_names(frame.program, frame.module, node.func):
        return named_tuple(frame, node, fields)
    if name in frame.program.classes:
        return _instance(frame, name, node, values)
    if name.startswith(("weakref.", "gc.", "sys.getrefcount", "tracemalloc.")):
        return ANY, UNKNOWN | Effects(identity=True)
    if name.startswith("builtins.") and name.endswith(known.EXCEPTIONS):
        return Value("code"), NONE
    if known.is_pure(name):
        called = handed_over(frame, node, name)
        steps = called | union(value.step for value in values)
        asked = RAISES if all(map(is_known, values)) else _USED
        # What itertools return takes elements when it is asked; what is made of what cannot be changed is new.
        later = called | union(map(taken, values)) if name.startswith("itertools.") else NONE
        value = Value("scalar") if name.startswith("math.") else Value("any", roots, step=later)
        return value, Effects(raises=True, reads=roots) | steps | asked
    if isinstance(node.func, ast.Attribute) and frame.run(node.func.value)[0].kind != "code":
        return _method(frame, node, node.func.attr, frame.run(node.func.value)[0])
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


def _method(frame: Frame, node: ast.Call, name: str, receiver: Value) -> Result:
    """What a method call returns and does, the evaluation of its receiver and arguments apart."""
    if receiver.kind == "never":
        return receiver, NONE
    if (found := of_named_tuple(frame, node, name, receiver)) is not None:
        return found
    values = frame.values(every_value(node))
    own = receiver.kind == "data" and frame.program.inheritance.has(name)  # of what may have been put into it since
    own |= receiver.kind == "tuple" and name in frame.program.replaced
    for kind in [] if own else _kinds(receiver, is_simple(node)):
        fact = FACTS.get(f".{kind}.{name}") or FACTS.get(f".{kind}.*")
        if fact is not None:
            value, effects = fact(Given(frame, node, [receiver, *values]))
            called = handed_over(frame, node, f"re.Pattern.{name}" if is_plain(receiver) else "")
            spent = [] if name in known.ADDING else [one for one in values if one.kind == "iterator"]
            return value, effects | called | union(map(taken, spent))
    return _of_unknown(frame, name, receiver, values)


def _kinds(receiver: Value, simple: bool) -> list[str]:
    """What the table calls a value, the best name first; what is true of containers holds for simple calls."""
    if receiver.kind in _OWN:
        return [_OTHERS.get(receiver.kind, receiver.kind)]
    if receiver.kind in _CONTAINERS:
        return [_CONTAINERS[receiver.kind]] if simple else []
    if not is_plain(receiver) or receiver.kind in ("code", "lambda", "never"):
        return []
    if receiver.kind == "logger":
        return ["logger"]
    own = [receiver.kind] if receiver.kind == "pattern" or (receiver.kind == "str" and simple) else []
    return [*own, "plain"]


def _of_unknown(frame: Frame, name: str, receiver: Value, values: list[Value]) -> Result:
    """A method of an object of which nothing is known."""
    roots = deep(receiver, *values)
    reads = Effects(raises=True, reads=roots)
    if not (frame.program.inheritance.has(name) or name in frame.program.replaced):
        if name in known.ONLY_STR:
            return ANY, reads | (unsure(UNKNOWN, *values) if name == "format" else NONE)
        if name == "get" and 1 <= len(values) <= 2:
            return ANY, reads | asking.CONTENTS
        if name in ("append", "add", "extend", "update", "setdefault"):
            return ANY, reads | Effects(writes=receiver.roots | {LASTING}) | union(value.step for value in values)
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


def _fields_shown(frame: Frame, asked: frozenset[str]) -> Effects:
    """What is read of objects whose class does not say it: by the methods that dataclasses get, and by copying."""
    reads = set[Root]({SLOT} if asked & _COPYING else ())
    if asked & _MADE_METHODS:
        bodies = (node for _, node in frame.program.classes.values() if node.decorator_list)
        notes = (item.target for body in bodies for item in body.body if isinstance(item, ast.AnnAssign))
        for name in map(ast.unparse, notes):
            reads |= slot(name) | held(name)
    return Effects(reads=frozenset(reads)) if reads else NONE


def own_methods(frame: Frame, effects: Effects) -> Effects:
    """The effects with those of the special methods and properties of the project that may be run on the way."""
    found, waiting, seen = effects, set(effects.protocols | effects.own), set[str]()
    while waiting:
        asked = waiting.pop()
        seen.add(asked)
        found |= UNKNOWN if asked in frame.program.inheritance.made_otherwise | frame.program.replaced else NONE
        for function in frame.program.inheritance.methods_named(asked.removeprefix(".")):
            if not asked.startswith(".") or function.is_decorated:
                own = _method_effects(frame, function)
                found |= own
                waiting |= (own.protocols | own.own) - seen
    return found | _fields_shown(frame, frozenset(seen))


def _method_effects(frame: Frame, function: Function) -> Effects:
    """What a method may do to, and with, objects of which nothing is known, without the others that it may run."""
    names = {function.module.dotted(mark) for mark in function.node.decorator_list}
    if not names <= _PROPERTIES or not isinstance(function.node, ast.FunctionDef):
        return UNKNOWN
    value, effects = ran(frame.top(0), function, {})
    return effects | value.step


def _instance(frame: Frame, name: str, node: ast.Call, values: list[Value]) -> Result:
    """A new object of a class of the project: what its own `__init__` does, where nothing else runs."""
    module, owner = frame.program.classes[name]
    roots = deep(*values)
    if not frame.program.once("record", owner, False, lambda: _is_record(module, owner)):
        return ANY, UNKNOWN | Effects(reads=roots, writes=roots)
    if any(module.dotted(base) == "enum.Enum" for base in owner.bases):
        return ANY, hashed(*values) | RAISES  # a member that is there already
    init, after = (frame.program.inheritance.inherited(name, own) for own in ("__init__", "__post_init__"))
    effects = NONE if init is not None and fits(init, node, is_bound=True) else RAISES
    if init is not None:
        effects |= _born(frame, init, given(frame, init, node, is_bound=True))
    effects |= _born(frame, after, {}) if after is not None else NONE
    return Value("record", roots, types=frozenset({name})), effects


def _born(frame: Frame, function: Function, arguments: Arguments) -> Effects:
    """What `__init__` does to others than the new object, which nobody else has."""
    own = function.node.args.args[0].arg if function.node.args.args else ""
    variable = function.module.scopes[function.node].variables.get(own)
    if variable is None or function.is_decorated or frame.depth >= DEEPEST:
        return UNKNOWN
    new = Value("record", frozenset({variable}), types=frozenset({"new"}))
    return ran(frame, function, arguments | {variable: new})[1]


def _is_record(module: Module, node: ast.ClassDef) -> bool:
    """Whether making an instance runs no code but `__init__` and `__post_init__`."""
    own = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
    marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list]
    decorators = set(map(module.dotted, marks))
    bases = {module.dotted(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases}
    plain = bases <= _RECORDS and decorators <= {"dataclasses.dataclass", "functools.total_ordering"}
    if not plain or node.keywords or not own.isdisjoint(_OTHER_MAKERS):
        return False
    return not decorators or not any(isinstance(inner, ast.Lambda) for inner in ast.walk(node))
