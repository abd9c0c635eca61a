"""What runs before a part of a statement or of a function is done, and which parts may be passed by."""

import ast
from itertools import takewhile

from sparsemem.rewrite.proof.effects import Effects
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.source import Function, own_nodes

_HEADED = ast.Assign | ast.AnnAssign | ast.Expr | ast.Return | ast.For | ast.If | ast.Match
"""Statements of which one part is evaluated, once, before all others."""


def until_taken(frame: Frame, node: ast.stmt | ast.expr, region: ast.stmt | ast.expr, effects: Effects) -> Effects:
    """What may happen in a statement up to the moment when the consumer in it, with these effects, has all."""
    if node is region:
        return effects
    child: ast.AST = node
    for around in frame.module.ancestors(node):
        if isinstance(around, ast.stmt):
            heads = [getattr(around, name, None) for name in ("value", "iter", "test", "subject")]
            first = around is region and isinstance(around, _HEADED) and child in heads
            return effects if first else effects | frame.effects([region])
        parts = [part.value if isinstance(part, ast.keyword) else part for part in ast.iter_child_nodes(around)]
        effects |= frame.effects(part for part in parts if isinstance(part, ast.expr) and part is not child)
        child = around
    return effects


def _has_blocks(node: ast.AST) -> bool:
    """Whether a statement holds others."""
    return isinstance(node, ast.stmt) and (hasattr(node, "body") or isinstance(node, ast.Match))


def may_be_passed_by(around: ast.AST, child: ast.AST) -> bool:
    """Whether `around` may be done without having run its part `child`."""
    match around:
        case ast.IfExp() | ast.BoolOp() | ast.Lambda() | ast.comprehension() | ast.match_case() | ast.Assert():
            return True  # an assert statement is not there with -O
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return True
        case ast.Compare():
            return child in around.comparators[1:]
        case ast.With():
            return False
    heads = [getattr(around, name, None) for name in ("test", "iter", "subject", "items")]
    return _has_blocks(around) and child not in heads


def may_end_before(function: Function, node: ast.AST) -> bool:
    """Whether a function may be done without having come to a node in it."""
    module, child = function.module, node
    for around in module.ancestors(node):
        if isinstance(child, ast.stmt):
            earlier = takewhile(lambda other, child=child: other is not child, module.block(child))  # type: ignore[misc]
            if any(isinstance(part, ast.Return) for other in earlier for part in [other, *own_nodes(other)]):
                return True
        if around is function.node:
            return False
        if may_be_passed_by(around, child):
            return True
        child = around
    return False
