"""What a module defines and imports: the names by which other modules reach it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.source.function import Function
from sparsemem.source.module import Module


@dataclass(frozen=True, slots=True)
class DefinedNames:
    """The names of one module, as text alone, so that they can be sent to another process."""

    module: str
    defined: frozenset[str]
    """The dotted names of all functions and classes, those within others included."""
    methods: frozenset[str]
    """Those of the functions that take an instance."""
    imports: dict[str, str]
    """Names that one import at the top level binds, and nothing else, to the full names of what they stand for."""
    heirs: tuple[tuple[str, str], ...]
    """The last part of the name of a base, and the class that has it."""

    @classmethod
    def of(cls, module: Module) -> "DefinedNames":
        """The names of a module."""
        functions = [Function(module, node) for node in module.functions()]
        classes = [module.scopes[node].qualname for node in module.all(ast.ClassDef)]
        return cls(
            module.name,
            frozenset([function.name for function in functions] + classes),
            frozenset(f.name for f in functions if f.is_method and not f.is_class_method),
            dict(_imports(module)),
            tuple(_heirs(module)),
        )


def base_names(module: Module, node: ast.ClassDef) -> tuple[str, ...]:
    """The names of the bases of a class, in full where they are known."""
    return tuple(module.dotted(base) or ast.unparse(base) for base in node.bases)


def _imports(module: Module) -> Iterator[tuple[str, str]]:
    for name, variable in module.scopes[module.tree].variables.items():
        only = variable.bindings[0] if len(variable.bindings) == 1 else None
        full = module.imported(only) if isinstance(only, ast.alias) else None
        if full:
            yield name, full


def _heirs(module: Module) -> Iterator[tuple[str, str]]:
    for node in module.all(ast.ClassDef):
        for base in base_names(module, node):
            yield base.rpartition(".")[2], module.scopes[node].qualname
