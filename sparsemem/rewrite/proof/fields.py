"""What an attribute of a record may hold: by the annotation in its class, or by all that is assigned to it."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.annotated import annotated
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.value import ANY, MUTABLE, NEVER, Value, is_plain, join
from sparsemem.source.module import Module

_BY_TEXT = frozenset({"setattr", "vars", "__setattr__", "__getattr__", "__getattribute__", "__set_name__"})

_SLOTS = "__slots__"


def field(frame: Frame, holder: Value, name: str) -> Value | None:
    """The value of an attribute of a record; None where nothing is known of it."""
    program = frame.program
    owner = program.classes.get(holder.type or "") if holder.kind == "record" else None
    if owner is None or name in program.methods or _is_asked(program):
        return None
    key = owner[1], name
    if key not in program.known_fields:
        program.known_fields[key] = None  # of one that hangs on itself
        program.known_fields[key] = _declared(*owner, name) or _assigned(frame, *owner, name)
    found: Value | None = program.known_fields[key]
    return found


def is_of_class(frame: Frame, holder: Value, name: str) -> bool:
    """Whether the class has a value for the attribute, which all records share that have none of their own."""
    _, node = frame.program.classes[holder.type or ""]
    plain = [target for item in node.body if isinstance(item, ast.Assign) for target in item.targets]
    noted = [item.target for item in node.body if isinstance(item, ast.AnnAssign) and item.value is not None]
    return any(isinstance(target, ast.Name) and target.id == name for target in [*plain, *noted])


def _is_asked(program: Program) -> bool:
    """Whether attributes are answered for, or set, by their names as texts."""
    return any(program.methods[name] or program.is_called(name) for name in _BY_TEXT)


def takes_any_value(program: Program, name: str) -> bool:
    """Whether setting an attribute of a record does nothing else, and raises nothing."""
    if _SLOTS not in program.known_fields:
        classes = program.classes.values()
        program.known_fields[_SLOTS] = any(_SLOTS in module.scopes[node].variables for module, node in classes)
    return not (program.known_fields[_SLOTS] or program.methods[name] or _is_asked(program))


def _declared(module: Module, node: ast.ClassDef, name: str) -> Value | None:
    """What an annotation says, which is believed."""
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.target.id == name:
            found = annotated(module, item.annotation)
            return None if found is ANY else found
    return None


def _assigned(frame: Frame, module: Module, node: ast.ClassDef, name: str) -> Value | None:
    """The values of all assignments, where these are seen."""
    if not (frame.program.closed or node.name.startswith("_")):
        return None
    found = NEVER
    for where, target in _stores(frame.program, module, node, name):
        value = _stored(frame, where, target, found)
        if value is None:
            return None
        found = join([found, value])
    if found.kind == "never":
        return None
    if is_plain(found):
        return found
    return Value(found.kind, ANY.roots, type=found.type) if found.kind in MUTABLE | {"record"} else None


def _stores(program: Program, module: Module, node: ast.ClassDef, name: str) -> Iterator[tuple[Module, ast.AST]]:
    """Where the attribute is bound: in the class, by `self` in it, and by any object that may be of it."""
    for item in node.body:
        if isinstance(item, ast.Assign):
            yield from ((module, t) for t in item.targets if isinstance(t, ast.Name) and t.id == name)
    for other in program.modules.values():
        for target in other.all(ast.Attribute):
            if target.attr == name and not isinstance(target.ctx, ast.Load):
                owner = _of_self(other, target)
                if owner in (None, node) or _are_related(owner, node):
                    yield other, target


def _of_self(module: Module, target: ast.Attribute) -> ast.ClassDef | None:
    """The class whose method sets an attribute of its own object."""
    function = module.function(target)
    owner = module.owner_class(function) if function is not None else None
    if function is None or owner is None or not function.args.args or not isinstance(target.value, ast.Name):
        return None
    variable = module.variable(target.value)
    return owner if variable is not None and variable.bindings == [function.args.args[0]] else None


def _are_related(one: ast.ClassDef | None, other: ast.ClassDef) -> bool:
    """Whether an object may be of both, as far as their bases tell."""
    plain = {"object", "ABC", "Enum", "NamedTuple", "Generic", "Protocol", "Exception"}
    bases = [ast.unparse(base).partition("[")[0].rpartition(".")[2] for c in (one, other) if c for base in c.bases]
    return not plain.issuperset(bases)


def _stored(frame: Frame, module: Module, target: ast.AST, before: Value) -> Value | None:
    parent = module.parent(target)
    match parent:
        case ast.Assign(targets=[_], value=made) | ast.AnnAssign(value=ast.expr() as made):
            return frame.evaluator.entered(frame.program, module, target).run(made)[0]
        case ast.AugAssign(op=op, value=added):
            value = frame.evaluator.entered(frame.program, module, target).run(added)[0]
            return combine(op, before, value)[0] if is_plain(before) else None
    return None
