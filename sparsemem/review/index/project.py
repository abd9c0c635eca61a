"""All modules of a review together: the facts of the function or class that a name or a call stands for."""

import ast
from collections.abc import Iterable

from sparsemem.review.index.facts import ClassFacts, FunctionFacts, ModuleFacts
from sparsemem.source import Module, NameIndex


class Project:
    """The facts of every module, and the lookups over them."""

    def __init__(self, modules: Iterable[ModuleFacts] = ()) -> None:
        modules = list(modules)
        self._names = NameIndex(facts.names for facts in modules)
        self._functions = {name: found for facts in modules for name, found in facts.functions.items()}
        self._classes = {name: found for facts in modules for name, found in facts.classes.items()}
        self.evicted = frozenset[str]().union(*(facts.evicted for facts in modules))
        self.is_program = any(facts.has_command for facts in modules)
        self.cleared = frozenset[str]().union(*(facts.cleared for facts in modules))
        self._at_import = {self._names.home(name) for facts in modules for name in facts.made_at_import}
        self._later = {self._names.home(name) for facts in modules for name in facts.made_later}

    def function(self, name: str | None) -> FunctionFacts | None:
        """The function of this dotted name, through re-exports."""
        return self._functions.get(self._names.home(name)) if name else None

    def class_(self, name: str | None) -> ClassFacts | None:
        """The class of this dotted name, through re-exports."""
        return self._classes.get(self._names.home(name)) if name else None

    def is_made_at_import(self, name: str) -> bool:
        """Whether all instances that the project makes of a class are made as its modules are imported: it has so
        many of them as are written out."""
        return name in self._at_import and name not in self._later

    def callee(self, module: Module, call: ast.Call) -> FunctionFacts | None:
        """The function that a call certainly runs: called by name, or on self where no heir overrides it."""
        found = self._functions.get(self._names.called(module, call) or "")
        if found is None or (found.owner and self._names.is_overridden(found.owner, found.name.rpartition(".")[2])):
            return None
        return found

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
