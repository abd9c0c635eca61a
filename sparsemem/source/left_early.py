"""Whether a loop or a function may be done before its time, and whether others run in the middle of it."""

import ast
from collections.abc import Iterable
from itertools import pairwise, takewhile

from sparsemem.source.flow import place
from sparsemem.source.function import Function
from sparsemem.source.module import Module
from sparsemem.source.own_nodes import own_nodes

_OPTIONAL = (ast.IfExp | ast.BoolOp | ast.Lambda | ast.comprehension | ast.ListComp | ast.SetComp | ast.DictComp
             | ast.GeneratorExp | ast.match_case | ast.Assert)  # fmt: skip
"""What may not run its parts; an assert statement is not there with -O."""


def leaves(body: Iterable[ast.AST]) -> bool:
    """Whether a statement in a loop, or in one within, may end a loop before its time."""
    return any(isinstance(part, ast.Break | ast.Return) for node in body for part in [node, *own_nodes(node)])


def gives_way(node: ast.AST) -> bool:
    """Whether other code runs in the middle of a node: the caller of a generator, other tasks."""
    return any(isinstance(inner, ast.Yield | ast.YieldFrom | ast.Await) for inner in [node, *own_nodes(node)])


def may_be_skipped(module: Module, node: ast.AST, whole: ast.AST | None) -> bool:
    """Whether what stands in `whole` around a node may be done without having come to that."""
    steps = takewhile(lambda pair: pair[1] is not whole, pairwise([node, *module.ancestors(node)]))
    return any(_is_optional(around, child) for child, around in steps)


def may_end_before(function: Function, node: ast.AST) -> bool:
    """Whether a function may be done without having come to a node in it."""
    around = set(function.module.ancestors(node))
    returns = [part for part in own_nodes(function.node) if isinstance(part, ast.Return) and part not in around]
    before = any(place(part) < place(node) for part in returns)
    return before or may_be_skipped(function.module, node, function.node)


def _is_optional(around: ast.AST, child: ast.AST) -> bool:
    """Whether `around` may be done without having run its part `child`."""
    if isinstance(around, ast.Compare):
        return child in around.comparators[1:]
    has_blocks = isinstance(around, ast.stmt) and (hasattr(around, "body") or isinstance(around, ast.Match))
    heads = [getattr(around, name, None) for name in ("test", "iter", "subject")]
    return isinstance(around, _OPTIONAL) or (has_blocks and not isinstance(around, ast.With) and child not in heads)
