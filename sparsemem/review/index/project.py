"""All modules of a review together: which function or class a name or a call stands for."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from sparsemem.review.index.facts import ClassFacts, FunctionFacts, ModuleFacts
from sparsemem.source.module import Module

_REEXPORTS = 5
"""How many imports of imports are followed."""


class Project:
    """The facts of every module, and the lookups over them."""

    def __init__(self, modules: Iterable[ModuleFacts] = ()) -> None:
        self._modules = {facts.name: facts for facts in modules}
        self._functions = {n: f for facts in self._modules.values() for n, f in facts.functions.items()}
        self._classes = {n: c for facts in self._modules.values() for n, c in facts.classes.items()}
        self._heirs: dict[str, set[str]] = defaultdict(set)
        for facts in self._classes.values():
            for base in facts.bases:
                self._heirs[base.rpartition(".")[2]].add(facts.name)
        self.evicted = frozenset[str]().union(*(facts.evicted for facts in self._modules.values()))
        self.cleared = frozenset[str]().union(*(facts.cleared for facts in self._modules.values()))

    def function(self, name: str | None) -> FunctionFacts | None:
        """The function of this dotted name, through re-exports."""
        return self._functions.get(self._home(name)) if name else None

    def class_(self, name: str | None) -> ClassFacts | None:
        """The class of this dotted name, through re-exports."""
        return self._classes.get(self._home(name)) if name else None

    def callee(self, module: Module, call: ast.Call) -> FunctionFacts | None:
        """The function that a call certainly runs: called by name, or on self where no heir overrides it."""
        method = self._own_method(module, call.func)
        if method is not None:
            return method
        found = self.function(module.dotted(call.func))
        return None if found is None or found.method else found

    def inherits(self, facts: ClassFacts, ending: str) -> bool:
        """Whether a base, at any depth that the project shows, has a name with this ending."""
        seen: set[str] = set()
        waiting = list(facts.bases)
        while waiting:
            base = waiting.pop()
            if base.endswith(ending):
                return True
            known = self.class_(base)
            if known is not None and known.name not in seen:
                seen.add(known.name)
                waiting.extend(known.bases)
        return False

    def _own_method(self, module: Module, func: ast.expr) -> FunctionFacts | None:
        if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)):
            return None
        if func.value.id not in ("self", "cls"):
            return None
        function = module.function(func)
        owner = module.owner_class(function) if function else None
        if owner is None:
            return None
        name = module.scopes[owner].qualname
        return None if self._overridden(owner.name, func.attr) else self._functions.get(f"{name}.{func.attr}")

    def _overridden(self, name: str, method: str) -> bool:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for heir in self._heirs.get(waiting.pop(), ()):
                if heir not in seen:
                    seen.add(heir)
                    if method in self._classes[heir].methods:
                        return True
                    waiting.append(heir.rpartition(".")[2])
        return False

    def _home(self, name: str) -> str:
        """Where the thing that is known under `name` is defined."""
        for _ in range(_REEXPORTS):
            if name in self._functions or name in self._classes:
                break
            module, _, last = name.rpartition(".")
            facts = self._modules.get(module)
            if facts is None or last not in facts.imports:
                break
            name = facts.imports[last]
        return name
