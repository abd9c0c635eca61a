"""Code of objects that runs without being named: what makes a new one, special methods, properties."""

import ast
from functools import partial

from sparsemem.rewrite.proof.effects import NONE, RAISES, UNKNOWN, Effects
from sparsemem.rewrite.proof.follow import fits, ran, run_of
from sparsemem.rewrite.proof.frame import DEEPEST, Arguments, Frame, Result
from sparsemem.rewrite.proof.value import ANY, Value, deep
from sparsemem.source import Function, Module, passed


def own_methods(frame: Frame, effects: Effects) -> Effects:
    """The effects with those of the special methods and properties of the project that may be run on the way."""
    found, waiting, seen = effects, set(effects.protocols), set[str]()
    while waiting:
        asked = waiting.pop()
        seen.add(asked)
        for function in frame.program.inheritance.methods_named(asked.removeprefix(".")):
            if not asked.startswith(".") or function.is_decorated:
                own = _method_effects(frame, function)
                found |= own
                waiting |= own.protocols - seen
    return found


def _method_effects(frame: Frame, function: Function) -> Effects:
    """What a method may do to, and with, objects of which nothing is known, without the others that it may run."""
    return frame.program.once("method", function.node, NONE, lambda: _found(frame, function))


def _found(frame: Frame, function: Function) -> Effects:
    names = [function.module.dotted(mark) for mark in function.node.decorator_list]
    if not all(name in _PROPERTIES for name in names) or not isinstance(function.node, ast.FunctionDef):
        return UNKNOWN
    value, effects = run_of(frame.top(0), function, {})
    return effects | value.step


_PROPERTIES = frozenset({"builtins.property", "builtins.staticmethod", "builtins.classmethod", None})
"""What stands around a method and runs nothing but it; None is `name.setter` of a property."""


_MAKERS = ("__init__", "__post_init__")
_OTHER_MAKERS = frozenset(
    {"__new__", "__setattr__", "__init_subclass__", "__set_name__", "__class_getitem__", "__del__"}
)
_RECORDS = frozenset({"typing.NamedTuple", "builtins.object", "enum.Enum", "abc.ABC", "typing.Generic"})


def instance(frame: Frame, name: str, node: ast.Call, values: list[Value]) -> Result:
    """A new object of a class of the project: what its own `__init__` does, where nothing else runs."""
    owner = frame.program.classes[name]
    roots = deep(*values)
    made = Value("record", roots, types=frozenset({name}))
    if not _is_record(frame, *owner):
        return ANY, UNKNOWN | Effects(reads=roots, writes=roots)
    effects = NONE if _is_given_all(frame, name, node) else RAISES
    for maker in _MAKERS:
        function = _maker(frame, name, maker)
        if function is not None:
            given = passed(function, node, is_bound=True) if maker == "__init__" else []
            effects |= _born(frame, function, {variable: frame.run(value)[0] for variable, value in given})
    return made, effects


def _is_given_all(frame: Frame, name: str, node: ast.Call) -> bool:
    """Whether `__init__` certainly gets each of its arguments once."""
    function = _maker(frame, name, "__init__")
    if function is None:
        return False
    return fits(function, node, {variable.name for variable, _ in passed(function, node, is_bound=True)})


def _maker(frame: Frame, name: str, maker: str) -> Function | None:
    """What runs when an instance is made, of the class itself or of those above it."""
    module, node = frame.program.classes[name]
    is_written = any(map(partial(_is_data, module), node.decorator_list))
    return frame.program.inheritance.inherited(name, maker, 1 if is_written and maker == "__init__" else None)


def _is_data(module: Module, mark: ast.expr) -> bool:
    return module.dotted(mark.func if isinstance(mark, ast.Call) else mark) == "dataclasses.dataclass"


def _born(frame: Frame, function: Function, arguments: Arguments) -> Effects:
    """What `__init__` does to others than the new object, which nobody else has."""
    if function.is_decorated or frame.depth >= DEEPEST:
        return UNKNOWN
    own = function.node.args.args[0].arg if function.node.args.args else None
    variable = function.module.scopes[function.node].variables.get(own or "")
    if variable is None:
        return UNKNOWN
    return ran(
        frame, function, arguments | {variable: Value("record", frozenset({variable}), types=frozenset({"new"}))}
    )[1]


def _is_record(frame: Frame, module: Module, node: ast.ClassDef, depth: int = 5) -> bool:
    """Whether making an instance runs no code but `__init__` and `__post_init__`."""
    own = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
    decorators = {module.dotted(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
    bases = {module.dotted(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases}
    above = [frame.program.classes[base] for base in bases - _RECORDS if base in frame.program.classes]
    inherits = not above or (len(bases) == 1 and depth > 0 and _is_record(frame, *above[0], depth - 1))
    plain = (
        len(bases - _RECORDS) == len(above)
        and inherits
        and decorators <= {"dataclasses.dataclass", "functools.total_ordering"}
    )
    factories = any(isinstance(inner, ast.Lambda) for item in node.body for inner in ast.walk(item)) and decorators
    return plain and not node.keywords and own.isdisjoint(_OTHER_MAKERS) and not factories
