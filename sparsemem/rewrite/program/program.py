"""All modules of a project, and what a name or a call in one of them certainly stands for."""

import ast
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sparsemem.rewrite.program.facts import Facts
from sparsemem.rewrite.program.function import Function, is_bound_once
from sparsemem.rewrite.program.naming import module_names
from sparsemem.source.module import Module
from sparsemem.source.text import Source, UnreadableError

_REEXPORTS = 5


class Program:
    """The index of every module; a text that is replaced is indexed anew."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        names = module_names(sources)
        self.modules: dict[str, Module] = {}
        self.unreadable: dict[str, str] = {}
        self._facts: dict[str, Facts] = {}
        for path, text in sources.items():
            try:
                self.modules[path] = Module(Source(path, names[path], text))
            except UnreadableError as error:
                self.unreadable[path] = str(error)
        self._index()

    def replace(self, path: str, text: str) -> None:
        """Take a new text for a module. Raises UnreadableError where it is not Python."""
        self.modules[path] = Module(Source(path, self.modules[path].name, text))
        del self._facts[path]
        self._index()

    def _index(self) -> None:
        for path in self.modules:
            if path not in self._facts:
                self._facts[path] = Facts.of(self.modules[path])
        facts = self._facts.values()
        self._by_name = {module.name: module for module in self.modules.values()}
        self._functions = {name: function for part in facts for name, function in part.functions.items()}
        self.classes = {name: found for part in facts for name, found in part.classes.items()}
        self.methods = sum((part.methods for part in facts), Counter[str]())
        """How many classes define a method of that name."""
        self._heirs: dict[str, set[str]] = defaultdict(set)
        for part in facts:
            for base, heir in part.heirs:
                self._heirs[base].add(heir)
        self._replaced = frozenset[str]().union(*(part.replaced for part in facts))
        self._imported = frozenset[str]().union(*(part.imported for part in facts))
        self.spoiled: dict[ast.AST, bool] = {}
        self.known_runs: dict[Any, Any] = {}
        """What following calls has worked out."""
        self.looking: dict[ast.AST, bool] = {}
        self.known_producers: dict[Any, Any] = {}

    def is_imported(self, module: Module) -> bool:
        """Whether another module imports this one, or names from it."""
        return module.name in self._imported

    def callee(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call certainly runs: called by a name that is bound once, or on self."""
        found = self.called(module, call)
        return None if found is None or self.is_replaced(found) else found

    def is_replaced(self, function: Function) -> bool:
        """Whether something in the project may put another function in its place, or an heir has one."""
        method = function.module.owner_class(function.node) is not None
        return (
            function.node.name in self._replaced
            or not is_bound_once(function)
            or (method and self.overridden(function))
        )

    def called(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call runs unless another is put in its place."""
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            own = self._own_method(module, call.func)
            if own is not None:
                return own
        return self.function(module, call.func)

    def function(self, module: Module, node: ast.expr) -> Function | None:
        """The function that an expression names; never a method."""
        name = module.dotted(node)
        found = self._functions.get(self._home(name)) if name else self._one_of(module, node)
        return None if found is None or found.is_method else found

    def _one_of(self, module: Module, node: ast.expr) -> Function | None:
        """The only function among the bindings of a name that is bound several times."""
        variable = module.variable(node) if isinstance(node, ast.Name) else None
        found = [b for b in variable.bindings if isinstance(b, ast.FunctionDef)] if variable else []
        return Function(module, found[0]) if len(found) == 1 and variable and len(variable.bindings) > 1 else None

    def _own_method(self, module: Module, func: ast.Attribute) -> Function | None:
        assert isinstance(func.value, ast.Name)
        around = module.function(func)
        owner = module.owner_class(around) if around else None
        if owner is None or around is None or not around.args.args or around.args.args[0].arg != func.value.id:
            return None
        if len(getattr(module.variable(func.value), "bindings", ())) != 1:
            return None
        return self._functions.get(f"{module.scopes[owner].qualname}.{func.attr}")

    def overridden(self, function: Function) -> bool:
        """Whether an heir that the project shows has a method of the same name."""
        owner = function.module.owner_class(function.node)
        seen: set[str] = set()
        waiting = [owner.name] if owner else []
        while waiting:
            for heir in self._heirs.get(waiting.pop(), set()) - seen:
                seen.add(heir)
                if f"{heir}.{function.node.name}" in self._functions:
                    return True
                waiting.append(heir.rpartition(".")[2])
        return False

    def _home(self, name: str) -> str:
        """Where the thing that is known under `name` is defined."""
        for _ in range(_REEXPORTS):
            if name in self._functions or name in self.classes:
                break
            home, _, last = name.rpartition(".")
            module = self._by_name.get(home)
            variable = module.scopes[module.tree].variables.get(last) if module else None
            alias = variable.bindings[0] if variable and len(variable.bindings) == 1 else None
            full = module.imported(alias) if module and isinstance(alias, ast.alias) else None
            if full is None:
                break
            name = full
        return name
