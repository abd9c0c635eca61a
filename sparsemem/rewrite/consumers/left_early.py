"""What may be left early or passed by: loops, functions, and parts of statements and expressions."""

import ast
from collections.abc import Iterable

from sparsemem.source import Function, Module, own_nodes, place

_APART = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr


def leaves(body: Iterable[ast.AST]) -> bool:
    """Whether one of the statements in a loop, or of their parts, may end that loop before its time."""
    for node in body:
        if isinstance(node, ast.Break | ast.Return):
            return True
        if isinstance(node, ast.For | ast.While | ast.AsyncFor):
            if leaves(node.orelse) or any(isinstance(inner, ast.Return) for inner in own_nodes(node)):
                return True
        elif not isinstance(node, _APART) and leaves(ast.iter_child_nodes(node)):
            return True
    return False


def gives_way(node: ast.AST) -> bool:
    """Whether other code runs in the middle of a node: the caller of a generator, other tasks."""
    return any(isinstance(inner, ast.Yield | ast.YieldFrom | ast.Await) for inner in [node, *own_nodes(node)])


def may_be_passed_by(module: Module, node: ast.AST, whole: ast.AST | None) -> bool:
    """Whether what stands in `whole` around a node may be done without having come to that."""
    child = node
    for around in module.ancestors(node):
        if around is whole:
            return False
        if _is_optional(around, child):
            return True
        child = around
    return False


def may_end_before(function: Function, node: ast.AST) -> bool:
    """Whether a function may be done without having come to a node in it."""
    around = set(function.module.ancestors(node))
    returns = [part for part in own_nodes(function.node) if isinstance(part, ast.Return) and part not in around]
    before = any(place(part) < place(node) for part in returns)
    return before or may_be_passed_by(function.module, node, function.node)


def _is_optional(around: ast.AST, child: ast.AST) -> bool:
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
    has_blocks = isinstance(around, ast.stmt) and (hasattr(around, "body") or isinstance(around, ast.Match))
    return has_blocks and child not in [getattr(around, name, None) for name in ("test", "iter", "subject")]
