"""Why a use takes no elements one by one."""

import ast

from sparsemem.rewrite.consumers import sinks
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.module import Module
from sparsemem.source.uses import How, Use

_BY_USE = {
    How.TRUTH: Reason.TRUTH_TESTED,
    How.INDEX: Reason.INDEXED,
    How.COMPARE: Reason.COMPARED,
    How.CHANGE: Reason.MUTATED,
    How.KEEP: Reason.MATERIALISED_ANYWAY,
    How.RETURNED: Reason.ESCAPES,
    How.DISCARDED: Reason.DISCARDED,
}


def reason_against(module: Module, use: Use, node: ast.expr) -> Reason:
    """What stands against a generator where the value is used like that."""
    parent = module.parent(node)
    if isinstance(parent, ast.Attribute):
        called = use.by is not parent
        return sinks.OWN_METHODS.get(parent.attr if called else "", Reason.NEEDS_SEQUENCE)
    return _BY_USE.get(use.how) or _by_place(module, parent)


def _by_place(module: Module, parent: ast.AST | None) -> Reason:
    match parent:
        case ast.Assert() | ast.BoolOp() | ast.UnaryOp():
            return Reason.TRUTH_TESTED
        case ast.Compare():
            return Reason.COMPARED
        case ast.BinOp():
            return Reason.FORMATTED if isinstance(parent.op, ast.Mod) else Reason.CONCATENATED
        case ast.AugAssign():
            return Reason.MATERIALISED_ANYWAY
        case ast.FormattedValue():
            return Reason.FORMATTED
        case ast.Tuple():
            around = module.parent(parent)
            return Reason.RETURNED_IN_TUPLE if isinstance(around, ast.Return) else Reason.STORED
        case ast.Await():
            return Reason.ASYNC
        case ast.Assign() if any(isinstance(target, ast.Tuple | ast.List) for target in parent.targets):
            return Reason.MATERIALISED_ANYWAY
        case ast.Delete():
            return Reason.LATER_USE
    return Reason.STORED
