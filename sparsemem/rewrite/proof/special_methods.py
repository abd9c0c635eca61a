"""Code of objects that runs without being named: what makes a new one, special methods, properties."""

import ast

from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects
from sparsemem.rewrite.proof.follow import fits, ran, run_of
from sparsemem.rewrite.proof.frame import DEEPEST, Arguments, Frame, Result
from sparsemem.rewrite.proof.value import ANY, Value, deep
from sparsemem.source import Function, Module, passed

_PROPERTIES = frozenset({"builtins.property", "builtins.staticmethod", "builtins.classmethod", None})
"""What stands around a method and runs nothing but it; None is `name.setter` of a property."""
_OTHER_MAKERS = frozenset(
    {"__new__", "__setattr__", "__init_subclass__", "__set_name__", "__class_getitem__", "__del__"}
)
_RECORDS = frozenset({"typing.NamedTuple", "builtins.object", "enum.Enum", "abc.ABC", "typing.Generic"})
_DATA = "dataclasses.dataclass"


def own_methods(frame: Frame, effects: Effects) -> Effects:
    """The effects with those of the special methods and properties of the project that may be run on the way."""
    found, waiting, seen = effects, set(effects.protocols), set[str]()
    while waiting:
        asked = waiting.pop()
        seen.add(asked)
        found |= UNKNOWN if asked in frame.program.inheritance.made_otherwise | frame.program.replaced else NONE
        for function in frame.program.inheritance.methods_named(asked.removeprefix(".")):
            if not asked.startswith(".") or function.is_decorated:
                own = _method_effects(frame, function)
                found |= own
                waiting |= own.protocols - seen
    return found


def _method_effects(frame: Frame, function: Function) -> Effects:
    """What a method may do to, and with, objects of which nothing is known, without the others that it may run."""

    def find() -> Effects:
        names = {function.module.dotted(mark) for mark in function.node.decorator_list}
        if not names <= _PROPERTIES or not isinstance(function.node, ast.FunctionDef):
            return UNKNOWN
        value, effects = run_of(frame.top(0), function, {})
        return effects | value.step

    return frame.program.once("method", function.node, NONE, find)


def instance(frame: Frame, name: str, node: ast.Call, values: list[Value]) -> Result:
    """A new object of a class of the project: what its own `__init__` does, where nothing else runs."""
    module, owner = frame.program.classes[name]
    roots = deep(*values)
    if not _is_record(module, owner):
        return ANY, UNKNOWN | Effects(reads=roots, writes=roots)
    init, after = (frame.program.inheritance.inherited(name, own) for own in ("__init__", "__post_init__"))
    effects = NONE if init is not None and fits(init, node, is_bound=True) else RAISES
    if init is not None:
        given = {variable: frame.run(value)[0] for variable, value in passed(init, node, is_bound=True)}
        effects |= _born(frame, init, given)
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


def _decorators(module: Module, node: ast.ClassDef) -> set[str | None]:
    return {module.dotted(mark.func if isinstance(mark, ast.Call) else mark) for mark in node.decorator_list}


def _is_record(module: Module, node: ast.ClassDef) -> bool:
    """Whether making an instance runs no code but `__init__` and `__post_init__`."""
    own = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
    decorators = _decorators(module, node)
    bases = {module.dotted(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases}
    factories = any(isinstance(inner, ast.Lambda) for item in node.body for inner in ast.walk(item)) and decorators
    plain = bases <= _RECORDS and decorators <= {_DATA, "functools.total_ordering"}
    return plain and not (node.keywords or factories) and own.isdisjoint(_OTHER_MAKERS)
