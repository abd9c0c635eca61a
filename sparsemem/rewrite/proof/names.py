"""The names of a function: when they are bound, what a loop does to them, and who sees them as such."""

import ast
from collections.abc import Iterable

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
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


_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Loop = ast.For | ast.While | ast.AsyncFor | ast.With
"""A loop, or the `with` in which it stands alone."""


def is_apart(module: Module, loop: Loop) -> bool:
    """Whether no name carries a value into the loop, from one turn of it to the next, or out of it."""
    inside = set(ast.walk(loop))
    stored = (node for node in inside if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load))
    bound = {v for node in stored if (v := module.variable(node)) is not None and v.scope.kind != "comprehension"}
    return all(_is_bound_first(module, v, inside) and not _goes_out(module, v, loop, inside) for v in bound)


def _uses(module: Module, variable: Variable) -> list[ast.AST]:
    """What reads a name: `+=` does so as well."""
    sums = [binding for binding in variable.bindings if isinstance(module.parent(binding), ast.AugAssign)]
    return [*variable.references, *sums]


def _is_bound_first(module: Module, variable: Variable, inside: set[ast.AST]) -> bool:
    """Whether each use in the loop comes after a binding that is in it as well."""
    own = [binding for binding in variable.bindings if binding in inside]
    return all(is_bound(module, own, use) for use in _uses(module, variable) if use in inside)


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


def looks_at_names(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether a function, or the top level of a module, calls what sees or changes its names as such."""
    names = (module.dotted(inner.func) for inner in own_code(node) if isinstance(inner, ast.Call))
    return program.once("looks at names", node, False, lambda: not known.FRAMES.isdisjoint(names))


def is_visible(program: Program, module: Module, variable: Variable) -> bool:
    """Whether a name is seen from outside of its function: as an attribute of the module, or in its frame."""
    node = variable.scope.node
    if looks_at_names(program, module, node):
        return True
    if not isinstance(node, ast.Module):
        return False
    guarded = [s for s in node.body if isinstance(s, ast.If) and "__name__" in ast.unparse(s.test)]
    if guarded:
        return not all(any(around in guarded for around in module.ancestors(b)) for b in variable.bindings)
    return "." in module.name or module.source.path.endswith("__init__.py") or program.is_imported(module)


def own_code(node: ast.AST) -> list[ast.AST]:
    """The nodes of a function; the functions of a module run for themselves."""
    if not isinstance(node, ast.Module):
        return list(ast.walk(node))
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [node]
    while waiting:
        inner = [part for part in ast.iter_child_nodes(waiting.pop()) if not isinstance(part, _FUNCTIONS)]
        found += inner
        waiting += inner
    return found
