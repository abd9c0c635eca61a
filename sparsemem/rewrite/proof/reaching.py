"""Which bindings of a name a reading of it may see, and which names a loop would keep as a function of its own."""

import ast
from enum import Enum, auto
from weakref import WeakKeyDictionary

from sparsemem.source import Module, Variable, loops, place

_KNOWN: WeakKeyDictionary[ast.AST, tuple[ast.AST, ...]] = WeakKeyDictionary()


def reaching(module: Module, variable: Variable, node: ast.AST) -> tuple[ast.AST, ...]:
    """The bindings whose value a reading may yield."""
    if len(variable.bindings) == 1 or variable.scope.kind == "comprehension":
        return tuple(variable.bindings)
    if node not in _KNOWN:
        later = [binding for binding in variable.bindings if place(binding) > place(node)]
        deferred = later and _is_deferred(module, variable, node)
        _KNOWN[node] = _reaching(module, variable, node) + (tuple(later) if deferred else ())
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


def _is_deferred(module: Module, variable: Variable, node: ast.AST) -> bool:
    """Whether a reading does not run where it stands: in a function, a lambda, a generator."""
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


Loop = ast.For | ast.While | ast.AsyncFor | ast.With
"""A loop, or the `with` in which it stands alone."""


class _Way(Enum):
    INSIDE = auto()
    IN = auto()
    """It has a value before the loop that the loop starts from, and nobody asks for it afterwards."""
    OUT = auto()


def carried_in(module: Module, loop: Loop) -> list[str] | None:
    """The names whose values the loop starts from and goes on with; None where one carries something out of it."""
    inside = set(ast.walk(loop))
    found = set()
    for node in inside:
        variable = module.variable(node) if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load) else None
        if variable is None or variable.scope.kind == "comprehension":
            continue
        way = _way(module, variable, loop, inside)
        if way is _Way.OUT:
            return None
        if way is _Way.IN:
            found.add(variable.name)
    return sorted(found)


def _way(module: Module, variable: Variable, loop: Loop, inside: set[ast.AST]) -> _Way:
    home = variable.scope.node
    if any(module.scope_of(use).function.node is not home for use in variable.references):
        return _Way.OUT
    own = [binding for binding in variable.bindings if binding in inside]
    others = [binding for binding in variable.bindings if binding not in inside]
    uses = [*variable.references, *(b for b in variable.bindings if isinstance(module.parent(b), ast.AugAssign))]
    if _goes_out(module, [use for use in uses if use not in inside], others, loop):
        return _Way.OUT
    if all(any(comes_before(module, binding, use) for binding in own) for use in uses if use in inside):
        return _Way.INSIDE
    # In the next run of a loop around it, the loop would start from what its last run left behind.
    again = bool(loops(module, loop))
    deleted = any(isinstance(getattr(binding, "ctx", None), ast.Del) for binding in variable.bindings)
    starts = any(comes_before(module, binding, loop.body[0]) for binding in others if place(binding) < place(loop))
    return _Way.IN if starts and not again and not deleted else _Way.OUT


def _goes_out(module: Module, uses: list[ast.AST], others: list[ast.AST], loop: Loop) -> bool:
    """Whether one of these uses may see what the loop bound: after it, or in the next run of a loop around it."""
    end = (loop.end_lineno or 0, loop.end_col_offset or 0)
    for use in uses:
        if place(use) > end or loops(module, loop):
            before = [b for b in others if b is not use and (place(use) < end or place(b) > end)]
            if not any(comes_before(module, binding, use) for binding in before):
                return True
    return False
