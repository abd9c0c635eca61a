"""What a function returns: a container that it built, an empty one, something else."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.containers import empty
from sparsemem.source.flow import assigned
from sparsemem.source.module import Module
from sparsemem.source.own_nodes import own_nodes

_GROUPING = frozenset({"collections.defaultdict", "collections.Counter"})


LAZY = frozenset({"csv.reader", "csv.DictReader", "builtins.map", "builtins.filter", "builtins.zip",
                  "builtins.enumerate", "itertools.chain"})  # fmt: skip


def kind_of_return(program: Program, module: Module, value: ast.expr | None) -> str:
    """`comprehension`, `empty`, `local` for a container that the function fills, or `other`."""
    if listed(program, module, value) is not None or isinstance(value, ast.ListComp | ast.DictComp | ast.SetComp):
        return "comprehension"
    if value is not None and empty(module, value):
        return "empty"
    variable = module.variable(value) if isinstance(value, ast.Name) else None
    if variable is not None and variable.scope.kind == "function":
        values = [assigned(module, binding) for binding in variable.bindings]
        if any(made is not None and (empty(module, made) or is_grouping(module, made)) for made in values):
            return "local"
    return "other"


def is_grouping(module: Module, node: ast.expr) -> bool:
    """`defaultdict(list)`, `Counter()`: made to be read while it is filled."""
    return isinstance(node, ast.Call) and module.dotted(node.func) in _GROUPING


def in_tuple(program: Program, module: Module, returns: list[ast.Return]) -> Reason | None:
    """The reason of a function that returns its container among other things."""
    for part in returns:
        if isinstance(part.value, ast.Tuple) and "local" in [
            kind_of_return(program, module, item) for item in part.value.elts
        ]:
            return Reason.RETURNED_IN_TUPLE
    return None


def listed(program: Program, module: Module, node: ast.expr | None) -> ast.expr | None:
    """What `list(...)` is called on, where that is lazy and made on the spot."""
    if not isinstance(node, ast.Call) or module.dotted(node.func) != "builtins.list" or len(node.args) != 1:
        return None
    inner = node.args[0]
    if isinstance(inner, ast.GeneratorExp):
        return inner
    if not isinstance(inner, ast.Call):
        return None
    if module.dotted(inner.func) in LAZY:
        return inner
    callee = program.callee(module, inner)
    yields = callee and any(isinstance(part, ast.Yield | ast.YieldFrom) for part in own_nodes(callee.node))
    return inner if yields else None
