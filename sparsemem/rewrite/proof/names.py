"""The names of a function: when they are bound, what a loop does to them, and who sees them as such."""

import ast
from collections.abc import Iterable
from itertools import takewhile

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.source import Module, Variable, loops, place

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFERRED = _FUNCTIONS | ast.Lambda
Loop = ast.For | ast.While | ast.AsyncFor | ast.With
"""A loop, or the `with` in which it stands alone."""


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
        return node not in ast.walk(parent.iter)
    statement = module.statement(binding)
    if isinstance(statement, ast.For):
        return False
    block = module.block(statement)
    return place(binding) < place(node) and any(other in block for other in around)


def seen(module: Module, variable: Variable, node: ast.AST) -> tuple[ast.AST, ...]:
    """The binding that a reading certainly sees, as after `row = dict(row)`; none where it may see several."""
    every = variable.bindings
    before = [binding for binding in every if comes_before(module, binding, node)] if len(every) > 1 else []
    if not before or any(_runs_later(module, variable, one) for one in (node, *every)):
        return ()
    last = max(before, key=place)
    again = any(loop not in set(module.ancestors(last)) for loop in loops(module, node))
    others = (b for b in every if b is not last and not _is_within(module, b, node))
    return () if again or any(place(last) < place(b) < place(node) for b in others) else (last,)


def _runs_later(module: Module, variable: Variable, node: ast.AST) -> bool:
    """Whether it stands in a function, lambda or generator inside of the one that has the name."""
    around, again = takewhile(lambda one: one is not variable.scope.node, module.ancestors(node)), loops(module, node)
    # What a generator expression goes through first is evaluated where that stands.
    return any(isinstance(one, _DEFERRED) or (isinstance(one, ast.GeneratorExp) and one in again) for one in around)


def is_apart(module: Module, loop: Loop) -> bool:
    """Whether no name carries a value into the loop, from one turn of it to the next, or out of it."""
    inside = set(ast.walk(loop))
    stored = (node for node in inside if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load))
    bound = {v for node in stored if (v := module.variable(node)) is not None and v.scope.kind != "comprehension"}
    return all(_stays_in(module, variable, loop, inside) for variable in bound)


def _stays_in(module: Module, variable: Variable, loop: Loop, inside: set[ast.AST]) -> bool:
    """Whether each use in the loop comes after a binding in it, and no other sees what the loop bound: in a function,
    after it, or in the next run of a loop around it."""
    if any(module.scope_of(use).function.node is not variable.scope.node for use in variable.references):
        return False
    end, again = (loop.end_lineno or 0, loop.end_col_offset or 0), bool(loops(module, loop))
    own, others = ([b for b in variable.bindings if (b in inside) is within] for within in (True, False))
    sums = [binding for binding in variable.bindings if isinstance(module.parent(binding), ast.AugAssign)]
    for use in [*variable.references, *sums]:  # `+=` reads a name as well
        before = [b for b in others if b is not use and (place(use) < end or place(b) > end)]
        seen = use in inside or again or place(use) > end
        if seen and not is_bound(module, own if use in inside else before, use):
            return False
    return True


def looks_at_names(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether a function, or the top level of a module, calls what sees or changes its names as such."""

    def find() -> bool:
        names = (module.dotted(inner.func) for inner in own_code(node) if isinstance(inner, ast.Call))
        return not known.FRAMES.isdisjoint(names)

    return program.once("looks at names", node, False, find)


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
