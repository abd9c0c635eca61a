"""All modules of a review together: the facts of the function or class that a name or a call stands for."""

import ast
from collections.abc import Iterable, Iterator

from sparsemem.review.index.facts import ClassFacts, FunctionFacts, ModuleFacts
from sparsemem.source import Module, NameIndex, assigned


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
        if found is None:
            return self._of_instance(module, call.func)
        if found.owner and self._names.is_overridden(found.owner, found.name.rpartition(".")[2]):
            return None
        return found

    def _of_instance(self, module: Module, func: ast.expr) -> FunctionFacts | None:
        """The method that is called on what is made on the spot, or by a name that is bound once to it: that is of
        exactly the class that is called."""
        if not isinstance(func, ast.Attribute):
            return None
        variable = module.variable(func.value)
        made = assigned(module, variable.only) if variable and variable.only else func.value
        return self.method(module.dotted(made.func), func.attr) if isinstance(made, ast.Call) else None

    def method(self, class_name: str | None, name: str) -> FunctionFacts | None:
        """The method that an instance of exactly this class has, where the class itself defines it."""
        facts = self.class_(class_name)
        return self._functions.get(f"{facts.name}.{name}") if facts else None

    def is_hashed(self, facts: ClassFacts) -> bool:
        """Whether equal instances are one key, by a method of the class or of a base that the project shows."""
        return any(one.is_hashed for one in self._with_bases(facts))

    def inherits(self, facts: ClassFacts, ending: str) -> bool:
        """Whether a base, at any depth that the project shows, has a name with this ending."""
        return any(base.endswith(ending) for one in self._with_bases(facts) for base in one.bases)

    def _with_bases(self, facts: ClassFacts) -> Iterator[ClassFacts]:
        seen, waiting = {facts.name}, [facts]
        while waiting:
            one = waiting.pop()
            yield one
            for base in map(self.class_, one.bases):
                if base is not None and base.name not in seen:
                    seen.add(base.name)
                    waiting.append(base)
