"""Calls that are followed into the function that they run, with the values that they pass."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from weakref import WeakKeyDictionary

from sparsemem.rewrite.proof.effects import CONVERTS, NONE, RAISES, UNKNOWN, Effects, Root, Roots, asks, name_of
from sparsemem.rewrite.proof.frame import DEEPEST, Arguments, Frame, Result
from sparsemem.rewrite.proof.methods import text_method
from sparsemem.rewrite.proof.protocols import unsure
from sparsemem.rewrite.proof.tame import passed
from sparsemem.rewrite.proof.value import ANY, Value, deep, element, is_plain, join
from sparsemem.source.function import Function
from sparsemem.source.module import Module

_OWN = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def follow(frame: Frame, node: ast.Call) -> Result | None:
    """What a call of a function of the project returns and does, its arguments apart; None for any other call."""
    function = frame.program.callee(frame.module, node) or _method_of_record(frame, node)
    if function is None:
        return None
    if isinstance(function.node, ast.AsyncFunctionDef) or function.is_decorated or frame.depth >= DEEPEST:
        return ANY, UNKNOWN
    given = passed(function, node)
    arguments = {variable: frame.run(value)[0] for variable, value in given}
    value, effects = ran(frame, function, arguments)
    sure = fits(function, node, {variable.name for variable in arguments})
    return value, effects if sure else effects | RAISES


def callee_frame(frame: Frame, function: Function, arguments: Arguments) -> Frame:
    """The run of a function that is called from another; parameters that get no value have their default."""
    place = function.module, function.node
    given = default_values(frame, function) | arguments
    return Frame(frame.program, frame.evaluator, place, given, _outer(frame, function), frame.depth + 1)


def _method_of_record(frame: Frame, node: ast.Call) -> Function | None:
    """The method of a record whose class is known."""
    if not isinstance(node.func, ast.Attribute) or frame.module.dotted(node.func) is not None:
        return None
    holder = frame.run(node.func.value)[0]
    found = frame.program.method_of(holder.type, node.func.attr) if holder.type else None
    return None if found is None or found.is_static or frame.program.is_replaced(found) else found


def default_values(frame: Frame, function: Function) -> Arguments:
    """The parameters that have a default which nobody can change."""
    top = Frame(frame.program, frame.evaluator, (function.module, function.module.tree))
    variables = function.module.scopes[function.node].variables
    found = {variables[name]: top.run(default)[0] for name, default in _defaults(function).items()}
    return {variable: value for variable, value in found.items() if is_plain(value)}


def ran(frame: Frame, function: Function, arguments: Arguments) -> Result:
    """What a run of a function returns and does; what runs at the top level of a module is worked out once."""
    if _outer(frame, function) is not None:
        return _ran(frame, function, arguments)
    known: dict[object, Result] = frame.program.known_runs
    key = function.node, frame.depth, frozenset(arguments.items())
    if key not in known:
        known[key] = ANY, UNKNOWN  # of a function that calls itself
        known[key] = _ran(frame, function, arguments)
    return known[key]


def _ran(frame: Frame, function: Function, arguments: Arguments) -> Result:
    inner = callee_frame(frame, function, arguments)
    body = function.node.body
    effects = inner.effects(body)
    yields = [node for node in own_nodes(function.node) if isinstance(node, ast.Yield | ast.YieldFrom)]
    if yields:
        made = join(_yielded(inner, node) for node in yields)
        kept = deep(made)
        return Value("iterator", element=made, step=outward(inner, effects, kept)), NONE
    returns = [node.value for node in own_nodes(function.node) if isinstance(node, ast.Return)]
    falls = not isinstance(body[-1], ast.Return | ast.Raise)
    values = [inner.run(value)[0] if value else Value("none") for value in returns]
    found = join([*values, *([Value("none")] if falls or not values else [])])
    return _own_dropped(inner, found), outward(inner, effects, frozenset())


def _yielded(frame: Frame, node: ast.Yield | ast.YieldFrom) -> Value:
    if isinstance(node, ast.YieldFrom):
        return element(frame.run(node.value)[0])
    return frame.run(node.value)[0] if node.value else Value("none")


_NODES: WeakKeyDictionary[ast.AST, tuple[ast.AST, ...]] = WeakKeyDictionary()


def own_nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a function in the order of the text, those of functions within left out."""
    if node not in _NODES:
        _NODES[node] = tuple(_own_nodes(node))
    return _NODES[node]


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    waiting = [node]
    while waiting:
        around = waiting.pop()
        if around is not node:
            yield around
        inner = [child for child in ast.iter_child_nodes(around) if not isinstance(child, _OWN | ast.ClassDef)]
        waiting += reversed(inner)


