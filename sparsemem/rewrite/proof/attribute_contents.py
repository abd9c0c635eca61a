"""What lies in the containers that attributes hold: all that the program puts in by attributes of that name."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.bound_values import fill, fill_inside
from sparsemem.rewrite.proof.content_changes import spoils
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.new_containers import bound_alone, hold_only_new, holder_of, is_own
from sparsemem.rewrite.proof.outward import from_outside
from sparsemem.rewrite.proof.value import ANY, MUTABLE, Value, held_in, is_plain
from sparsemem.source import Module

_SETTLED = MUTABLE | {"tuple", "record", "data", "never", "any"}


def contents(frame: Frame, found: Value, name: str) -> Value:
    """A container with what is put into it; without, where something may do so that does not name the attribute."""
    program, filled = frame.program, found
    uses = [(module, node) for module in program.modules.values() for node in _named(module, name)]
    if not _changes_elsewhere(frame):
        frames = [(frame.evaluator.entered(program, module, use), use) for module, use in uses]
        for put_in in (fill, fill_inside):
            for inner, use in frames:
                filled = put_in(inner, filled, use)
        if _is_settled(filled):
            return from_outside(filled)
    return Value(found.kind, ANY.roots, step=found.step)


def _named(module: Module, name: str) -> list[ast.Attribute]:
    return [node for node in module.all(ast.Attribute) if node.attr == name]


def _is_settled(value: Value) -> bool:
    """Whether it holds no iterators and no functions, at any depth."""
    return (is_plain(value) or value.kind in _SETTLED) and all(map(_is_settled, held_in(value)))


def _changes_elsewhere(frame: Frame) -> bool:
    """Whether anything in the program may change a container that it does not name, nor made itself."""
    every = ((module, node) for module in frame.program.modules.values() for node in ast.walk(module.tree))
    return frame.program.once("changes elsewhere", None, True, lambda: any(_is_foreign(frame, *one) for one in every))


def _is_foreign(frame: Frame, module: Module, node: ast.AST) -> bool:
    """Whether a node changes, by an item or a method, a container that is neither new nor named by an attribute."""
    program, method = frame.program, ""
    match node:
        case ast.Subscript(value=changed, ctx=ast.Store() | ast.Del()):
            pass
        case ast.Call(func=ast.Attribute(value=changed, attr=method)) if (
            method in known.CHANGING and module.dotted(node.func) is None
        ):
            pass
        case _:
            return spoils(program, module, node) and not _is_shown(program, module, node)
    holder = holder_of(changed)
    if isinstance(holder, ast.Attribute):
        return not _holds_only_new(program, holder.attr)
    if isinstance(changed, ast.Attribute):
        return changed.attr == "__dict__"
    if is_own(module, changed):
        return False
    # Or it is a method of a class of the project, or the object cannot be changed.
    value = frame.evaluator.entered(program, module, node).run(changed)[0]
    own = value.kind == "record" and program.inheritance.methods_of(value.types, method)
    return not (is_plain(value) or own)


def _is_shown(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether what a call runs is seen for itself."""
    if not isinstance(node, ast.Call):
        return False
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return program.callee(module, node) is not None or bool(program.inheritance.methods_named(method))


def _holds_only_new(program: Program, name: str) -> bool:
    """Whether what lies in the containers of an attribute is reached through them alone."""
    for module in program.modules.values():
        nodes = _named(module, name)
        made = [bound_alone(module, node) for node in nodes if isinstance(node.ctx, ast.Store)]
        in_class = any(name in module.scopes[owner].variables for owner in module.all(ast.ClassDef))
        reads = [node for node in nodes if isinstance(node.ctx, ast.Load)]
        if in_class or not hold_only_new(module, made, reads):
            return False
    return True
