"""In which order Python evaluates the parts of a statement or expression, and which of them it may pass by."""

import ast
from itertools import takewhile

from sparsemem.source.binding import Comprehension
from sparsemem.source.flow import place


def has_blocks(node: ast.AST) -> bool:
    """Whether a statement holds others."""
    return isinstance(node, ast.stmt) and (hasattr(node, "body") or isinstance(node, ast.Match))


def evaluated_before(around: ast.AST, child: ast.AST) -> list[ast.expr]:
    """What runs before a part of a node that is no statement; all of it where the order is not told."""
    if isinstance(around, ast.IfExp | ast.Lambda | ast.comprehension | Comprehension):
        return [part for part in ast.iter_child_nodes(around) if isinstance(part, ast.expr) and part is not child]
    parts = _in_order(around)
    before = list(takewhile(lambda part: part is not child, parts))
    return [part.value if isinstance(part, ast.keyword) else part for part in before]


def _in_order(around: ast.AST) -> list[ast.expr | ast.keyword]:
    if isinstance(around, ast.Call):
        # `f(a=x, *b)`: what is passed by place comes before what is passed by name.
        return [around.func, *around.args, *around.keywords]
    return sorted((part for part in ast.iter_child_nodes(around) if isinstance(part, ast.expr)), key=place)


def comes_first(statement: ast.stmt, child: ast.AST) -> bool:
    """Whether nothing of a statement runs before a part of it."""
    match statement:
        case ast.Assign() | ast.AnnAssign() | ast.Expr() | ast.Return():
            return child is statement.value
    return False


def may_be_passed_by(around: ast.AST, child: ast.AST) -> bool:
    """Whether `around` may be done without having run its part `child`."""
    match around:
        case ast.IfExp() | ast.BoolOp() | ast.Lambda() | ast.comprehension() | ast.match_case() | ast.Assert():
            return True  # an assert statement is not there with -O
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return True
        case ast.Compare():
            return child in around.comparators[1:]
    heads = [getattr(around, name, None) for name in ("test", "iter", "subject", "items")]
    return has_blocks(around) and child not in heads
