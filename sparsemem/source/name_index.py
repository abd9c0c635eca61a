"""All modules of a project: which function or class a name or a call in one of them stands for.

Review and rewrite both look names up here; what they know of a function, they keep by its dotted name.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable

from sparsemem.source.defined_names import DefinedNames
from sparsemem.source.module import Module

_REEXPORTS = 5
"""How many imports of imports are followed."""


class NameIndex:
    """The names of every module, and the lookups over them."""

    def __init__(self, modules: Iterable[DefinedNames]) -> None:
        self._modules = {names.module: names for names in modules}
        every = self._modules.values()
        self._defined = frozenset[str]().union(*(names.defined for names in every))
        self._methods = frozenset[str]().union(*(names.methods for names in every))
        self._heirs: dict[str, set[str]] = defaultdict(set)
        for base, heir in (pair for names in every for pair in names.heirs):
            self._heirs[base].add(heir)

    def called(self, module: Module, call: ast.Call) -> str | None:
        """The name of the function that a call runs unless another takes its place; it may be defined elsewhere."""
        return self._own_method(module, call.func) or self.function(module.dotted(call.func))

    def function(self, name: str | None) -> str | None:
        """The name under which a function is defined; None for a method, which needs an instance."""
        home = self.home(name) if name else None
        return None if home in self._methods else home

    def home(self, name: str) -> str:
        """Where the thing that is known under `name` is defined, through re-exports."""
        for _ in range(_REEXPORTS):
            if name in self._defined:
                break
            module, _, last = name.rpartition(".")
            names = self._modules.get(module)
            if names is None or last not in names.imports:
                break
            name = names.imports[last]
        return name

    def is_overridden(self, owner: str, method: str) -> bool:
        """Whether an heir of a class, at any depth that the project shows, has a method of that name.

        Classes of the same last name are not told apart.
        """
        return any(f"{heir}.{method}" in self._defined for heir in self.heirs(owner))

    def heirs(self, owner: str) -> set[str]:
        """The classes under one, at any depth that the project shows."""
        seen: set[str] = set()
        waiting = [owner.rpartition(".")[2]]
        while waiting:
            found = self._heirs.get(waiting.pop(), set()) - seen
            seen |= found
            waiting.extend(heir.rpartition(".")[2] for heir in found)
        return seen

    def _own_method(self, module: Module, func: ast.expr) -> str | None:
        """The method of the same class that is called on the instance: the first parameter, bound once."""
        if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)):
            return None
        around = module.function(func)
        owner = module.owner_class(around) if around else None
        if owner is None or around is None or not around.args.args or around.args.args[0].arg != func.value.id:
            return None
        if len(getattr(module.variable(func.value), "bindings", ())) != 1:
            return None
        name = f"{module.scopes[owner].qualname}.{func.attr}"
        return name if name in self._defined else None
