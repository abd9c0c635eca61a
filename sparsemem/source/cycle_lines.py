"""The line of source that closes a cycle which was found in memory: where the attribute or the local is set."""

import ast
from collections.abc import Iterator

from sparsemem.model import Cycle, Location
from sparsemem.model.cycle_steps import ARROW, closing_step
from sparsemem.source.module import Module

_LOCAL = " local "
Ranked = tuple[int, int, ast.AST]
"""How sure it is, the surest 0; the line; and the node."""


def find_line(module: Module, cycle: Cycle) -> Location | None:
    """Where the cycle is closed; None where the text is not that of the running program, or has no such line."""
    known = cycle.location
    if known is None or not _is_written_there(module, known):
        return None
    steps = cycle.shape.split(ARROW)
    closing = closing_step(steps)
    if closing is not None:
        found = list(_set_attribute(module, *closing.rsplit(".", 2)[-2:]))
    else:
        name = next((step.partition(_LOCAL)[2] for step in steps if _LOCAL in step), "")
        found = list(_bound_local(module, known, name))
    if not found:
        return None
    _, line, node = min(found, key=lambda one: one[:2])
    return Location(module.source.path, line, module.function_name(node) or known.function)


def _is_written_there(module: Module, known: Location) -> bool:
    """Whether a function begins at the line, as the running program says."""
    return any(
        known.line in (one.lineno, *(part.lineno for part in one.decorator_list)) for one in module.functions()
    )


def _set_attribute(module: Module, owner: str, attribute: str) -> Iterator[Ranked]:
    """Statements that set an attribute of that name to something: in methods of its class first, then elsewhere in
    the file, then where the class declares it."""
    for node, target, value in _assignments(module):
        if isinstance(value, ast.Constant) and value.value is None:
            continue
        if isinstance(target, ast.Attribute) and target.attr == attribute:
            around = module.enclosing(node, ast.ClassDef)
            is_own = around is not None and around.name == owner
            yield 0 if is_own else 1, node.lineno, node
        elif isinstance(target, ast.Name) and target.id == attribute and _is_in_class(module, node, owner):
            yield 2, node.lineno, node


def _assignments(module: Module) -> Iterator[tuple[ast.Assign | ast.AnnAssign, ast.expr, ast.expr | None]]:
    """Statement, target and value; of `a.x, a.y = p, q` each target with its own value."""
    for annotated in module.all(ast.AnnAssign):
        yield annotated, annotated.target, annotated.value
    for node in module.all(ast.Assign):
        for target in node.targets:
            if not isinstance(target, ast.Tuple):
                yield node, target, node.value
                continue
            values = node.value.elts if isinstance(node.value, ast.Tuple) else []
            known = values if len(values) == len(target.elts) else [node.value] * len(target.elts)
            for one, value in zip(target.elts, known, strict=True):
                yield node, one, value


def _is_in_class(module: Module, node: ast.AST, owner: str) -> bool:
    around = module.parent(node)
    return isinstance(around, ast.ClassDef) and around.name == owner


def _bound_local(module: Module, known: Location, name: str) -> Iterator[Ranked]:
    """Where a local variable of the function is assigned, or an exception caught under its name."""
    function = (known.function or "").replace(".<locals>", "")
    for handler in module.all(ast.ExceptHandler):
        if handler.name == name and module.function_name(handler) == function:
            yield 1, handler.lineno, handler
    for node in module.all(ast.Assign):
        is_it = any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        if is_it and module.function_name(node) == function:
            yield 0, node.lineno, node
