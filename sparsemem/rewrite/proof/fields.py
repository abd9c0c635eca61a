"""What an attribute of a record may hold, by the annotation in its class."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.annotated import annotated
from sparsemem.rewrite.proof.value import ANY, Value, join

_BY_TEXT = frozenset({"setattr", "vars", "__setattr__", "__getattr__", "__getattribute__", "__set_name__"})


def field(program: Program, holder: Value, name: str) -> Value | None:
    """The value of an attribute of a record; None where nothing is known of it."""
    if holder.kind != "record" or not holder.types or name in program.methods or _is_asked(program):
        return None
    found = [_declared(program, type_, name) for type_ in sorted(holder.types)]
    return None if None in found else join(value for value in found if value is not None)


def _declared(program: Program, type_: str, name: str) -> Value | None:
    """What the annotation in a class says, which is believed."""
    module, node = program.classes.get(type_, (None, None))
    for item in node.body if node else ():
        match item:
            case ast.AnnAssign(target=ast.Name(id=target), annotation=note) if module and target == name:
                found = annotated(module, note)
                return None if found is ANY else found
    return None


def _is_asked(program: Program) -> bool:
    """Whether attributes are answered for, or set, by their names as texts."""
    return any(program.methods[name] or program.is_called(name) for name in _BY_TEXT)


def takes_any_value(program: Program, name: str) -> bool:
    """Whether setting an attribute of a record does nothing else, and raises nothing."""
    slots = ("__slots__" in module.scopes[node].variables for module, node in program.classes.values())
    has_slots = program.once("slots", None, True, lambda: any(slots))
    return not (has_slots or program.methods[name] or _is_asked(program))
