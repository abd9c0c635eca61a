"""What annotations say of parameters and of the attributes of records, which is believed."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.frame import Arguments
from sparsemem.rewrite.proof.value import ANY, Value, join
from sparsemem.source import Function, Module, every_argument

_SCALARS = {"int": "int", "float": "float", "str": "str", "bytes": "bytes", "bool": "bool", "complex": "scalar"}
_LISTS = frozenset({"list", "List", "Sequence", "MutableSequence"})
_BY_TEXT = frozenset({"setattr", "vars", "__setattr__", "__getattr__", "__getattribute__", "__set_name__"})


def annotated(module: Module, node: ast.expr | None) -> Value:
    """The kind of value that is meant, reached from elsewhere; ANY where it is another, as a dict, which may fill."""
    match node:
        case ast.Name(id=name):
            return _named(module, name, [])
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=parts)):
            return _named(module, name, parts)
        case ast.Subscript(value=ast.Name(id=name), slice=part):
            return _named(module, name, [part])
    return ANY


def _named(module: Module, name: str, parts: list[ast.expr]) -> Value:
    top = module.scopes[module.tree].variables.get(name)
    if top is not None and not all(isinstance(node, ast.alias) for node in top.bindings):
        return ANY
    inner = [annotated(module, part) for part in parts]
    if name in _SCALARS and not parts and top is None:
        # An int is accepted where a float is meant.
        return Value(_SCALARS[name])
    if name in _LISTS or name in ("set", "frozenset"):
        return Value("list" if name in _LISTS else "set", ANY.roots, join(inner) if inner else None)
    if name == "tuple" and parts and not any(isinstance(p, ast.Constant) for p in parts):
        return Value("tuple", ANY.roots, parts=tuple(enumerate(inner)))
    return ANY


def declared(function: Function) -> Arguments:
    """The instance of a method, and what annotations say, which are believed; starred parameters apart."""
    module, arguments = function.module, function.node.args
    plain = [a for a in every_argument(arguments) if a not in (arguments.vararg, arguments.kwarg)]
    found = {variable: annotated(module, a.annotation) for a in plain if (variable := module.variable(a))}
    own = module.variable(arguments.args[0]) if function.is_method and arguments.args else None
    if own is not None and not function.is_decorated:
        record = Value("record", ANY.roots, types=frozenset({function.owner or ""}))
        found[own] = Value("code") if function.is_class_method else record
    return {variable: value for variable, value in found.items() if value is not ANY}


def field(program: Program, holder: Value, name: str) -> Value | None:
    """The value of an attribute of a record, and of none else; None where nothing is known of it."""
    if holder.kind != "record" or not holder.types or name in program.methods or _is_asked(program):
        return None
    classes = [program.classes.get(type_) for type_ in sorted(holder.types)]
    values = [annotated(*note) for owner in classes if owner for note in _notes(*owner, name)[:1]]
    is_known = len(values) == len(classes) and ANY not in values
    return join(values) if is_known else None


def _notes(module: Module, node: ast.ClassDef, name: str) -> list[tuple[Module, ast.expr]]:
    items = [item for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)]
    return [(module, item.annotation) for item in items if ast.unparse(item.target) == name]


def is_of_class(program: Program, holder: Value, name: str) -> bool:
    """Whether the class has a value for the attribute, which all records share that have none of their own."""
    items = [item for type_ in holder.types for item in program.classes[type_][1].body]
    plain = [target for item in items if isinstance(item, ast.Assign) for target in item.targets]
    noted = [item.target for item in items if isinstance(item, ast.AnnAssign) and item.value is not None]
    return any(isinstance(target, ast.Name) and target.id == name for target in [*plain, *noted])


def _is_asked(program: Program) -> bool:
    """Whether attributes are answered for, or set, by their names as texts."""
    return any(program.methods[name] or program.is_called(name) for name in _BY_TEXT)


def takes_any_value(program: Program, name: str) -> bool:
    """Whether setting an attribute of a record does nothing else, and raises nothing."""
    slots = ("__slots__" in module.scopes[node].variables for module, node in program.classes.values())
    has_slots = program.once("slots", None, True, lambda: any(slots))
    return not (has_slots or program.methods[name] or _is_asked(program))
