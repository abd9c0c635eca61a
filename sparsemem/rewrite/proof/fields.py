"""What an attribute of a record may hold: by the annotation in its class, or by all that is assigned to it."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.annotated import annotated
from sparsemem.rewrite.proof.attribute_contents import contents
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.operators import combine
from sparsemem.rewrite.proof.value import ANY, MUTABLE, NEVER, Value, is_plain, join
from sparsemem.source import Module

_BY_TEXT = frozenset({"setattr", "vars", "__setattr__", "__getattr__", "__getattribute__", "__set_name__"})
_PLAIN = {"object", "ABC", "Enum", "NamedTuple", "Generic", "Protocol", "Exception"}
Owner = tuple[Module, ast.ClassDef]


def field(frame: Frame, holder: Value, name: str) -> Value | None:
    """The value of an attribute of a record; None where nothing is known of it."""
    if holder.kind != "record" or not holder.types or name in frame.program.methods or _is_asked(frame.program):
        return None
    found = [_of_type(frame, type_, name) for type_ in sorted(holder.types)]
    return None if None in found else join(value for value in found if value is not None)


def _of_type(frame: Frame, type_: str, name: str) -> Value | None:
    """The value of an attribute of the records of one class."""
    owner = frame.program.classes.get(type_)
    if owner is None:
        return None
    find = lambda: _declared(*owner, name) or _assigned(frame, owner, name)  # noqa: E731 - asked once
    return frame.program.once("field", (owner[1], name), None, find)


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
        match item:
            case ast.AnnAssign(target=ast.Name(id=target), annotation=note) if target == name:
                found = annotated(module, note)
                return None if found is ANY else found
    return None


def _assigned(frame: Frame, owner: Owner, name: str) -> Value | None:
    """The values of all assignments, where these are seen: those of all that is above the class are, too."""
    module, node = owner
    line = frame.program.inheritance.line(module.scopes[node].qualname)
    shown = {where.scopes[one].qualname for where, one in line}
    bases = [(where, base) for where, one in line for base in one.bases]
    if not all(_last(base) in _PLAIN or where.dotted(base) in shown for where, base in bases):
        return None
    found = NEVER
    for where, target in _stores(frame.program, owner, name) if frame.program.closed or node.name[0] == "_" else ():
        value = _stored(frame, where, target, found)
        if value is None:
            return None
        found = join([found, value])
    if found.kind in MUTABLE:
        return contents(frame, found, name)
    return found if is_plain(found) and found.kind != "never" else None


def _stores(program: Program, owner: Owner, name: str) -> Iterator[tuple[Module, ast.AST]]:
    """Where the attribute is bound: in the class, by `self` in it, and by any object that may be of it."""
    module, node = owner
    for where, above in program.inheritance.line(module.scopes[node].qualname):
        items = [item for item in above.body if isinstance(item, ast.Assign)]
        yield from ((where, t) for item in items for t in item.targets if isinstance(t, ast.Name) and t.id == name)
    for other in program.modules.values():
        for target in other.all(ast.Attribute):
            if target.attr == name and not isinstance(target.ctx, ast.Load):
                holder = _of_self(other, target)
                # An object may be of both, as far as their bases tell.
                related = {_last(base) for one in (holder, node) if one for base in one.bases} - _PLAIN
                if holder in (None, node) or related:
                    yield other, target


def _of_self(module: Module, target: ast.Attribute) -> ast.ClassDef | None:
    """The class whose method sets an attribute of its own object."""
    function, variable = module.function(target), module.variable(target.value)
    if function is None or variable is None or variable.bindings != function.args.args[:1]:
        return None
    return module.owner_class(function)


def _last(base: ast.expr) -> str:
    return ast.unparse(base).partition("[")[0].rpartition(".")[2]


def _stored(frame: Frame, module: Module, target: ast.AST, before: Value) -> Value | None:
    match module.parent(target):
        case ast.Assign(targets=[_], value=made) | ast.AnnAssign(value=ast.expr() as made):
            return frame.evaluator.entered(frame.program, module, target).run(made)[0]
        case ast.AugAssign(op=op, value=added):
            value = frame.evaluator.entered(frame.program, module, target).run(added)[0]
            return combine(op, before, value)[0] if is_plain(before) else None
    return None
