"""Why a use takes no elements one by one."""

import ast

from sparsemem.rewrite.reasons import Reason
from sparsemem.source.module import Module


def reason_against(module: Module, parent: ast.AST | None, node: ast.expr) -> Reason:
    """What stands against a generator where the value is used like that."""
    match parent:
        case ast.If() | ast.While() | ast.Assert() | ast.IfExp() | ast.BoolOp() | ast.UnaryOp() | ast.comprehension():
            return Reason.TRUTH_TESTED
        case ast.Subscript() if parent.value is node:
            return Reason.INDEXED if isinstance(parent.ctx, ast.Load) else Reason.MUTATED
        case ast.BinOp():
            return Reason.FORMATTED if isinstance(parent.op, ast.Mod) else Reason.CONCATENATED
        case ast.AugAssign() | ast.Starred():
            return Reason.MATERIALISED_ANYWAY
        case ast.FormattedValue():
            return Reason.FORMATTED
        case ast.Tuple():
            around = module.parent(parent)
            return Reason.RETURNED_IN_TUPLE if isinstance(around, ast.Return) else Reason.STORED
        case ast.Return() | ast.Yield() | ast.Lambda():
            return Reason.ESCAPES
        case ast.Expr():
            return Reason.DISCARDED
        case ast.Await() | ast.AsyncFor():
            return Reason.ASYNC
        case ast.Assign() if any(isinstance(target, ast.Tuple | ast.List) for target in parent.targets):
            return Reason.MATERIALISED_ANYWAY
        case ast.Delete():
            return Reason.LATER_USE
    return Reason.STORED
