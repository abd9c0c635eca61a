"""How a function goes over a parameter: once, or again after an iterator would be at its end."""

import ast

from sparsemem.source import How, Module, Variable, exclusive, only_use, place, tables, use_of, yields
from sparsemem.source.left_early import leaves


def is_streamed(module: Module, variable: Variable) -> bool:
    """Whether a parameter's only use is one pass over it."""
    only = only_use(module, variable.bindings[0], variable.references) if len(variable.bindings) == 1 else None
    if only is None:
        return False
    own = module.enclosing(only, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) is variable.scope.node
    use = use_of(module, only)
    return own and use.how is How.STREAM and not isinstance(use.by, ast.GeneratorExp)


def is_repeated(module: Module, variable: Variable) -> bool:
    """Whether a parameter is passed over to the end, and then again."""
    if len(variable.bindings) != 1:
        return False
    passes = sorted(variable.references, key=place)
    if any(module.function(use) is not variable.scope.node for use in passes):
        return False
    if any(use_of(module, use).how not in (How.STREAM, How.KEEP) for use in passes):
        return False
    ends = [use for use in passes if ends_iterator(module, use)]
    return any(
        place(later) > place(first) and not exclusive(module, first, later) for first in ends for later in passes
    )


def ends_iterator(module: Module, use: ast.expr) -> bool:
    """Whether a use certainly takes an iterator to its end, at the time of the use."""
    found = use_of(module, use)
    if found.how not in (How.STREAM, How.KEEP):
        return False
    parent = module.parent(use)
    if isinstance(parent, ast.Call) and module.dotted(parent.func) in tables.WRAPPERS:
        return False
    if isinstance(found.by, ast.Call) and module.dotted(found.by.func) in tables.DRAINS_PARTLY:
        return False
    if isinstance(found.by, ast.For):
        return not (leaves(found.by.body) or yields(found.by) or _shares(module, found.by, use))
    if isinstance(found.by, ast.ListComp | ast.SetComp | ast.DictComp):
        return True
    if isinstance(found.by, ast.GeneratorExp):
        return ends_iterator(module, found.by)
    return isinstance(found.by, ast.Call) and not found.text.startswith(".update")


def _shares(module: Module, loop: ast.For, use: ast.expr) -> bool:
    """Whether a loop takes elements from the same iterator on purpose."""
    variable, inside = module.variable(use), (node for statement in loop.body for node in ast.walk(statement))
    return variable is not None and any(module.variable(node) is variable for node in inside)
