"""Hand-written memos by the names under which memory knows them: `shop._users`, `Shop.prices`.

They are what SM212 finds, where the key is made from the function's parameters: a dict that is filled under what a
loop comes by is an index, and no memo.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sparsemem.model import Location
from sparsemem.review.index.evictions import last_name
from sparsemem.review.index.project import Project
from sparsemem.review.index.summary import summarise
from sparsemem.review.memo_classes import cached_methods, missing_stores
from sparsemem.review.rules import memo
from sparsemem.source import FunctionNode, Module

_RECEIVERS = ("self", "cls")
_CLOSURE = " in closure of "


@dataclass(frozen=True, slots=True)
class Memo:
    """A dict that keeps the results of a function."""

    owner: str
    """The variable with its module, the attribute with its class; "" where only its class tells."""
    location: Location
    """Where it is filled."""
    is_beginning: bool = False
    """Whether that is the beginning of its name: a decorator's own dict is named by the function that has it."""
    type_name: str = ""
    """The class that makes its instances memos."""

    def is_called(self, name: str, type_name: str) -> bool:
        """Whether it is what the memory of a program calls so, and of that type."""
        if self.type_name:
            return type_name.rpartition(".")[2] == self.type_name
        return name.startswith(self.owner) if self.is_beginning else name == self.owner


def find_memos(modules: Sequence[tuple[str, Module]]) -> Iterator[Memo]:
    """The memos of some modules, each with the name under which it runs: `__main__` for a script."""
    project = Project([summarise(module) for _, module in modules])
    for name, module in modules:
        for hit in memo.check(module, project):
            stored, function = hit.node, module.function(hit.node)
            if function is None or not isinstance(stored, ast.Subscript):
                continue
            owner = _owner(name, module, stored)
            if owner is not None and _is_keyed(function, stored):
                place = Location(module.source.path, stored.lineno, function.name)
                yield Memo(owner, place, is_beginning=owner.endswith(_CLOSURE))
        yield from _of_classes(module, project)


def _of_classes(module: Module, project: Project) -> Iterator[Memo]:
    for owner, missing in missing_stores(module):
        yield Memo("", Location(module.source.path, missing.lineno, missing.name), type_name=owner.name)
    for owner, attribute, method in cached_methods(module):
        if attribute not in project.evicted and attribute not in project.cleared:
            yield Memo(f"{owner.name}.{attribute}", Location(module.source.path, method.lineno, method.name))


def _owner(name: str, module: Module, stored: ast.Subscript) -> str | None:
    """What the memory of a program calls it."""
    variable, function = module.variable(stored.value), module.function(stored)
    if variable is not None:
        if variable.scope.kind == "module":
            return f"{name}.{variable.name}"
        if any(isinstance(one, ast.arg) for one in variable.bindings):
            return f"defaults of {module.function_name(stored)}"
        return f"{variable.name}{_CLOSURE}"
    if isinstance(stored.value, ast.Attribute) and _is_function(module, stored.value.value):
        return ast.unparse(stored.value)
    owner, attribute = module.owner_class(function) if function else None, last_name(stored.value)
    return f"{owner.name}.{attribute}" if owner is not None and attribute else None


def _is_function(module: Module, node: ast.expr) -> bool:
    variable = module.variable(node)
    return variable is not None and any(isinstance(one, ast.FunctionDef) for one in variable.bindings)


def _is_keyed(function: FunctionNode, stored: ast.Subscript) -> bool:
    """Whether the key is made from the parameters, directly or by names that were."""
    made, before = _parameters(function), -1
    assigns = [node for node in ast.walk(function) if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)]
    while len(made) > before:
        before = len(made)
        for node in assigns:
            if node.value is not None and not _names(node.value).isdisjoint(made):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                made |= {target.id for target in targets if isinstance(target, ast.Name)}
    return not _names(stored.slice).isdisjoint(made)


def _parameters(function: FunctionNode) -> set[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return {one.arg for one in every if one is not None} - set(_RECEIVERS)


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
