"""What lies in the containers that attributes hold: all that the program puts in by attributes of that name."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.bound_values import fill, fill_inside
from sparsemem.rewrite.proof.content_changes import spoils
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.new_containers import CHANGING, bound_alone, hold_only_new, holder_of, is_own
from sparsemem.rewrite.proof.outward import from_outside
from sparsemem.rewrite.proof.value import ANY, MUTABLE, Value, is_plain
from sparsemem.source.module import Module


def contents(frame: Frame, found: Value, name: str) -> Value:
    """A container with what is put into it; without, where something may do so that does not name the attribute."""
    if _changes_elsewhere(frame):
        return Value(found.kind, ANY.roots, step=found.step)
    uses = [(module, node) for module in frame.program.modules.values() for node in _named(module, name)]
    frames = [(frame.evaluator.entered(frame.program, module, use), use) for module, use in uses]
    for inner, use in frames:
        found = fill(inner, found, use)
    for inner, use in frames:
        found = fill_inside(inner, found, use)
    return from_outside(found) if _is_settled(found) else Value(found.kind, ANY.roots, step=found.step)


def _named(module: Module, name: str) -> list[ast.Attribute]:
    return [node for node in module.all(ast.Attribute) if node.attr == name]


def _is_settled(value: Value) -> bool:
    """Whether it holds no iterators and no functions, at any depth."""
    held = [value.element, value.key, *(part for _, part in value.parts or ())]
    kinds = MUTABLE | {"tuple", "record", "data", "never", "any"}
    return (is_plain(value) or value.kind in kinds) and all(item is None or _is_settled(item) for item in held)


def _changes_elsewhere(frame: Frame) -> bool:
    """Whether anything in the program may change a container that it does not name, nor made itself."""
    every = ((module, node) for module in frame.program.modules.values() for node in ast.walk(module.tree))
    return frame.program.once("changes elsewhere", None, True, lambda: any(_is_foreign(frame, *one) for one in every))


def _is_foreign(frame: Frame, module: Module, node: ast.AST) -> bool:
    """Whether a node changes a container that is neither new nor named by an attribute."""
    program, changed = frame.program, _changed(module, node)
    if changed is None:
        return spoils(program, module, node) and not _is_shown(program, module, node)
    holder = holder_of(changed)
    if isinstance(holder, ast.Attribute):
        return not _holds_only_new(program, holder.attr)
    if isinstance(changed, ast.Attribute):
        return changed.attr == "__dict__"
    return not (is_own(module, changed) or _has_own_method(frame, module, node, changed))


def _changed(module: Module, node: ast.AST) -> ast.expr | None:
    """The container that a node changes: by an item, or by a method that it calls."""
    match node:
        case ast.Subscript(value=changed, ctx=ast.Store() | ast.Del()):
            return changed
        case ast.Call(func=ast.Attribute(value=changed, attr=method)) if method in CHANGING:
            return changed if module.dotted(node.func) is None else None
    return None


def _is_shown(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether what a call runs is seen for itself."""
    if not isinstance(node, ast.Call):
        return False
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return program.callee(module, node) is not None or bool(program.inheritance.methods_named(method))


def _has_own_method(frame: Frame, module: Module, node: ast.AST, changed: ast.expr) -> bool:
    """Whether the method is one of a class of the project, or the object cannot be changed."""
    value = frame.evaluator.entered(frame.program, module, node).run(changed)[0]
    method = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    return is_plain(value) or (
        value.kind == "record" and bool(frame.program.inheritance.methods_of(value.types, method))
    )


def _holds_only_new(program: Program, name: str) -> bool:
    """Whether what lies in the containers of an attribute is reached through them alone."""
    for module in program.modules.values():
        if any(name in module.scopes[owner].variables for owner in module.all(ast.ClassDef)):
            return False
        nodes = _named(module, name)
        made = [bound_alone(module, node) for node in nodes if isinstance(node.ctx, ast.Store)]
        if not hold_only_new(module, made, [node for node in nodes if isinstance(node.ctx, ast.Load)]):
            return False
    return True
