"""Which bindings of a name a reading of it may see."""

import ast
from weakref import WeakKeyDictionary

from sparsemem.source import Module, Variable, loops, place

_KNOWN: WeakKeyDictionary[ast.AST, tuple[ast.AST, ...]] = WeakKeyDictionary()


def reaching(module: Module, variable: Variable, node: ast.AST) -> tuple[ast.AST, ...]:
    """The bindings whose value a reading may yield."""
    if len(variable.bindings) == 1 or variable.scope.kind == "comprehension":
        return tuple(variable.bindings)
    if node not in _KNOWN:
        _KNOWN[node] = _reaching(module, variable, node) + _later(module, variable, node)
    return _KNOWN[node]


def _reaching(module: Module, variable: Variable, node: ast.AST) -> tuple[ast.AST, ...]:
    """The bindings whose value a reading may yield: the last that certainly comes before it, and those in between.

    Where a loop runs the reading again without that binding, those in the loop count as well.
    """
    before = [binding for binding in variable.bindings if comes_before(module, binding, node)]
    if not before:
        return tuple(variable.bindings)
    last = max(before, key=place)
    around = [loop for loop in loops(module, node) if loop not in set(module.ancestors(last))]
    return tuple(
        binding
        for binding in variable.bindings
        if binding is last
        or (place(last) < place(binding) < place(node) and not _is_within(module, binding, node))
        or any(loop in set(module.ancestors(binding)) for loop in around)
    )


def _later(module: Module, variable: Variable, node: ast.AST) -> tuple[ast.AST, ...]:
    """The bindings behind a reading that does not run where it stands: in a function, a lambda, a generator."""
    if not _is_deferred(module, variable, node):
        return ()
    return tuple(binding for binding in variable.bindings if place(binding) > place(node))


def _is_deferred(module: Module, variable: Variable, node: ast.AST) -> bool:
    for around in module.ancestors(node):
        if around is variable.scope.node:
            return False
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return True
        # What a generator goes through first is evaluated where the generator is made.
        if isinstance(around, ast.GeneratorExp) and not _contains(around.generators[0].iter, node):
            return True
    return False


def _contains(tree: ast.AST, node: ast.AST) -> bool:
    return any(inner is node for inner in ast.walk(tree))


def _is_within(module: Module, binding: ast.AST, node: ast.AST) -> bool:
    """Whether the reading is part of the statement that binds, and so comes first."""
    if isinstance(binding, ast.arg):
        return False
    statement = module.statement(binding)
    simple = isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
    return simple and statement is module.statement(node) and not isinstance(module.parent(binding), ast.NamedExpr)


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
