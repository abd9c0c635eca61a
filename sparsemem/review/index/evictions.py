"""Where entries are taken out of containers, by the names that these have: what is evicted, and what is cleared."""

import ast

from sparsemem.source import Module, empty, tables

_LESSENING = ast.Sub | ast.BitAnd | ast.BitXor


def own_attribute(node: ast.AST | None) -> str | None:
    """`x` of an expression `self.x`; None for every other."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return node.attr
    return None


def last_name(node: ast.AST | None) -> str | None:
    """`c` of `a.b.c`, `x` of `x`: what a container is called wherever it is reached from."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def evicted(module: Module) -> set[str]:
    """Names of what a method, `del`, a slice or an operator takes single entries out of, at once or as a callback:
    `task.add_done_callback(tasks.discard)`."""
    found = {last_name(one.value) for one in module.all(ast.Attribute) if one.attr in tables.EVICTING_METHODS}
    for node in module.all(ast.Subscript):
        if isinstance(node.ctx, ast.Del) or (isinstance(node.ctx, ast.Store) and isinstance(node.slice, ast.Slice)):
            found.add(last_name(node.value))
    found |= {last_name(one.target) for one in module.all(ast.AugAssign) if isinstance(one.op, _LESSENING)}
    return {name for name in found if name}


def cleared(module: Module) -> set[str]:
    """Attributes that are emptied or deleted as a whole, anywhere but in `__init__`."""
    found = set()
    for node in module.all(ast.Attribute):
        function = module.function(node)
        if function is None or function.name == "__init__":
            continue
        statement = module.parent(node)
        emptied = isinstance(statement, ast.Assign | ast.AnnAssign) and (
            isinstance(statement.value, ast.Constant) or empty(module, statement.value)
        )
        if isinstance(node.ctx, ast.Del) or (isinstance(node.ctx, ast.Store) and emptied):
            found.add(node.attr)
    return found
