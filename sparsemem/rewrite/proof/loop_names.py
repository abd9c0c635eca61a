"""The names that a loop binds, were it a function of its own: those that stay inside, come in, or go out."""

import ast
from enum import Enum, auto

from sparsemem.rewrite.proof.reaching import comes_before
from sparsemem.source import Module, Variable, loops, place

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
