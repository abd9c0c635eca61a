"""What an attribute of a record may hold: by the annotation in its class, or by all that is assigned to it."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.annotated import annotated
from sparsemem.rewrite.proof.attribute_contents import contents
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.value import ANY, MUTABLE, NEVER, Value, is_plain, join
from sparsemem.source.module import Module

_BY_TEXT = frozenset({"setattr", "vars", "__setattr__", "__getattr__", "__getattribute__", "__set_name__"})

_PLAIN = {"object", "ABC", "Enum", "NamedTuple", "Generic", "Protocol", "Exception"}


def field(frame: Frame, holder: Value, name: str) -> Value | None:
    """The value of an attribute of a record; None where nothing is known of it."""
    if holder.kind != "record" or not holder.types or name in frame.program.methods or _is_asked(frame.program):
        return None
    found = [_of_type(frame, type_, name) for type_ in sorted(holder.types)]
    return None if None in found else join(value for value in found if value is not None)


def _of_type(frame: Frame, type_: str, name: str) -> Value | None:
    """The value of an attribute of the records of one class."""
    program = frame.program
    owner = program.classes.get(type_)
    if owner is None:
        return None
    find = lambda: _declared(*owner, name) or _assigned(frame, *owner, name)  # noqa: E731 - asked once
    return program.once("field", (owner[1], name), None, find)


def is_of_class(frame: Frame, holder: Value, name: str) -> bool:
    """Whether the class has a value for the attribute, which all records share that have none of their own."""
    items = [item for type_ in holder.types for item in frame.program.classes[type_][1].body]
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


def _declared(module: Module, node: ast.ClassDef, name: str) -> Value | None:
    """What an annotation says, which is believed."""
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.target.id == name:
            found = annotated(module, item.annotation)
            return None if found is ANY else found
    return None


def _assigned(frame: Frame, module: Module, node: ast.ClassDef, name: str) -> Value | None:
    """The values of all assignments, where these are seen."""
    line = frame.program.inheritance.line(module.scopes[node].qualname)
    if not (frame.program.closed or node.name.startswith("_")) or not all(_is_plain_heir(*one, line) for one in line):
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
    return contents(frame, found, name) if found.kind in MUTABLE else None


def _stores(program: Program, module: Module, node: ast.ClassDef, name: str) -> Iterator[tuple[Module, ast.AST]]:
    """Where the attribute is bound: in the class, by `self` in it, and by any object that may be of it."""
    for where, owner in program.inheritance.line(module.scopes[node].qualname):
        items = [item for item in owner.body if isinstance(item, ast.Assign)]
        yield from ((where, t) for item in items for t in item.targets if isinstance(t, ast.Name) and t.id == name)
    for other in program.modules.values():
        for target in other.all(ast.Attribute):
            if target.attr == name and not isinstance(target.ctx, ast.Load):
                holder = _of_self(other, target)
                if holder in (None, node) or _are_related(holder, node):
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
    return not _PLAIN.issuperset(_base(base) for owner in (one, other) if owner for base in owner.bases)


def _is_plain_heir(module: Module, node: ast.ClassDef, line: list[tuple[Module, ast.ClassDef]]) -> bool:
    """Whether all that a class has is seen: what is above it is too."""
    shown = {module.scopes[owner].qualname for module, owner in line}
    return all(_base(base) in _PLAIN or module.dotted(base) in shown for base in node.bases)


def _base(node: ast.expr) -> str:
    return ast.unparse(node).partition("[")[0].rpartition(".")[2]


def _stored(frame: Frame, module: Module, target: ast.AST, before: Value) -> Value | None:
    parent = module.parent(target)
    match parent:
        case ast.Assign(targets=[_], value=made) | ast.AnnAssign(value=ast.expr() as made):
            return frame.evaluator.entered(frame.program, module, target).run(made)[0]
        case ast.AugAssign(op=op, value=added):
            value = frame.evaluator.entered(frame.program, module, target).run(added)[0]
            return combine(op, before, value)[0] if is_plain(before) else None
    return None
