"""What one module adds to what is known of all."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.program.function import Function
from sparsemem.rewrite.program.replacing import replaced_names
from sparsemem.source.module import Module


@dataclass(frozen=True, slots=True)
class Facts:
    """What one module adds to the whole."""

    functions: dict[str, Function]
    classes: dict[str, tuple[Module, ast.ClassDef]]
    methods: Counter[str]
    heirs: list[tuple[str, str]]
    """The last part of the name of a base, and the class that has it."""
    replaced: frozenset[str]
    imported: frozenset[str]
    """Modules that it imports, and those above them."""

    @classmethod
    def of(cls, module: Module) -> "Facts":
        """The facts of a module."""
        nodes = list(module.functions())
        classes = list(module.all(ast.ClassDef))
        heirs = [
            ((module.dotted(base) or ast.unparse(base)).rpartition(".")[2], module.scopes[node].qualname)
            for node in classes
            for base in node.bases
        ]
        return cls(
            {module.scopes[node].qualname: Function(module, node) for node in nodes},
            {module.scopes[node].qualname: (module, node) for node in classes},
            Counter(node.name for node in nodes if module.owner_class(node) is not None),
            heirs,
            frozenset(replaced_names(module)),
            frozenset(above for alias in module.all(ast.alias) for above in _above(module.imported(alias) or "")),
        )


def _above(name: str) -> Iterator[str]:
    """`a`, `a.b` and `a.b.c` of `a.b.c`."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))
