"""Whether a binding of a name comes before a reading of it, and which names a loop would keep as a function."""

import ast
from collections.abc import Iterable

from sparsemem.source import Module, Variable, loops, place


def _contains(tree: ast.AST, node: ast.AST) -> bool:
    return any(inner is node for inner in ast.walk(tree))


def _is_within(module: Module, binding: ast.AST, node: ast.AST) -> bool:
    """Whether the reading is part of the statement that binds, and so comes first."""
    if isinstance(binding, ast.arg):
        return False
    statement = module.statement(binding)
    simple = isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
    return simple and statement is module.statement(node) and not isinstance(module.parent(binding), ast.NamedExpr)


def is_bound(module: Module, bindings: Iterable[ast.AST], node: ast.AST) -> bool:
    """Whether one of these bindings certainly comes before a reading."""
    return any(comes_before(module, binding, node) for binding in bindings)


def comes_before(module: Module, binding: ast.AST, node: ast.AST) -> bool:
    """Whether a binding certainly runs before a node does, whenever that runs."""
    if isinstance(binding, ast.arg):
        return True
    if isinstance(getattr(binding, "ctx", None), ast.Del):
        return False
    if _is_within(module, binding, node):
        return False
    around = list(module.ancestors(node))
    parent = module.parent(binding)
    while isinstance(parent, ast.Tuple | ast.List | ast.Starred):
        parent = module.parent(parent)
    if isinstance(parent, ast.For) and parent in around and node is not parent.iter:
        return not _contains(parent.iter, node)
    statement = module.statement(binding)
    if isinstance(statement, ast.For):
        return False
    block = module.block(statement)
    return place(binding) < place(node) and any(other in block for other in around)


Loop = ast.For | ast.While | ast.AsyncFor | ast.With
"""A loop, or the `with` in which it stands alone."""


def carried_in(module: Module, loop: Loop) -> list[str] | None:
    """The names whose values the loop starts from and goes on with; None where one carries something out of it."""
    inside = set(ast.walk(loop))
    stored = (node for node in inside if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load))
    bound = {v for node in stored if (v := module.variable(node)) is not None and v.scope.kind != "comprehension"}
    carried = {variable for variable in bound if not _is_bound_first(module, variable, inside)}
    if any(_goes_out(module, variable, loop, inside) for variable in bound):
        return None
    if not all(_starts_before(module, variable, loop) for variable in carried):
        return None
    return sorted(variable.name for variable in carried)


def _uses(module: Module, variable: Variable) -> list[ast.AST]:
    """What reads a name: `+=` does so as well."""
    sums = [binding for binding in variable.bindings if isinstance(module.parent(binding), ast.AugAssign)]
    return [*variable.references, *sums]


def _is_bound_first(module: Module, variable: Variable, inside: set[ast.AST]) -> bool:
    """Whether each use in the loop comes after a binding that is in it as well."""
    own = [binding for binding in variable.bindings if binding in inside]
    return all(is_bound(module, own, use) for use in _uses(module, variable) if use in inside)


def _starts_before(module: Module, variable: Variable, loop: Loop) -> bool:
    """Whether it has a value before the loop, which is not what an earlier run of the loop left behind."""
    before = [binding for binding in variable.bindings if place(binding) < place(loop)]
    deleted = any(isinstance(getattr(binding, "ctx", None), ast.Del) for binding in variable.bindings)
    return is_bound(module, before, loop.body[0]) and not loops(module, loop) and not deleted


def _goes_out(module: Module, variable: Variable, loop: Loop, inside: set[ast.AST]) -> bool:
    """Whether a use may see what the loop bound: in a function, after it, in the next run of a loop around it."""
    if any(module.scope_of(use).function.node is not variable.scope.node for use in variable.references):
        return True
    end, again = (loop.end_lineno or 0, loop.end_col_offset or 0), bool(loops(module, loop))
    others = [binding for binding in variable.bindings if binding not in inside]
    for use in _uses(module, variable):
        if use not in inside and (again or place(use) > end):
            before = [b for b in others if b is not use and (place(use) < end or place(b) > end)]
            if not is_bound(module, before, use):
                return True
    return False