def outward(frame: Frame, effects: Effects, kept: Roots) -> Effects:
    """The effects of a run as its caller sees them: what only the run itself can reach is left out."""
    return replace(
        effects,
        reads=frozenset(root for root in effects.reads if root in kept or not _is_own(frame, root)),
        writes=frozenset(root for root in effects.writes if root in kept or not _is_own(frame, root)),
        looks=frozenset(name for name in effects.looks if not _is_own(frame, name)),
        binds=frozenset(name for name in effects.binds if not _is_own(frame, name)),
    )


def _is_own(frame: Frame, root: Root) -> bool:
    name = name_of(root)
    return name is not None and frame.owns(name)


def _own_dropped(frame: Frame, value: Value) -> Value:
    """The value without the names of the run that made it: that run is over."""
    inner = {
        "element": value.element and _own_dropped(frame, value.element),
        "key": value.key and _own_dropped(frame, value.key),
        "parts": value.parts and tuple((key, _own_dropped(frame, part)) for key, part in value.parts),
    }
    roots = frozenset(root for root in value.roots if not _is_own(frame, root))
    if value.kind == "any" and not roots:
        roots = ANY.roots
    return replace(value, roots=roots, **inner)  # type: ignore[arg-type]


def _outer(frame: Frame, function: Function) -> Frame | None:
    """For a function inside of a function, the run that it was defined in, where that is known."""
    around = function.module.function(function.node)
    found: Frame | None = frame
    while found is not None and found.node is not around:
        found = found.outer
    return found


def _defaults(function: Function) -> dict[str, ast.expr]:
    arguments = function.node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    found = {a.arg: d for a, d in zip(plain[len(plain) - len(arguments.defaults) :], arguments.defaults, strict=True)}
    return found | {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d}


def fits(function: Function, node: ast.Call, given: set[str]) -> bool:
    """Whether the call certainly gives each parameter one value."""
    arguments = function.node.args
    names = [a.arg for a in [*arguments.posonlyargs, *arguments.args]]
    if function.is_method:
        names = names[1:]
    stars = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
    needed = {*names, *(a.arg for a in arguments.kwonlyargs)} - set(_defaults(function))
    return (
        not stars
        and needed <= given
        and len(node.args) <= len(names)
        and len(given) == len(node.args) + len(node.keywords)
    )


def applied(frame: Frame, function: ast.expr, values: list[Value]) -> Result:
    """What calling the function that an expression names with these values returns and does."""
    if isinstance(function, ast.Lambda):
        names = [frame.module.variable(argument) for argument in function.args.args]
        if len(names) != len(values) or None in names:
            return ANY, UNKNOWN
        given = dict(zip(names, values, strict=True))
        place = frame.module, function
        inner = Frame(frame.program, frame.evaluator, place, given, frame, frame.depth + 1)  # type: ignore[arg-type]
        value, effects = inner.run(function.body)
        return value, outward(inner, effects, frozenset())
    found = frame.program.function(frame.module, function)
    if found is not None and _is_followed(frame, found):
        parameters = [a.arg for a in [*found.node.args.posonlyargs, *found.node.args.args]]
        if len(parameters) == len(values):
            variables = found.module.scopes[found.node].variables
            return ran(frame, found, {variables[n]: v for n, v in zip(parameters, values, strict=True)})
    converted = _conversion(frame.module.dotted(function) or "", values)
    if converted is not None:
        return converted
    receiver = frame.run(function.value)[0] if isinstance(function, ast.Attribute) else frame.run(function)[0]
    roots = deep(receiver, *values)
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


def _is_followed(frame: Frame, function: Function) -> bool:
    plain = isinstance(function.node, ast.FunctionDef) and not function.is_decorated
    return plain and frame.depth < DEEPEST and not frame.program.is_replaced(function)


