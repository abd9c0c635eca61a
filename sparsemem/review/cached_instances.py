"""Whether a cache on a method has no end: by its keys, or by how many instances there are."""

import ast

from sparsemem.review.index.project import Project
from sparsemem.review.key_origins import is_outside_name, outside_arguments
from sparsemem.review.name_words import name_parts
from sparsemem.source import FunctionNode, Module, every_argument

_FEW = """
    api app application backend base client column command config configuration context database engine environment
    field info interface menu namespace option permission plugin registry route schema service settings storage store
"""
_SERVICES = frozenset(_FEW.split())
"""Of which a program has one, or a few; as it has of what does something: `Collector`, `PackageFinder`."""
_DATA = frozenset({"array", "data", "dataframe", "dataset", "ddf", "df", "ds", "frame", "table"})
"""Of what an argument holds, and a cache with it."""
_LOOPS = ast.For | ast.AsyncFor | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def grows(module: Module, project: Project, function: FunctionNode, owner: ast.ClassDef) -> bool:
    """Whether its entries have no end: their keys come from outside, or there are as many instances as data.

    A library does not know how many of its objects are made, nor for how long; a program makes them for one run.
    """
    if outside_arguments(function) or _made_in_loops(module, owner):
        return True
    facts = project.class_(module.scopes[owner].qualname)
    if facts is not None and project.is_hashed(facts) and not _takes_data(function):
        return False  # of equal ones it keeps the first: as many as differ
    words = name_parts(owner.name)
    if project.is_made_at_import(module.scopes[owner].qualname) or (len(words) > 1 and words[-1] in _SERVICES):
        return False  # what is called `Client`, and no more, may be one of many that have connected
    return is_outside_name(owner.name) or not (project.is_program or _is_service(owner.name))


def _takes_data(function: FunctionNode) -> bool:
    return any(not _DATA.isdisjoint(name_parts(one.arg)) for one in every_argument(function.args))


def _is_service(name: str) -> bool:
    last = (name_parts(name) or [""])[-1]
    return last in _SERVICES or last.endswith(("er", "or"))


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
