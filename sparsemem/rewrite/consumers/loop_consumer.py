"""What consumes a value, and the commonest kind of it: a loop, which may end before its time."""

import ast
from dataclasses import dataclass

from sparsemem.rewrite.proof.effects import NONE, UNKNOWN, Effects
from sparsemem.source.own_nodes import own_nodes


@dataclass(frozen=True, slots=True)
class Consumer:
    """What takes the elements one by one; `node` is the statement or expression that is done when they are taken."""

    node: ast.AST
    taken: ast.expr
    """The expression that stands for the elements there: the value itself, or a view of it."""
    partial: bool = False
    """It may leave some."""
    besides: Effects = NONE
    """What may happen between two elements, elsewhere."""
    caught: bool = False
    """They are taken, in another function, where an exception may be caught."""


def loop_consumer(loop: ast.For, node: ast.expr) -> Consumer:
    yields = any(isinstance(inner, ast.Yield | ast.YieldFrom | ast.Await) for inner in own_nodes(loop))
    return Consumer(loop, node, leaves(loop.body) or yields, UNKNOWN if yields else NONE)


def leaves(body: list[ast.stmt]) -> bool:
    """Whether the body of a loop may end that loop before its time."""
    for statement in body:
        if isinstance(statement, ast.Break | ast.Return):
            return True
        if isinstance(statement, ast.For | ast.While | ast.AsyncFor):
            inner = any(isinstance(node, ast.Return) for node in own_nodes(statement))
            if inner or leaves(statement.orelse):
                return True
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
            blocks += [part.body for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]]
            if any(leaves(block) for block in blocks):
                return True
    return False