def _conversion(name: str, values: list[Value]) -> Result | None:
    """`map(int, ...)` and the like; None for what is not known."""
    plain = all(map(is_plain, values))
    roots = deep(*values)
    if name == "builtins.str" and plain:
        return Value("str"), NONE
    if name in ("builtins.int", "builtins.float"):
        kinds = ("bool", "int") if name == "builtins.int" else ("bool", "int", "float")
        sure = all(value.kind in kinds for value in values)
        return Value(name.rpartition(".")[2]), (NONE if sure else unsure(CONVERTS, *values)) | Effects(reads=roots)
    if name == "builtins.len":
        sure = all(value.kind in ("str", "list", "tuple", "dict", "set") for value in values)
        return Value("int"), (NONE if sure else unsure(asks("__len__"), *values)) | Effects(reads=roots)
    if name.startswith("builtins.str.") and all(value.kind == "str" for value in values):
        return text_method(name.rpartition(".")[2], [])
    return None


_MAKERS = ("__init__", "__post_init__")
_OTHER_MAKERS = frozenset(
    {"__new__", "__setattr__", "__init_subclass__", "__set_name__", "__class_getitem__", "__del__"}
)
_RECORDS = frozenset({"typing.NamedTuple", "builtins.object", "enum.Enum", "abc.ABC", "typing.Generic"})


def instance(frame: Frame, name: str, node: ast.Call, values: list[Value]) -> Result:
    """A new object of a class of the project: what its own `__init__` does, where nothing else runs."""
    owner = frame.program.classes[name]
    roots = deep(*values)
    made = Value("record", roots, type=name)
    if not _is_record(*owner):
        return ANY, UNKNOWN | Effects(reads=roots, writes=roots)
    effects = RAISES
    for maker in _MAKERS:
        function = frame.program.method_of(name, maker)
        if function is not None:
            inner = _given_to_init(frame, function, node, made) if maker == "__init__" else {}
            effects |= _born(frame, function, inner)
    return made, effects


def _born(frame: Frame, function: Function, arguments: Arguments) -> Effects:
    """What `__init__` does to others than the new object, which nobody else has."""
    if function.is_decorated or frame.depth >= DEEPEST:
        return UNKNOWN
    own = function.node.args.args[0].arg if function.node.args.args else None
    variable = function.module.scopes[function.node].variables.get(own or "")
    if variable is None:
        return UNKNOWN
    return ran(frame, function, arguments | {variable: Value("record", frozenset({variable}), type="new")})[1]


def _given_to_init(frame: Frame, function: Function, node: ast.Call, made: Value) -> Arguments:
    return {variable: frame.run(value)[0] for variable, value in passed(function, node, is_bound=True)}


def _is_record(module: Module, node: ast.ClassDef) -> bool:
    """Whether making an instance runs no code but `__init__` and `__post_init__`."""
    own = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
    decorators = {module.dotted(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
    bases = {module.dotted(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases}
    plain = bases <= _RECORDS and decorators <= {"dataclasses.dataclass", "functools.total_ordering"}
    factories = any(isinstance(inner, ast.Lambda) for item in node.body for inner in ast.walk(item)) and decorators
    return plain and not node.keywords and own.isdisjoint(_OTHER_MAKERS) and not factories


def own_methods(frame: Frame, effects: Effects) -> Effects:
    """The effects with those of the special methods and properties of the project that may be run on the way."""
    found = effects
    for asked in effects.protocols:
        for function in frame.program.methods_named(asked.removeprefix(".")):
            if not asked.startswith(".") or function.is_decorated:
                found |= _method_effects(frame, function)
    return found


def _method_effects(frame: Frame, function: Function) -> Effects:
    """What a method may do to, and with, objects of which nothing is known; it may itself run others."""
    known: dict[object, Effects] = frame.program.known_methods
    if function.node not in known:
        known[function.node] = NONE  # of a method that runs itself
        names = [function.module.dotted(mark) for mark in function.node.decorator_list]
        if all(name in _PROPERTIES for name in names) and isinstance(function.node, ast.FunctionDef):
            value, effects = _ran(frame.alone(), function, {})
            known[function.node] = own_methods(frame, effects | value.step)
        else:
            known[function.node] = UNKNOWN
    return known[function.node]


_PROPERTIES = frozenset({"builtins.property", "builtins.staticmethod", "builtins.classmethod", None})
"""What stands around a method and runs nothing but it; None is `name.setter` of a property."""
