"""Whether a name is done with an object where it hands that on: bound anew right after, or not read again."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.proof import known
from sparsemem.rewrite.proof.names import comes_before, is_bound
from sparsemem.source import Module, Variable, exclusive, loops, place

_JUMPS = ast.Return | ast.Break | ast.Continue
_DONE = ast.If | ast.While | ast.Compare | ast.FormattedValue | ast.Assert | ast.UnaryOp | ast.Return


def is_last(module: Module, variable: Variable, use: ast.Name) -> bool:
    """Whether the name, where it is read next, is certainly bound to something else than at this use."""
    for around in module.ancestors(use):
        if isinstance(around, ast.Try | ast.TryStar):  # an exception may lead past the next assignment
            return False
        if around is variable.scope.node:
            break
    return _is_bound_next(module, variable, use) or _is_not_read_again(module, variable, use)


def _is_bound_next(module: Module, variable: Variable, use: ast.Name) -> bool:
    """Whether each way from a use leads to an assignment to the name, past nothing that reads it."""
    statement: ast.AST | None = (first := module.statement(use))
    if hasattr(first, "body") or sum(node in variable.references for node in ast.walk(first)) > 1:
        return False
    while isinstance(statement, ast.stmt):
        block = module.block(statement)
        for later in block[block.index(statement) + 1 :]:
            inside = list(ast.walk(later))
            if any(node in variable.references or isinstance(node, _JUMPS | ast.AugAssign) for node in inside):
                return False
            if isinstance(later, ast.Assign | ast.AnnAssign) and any(node in variable.bindings for node in inside):
                return True
        statement = module.parent(statement)
        if not isinstance(statement, ast.If):
            return False
    return False


def _is_not_read_again(module: Module, variable: Variable, use: ast.Name) -> bool:
    added = [one for one in variable.bindings if isinstance(module.parent(one), ast.AugAssign)]
    new = [one for one in variable.bindings if one not in added]
    for node in [*variable.references, *added]:
        after = place(node) > place(use) and not exclusive(module, use, node)
        if after and not any(place(use) < place(one) and comes_before(module, one, node) for one in new):
            return False
        for loop in (one for one in loops(module, use) if one in loops(module, node)):
            if not is_bound(module, [one for one in new if loop in module.ancestors(one)], node):
                return False
    return True


def is_spent(module: Module, use: ast.Name, is_plain: Callable[[ast.expr], bool]) -> bool:
    """Whether nobody has what lies in a container by a use that leaves the container itself where it is."""
    node: ast.AST = use
    while True:
        parent = module.parent(node)
        match parent:
            case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()) if value is node:
                return True
            case ast.Attribute():
                call = module.parent(parent)
                if not isinstance(call, ast.Call) or call.func is not parent:
                    return isinstance(parent.ctx, ast.Store)
                if isinstance(module.parent(call), ast.Expr):
                    return True
                parent = call
            case ast.Call():
                name = module.dotted(parent.func) or ""
                if name not in known.READERS and not known.is_pure(name):
                    return False
        if isinstance(parent, _DONE):
            return True
        if not isinstance(parent, ast.expr | ast.comprehension):
            return False
        if isinstance(parent, ast.expr) and is_plain(parent):
            return True
        node = parent
