"""Whether a cache on a method has no end: by its keys, or by how many instances there are."""

import ast

from sparsemem.review.key_origins import is_outside_name, outside_arguments
from sparsemem.source import FunctionNode, Module

_LOOPS = ast.For | ast.AsyncFor | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def grows(module: Module, function: FunctionNode, owner: ast.ClassDef) -> bool:
    """Whether its entries have no end: their keys come from outside, or there are as many instances as data."""
    return bool(outside_arguments(function)) or is_outside_name(owner.name) or _made_in_loops(module, owner)


def _made_in_loops(module: Module, owner: ast.ClassDef) -> bool:
    """Whether loops make instances, other than those that another object keeps anyway: `self.parts += [Part(x)]`."""
    name = module.scopes[owner].qualname
    made = (call for call in module.all(ast.Call) if module.dotted(call.func) == name)
    return any(
        isinstance(around, _LOOPS) for call in made for around in module.ancestors(call) if not _kept(module, call)
    )


def _kept(module: Module, call: ast.Call) -> bool:
    statement = module.statement(call)
    targets = [statement.target] if isinstance(statement, ast.AugAssign) else getattr(statement, "targets", [])
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        targets = [statement.value.func]
    return any(ast.unparse(target).startswith("self.") for target in targets)
