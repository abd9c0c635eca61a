"""All modules of a project, and what a name or a call in one of them certainly stands for."""

import ast
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from sparsemem.rewrite.program.handlers import identifiers
from sparsemem.rewrite.program.module_facts import Facts
from sparsemem.rewrite.program.naming import module_names
from sparsemem.source.function import Function, is_bound_once, super_class
from sparsemem.source.module import Module
from sparsemem.source.name_index import NameIndex
from sparsemem.source.text import Source, UnreadableError


def is_program(module: Module) -> bool:
    """Whether a module is run rather than imported: its top level calls something, under a guard or without."""
    for statement in module.tree.body:
        if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
            return True
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return True
    return False


def _is_special(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is called without being named."""
    return function.name.startswith("__") and function.name.endswith("__")


def _is_final(function: Function, owner: ast.ClassDef) -> bool:
    """Whether no class that is not seen can override a method."""
    name = function.node.name
    marks = [ast.unparse(mark) for mark in [*owner.decorator_list, *function.node.decorator_list]]
    private = name.startswith("__") and not name.endswith("__")
    return private or any(mark.rpartition(".")[2] == "final" for mark in marks)


def _is_protocol(node: ast.ClassDef) -> bool:
    return any("Protocol" in ast.unparse(base) for base in node.bases)


def _is(function: Function, other: Function | None) -> bool:
    return other is not None and other.node is function.node


Runs = Callable[[Module, ast.Call], list[Function] | None]
"""Which methods a call on an object runs one of; None where nobody knows."""


class Program:
    """The index of every module; a text that is replaced is indexed anew."""

    def __init__(self, sources: Mapping[str, str], closed: bool = True, strict: bool = False) -> None:
        names = module_names(sources)
        self.closed, self.strict = closed, strict
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
        self._names = NameIndex(part.names for part in facts)
        self._functions = {name: function for part in facts for name, function in part.functions.items()}
        self.classes = {name: found for part in facts for name, found in part.classes.items()}
        self.nominal = frozenset(name for name, (_, node) in self.classes.items() if not _is_protocol(node))
        """Classes whose objects are of them or of heirs, and of no others that look alike."""
        self.methods = sum((part.methods for part in facts), Counter[str]())
        """How many classes define a method of that name."""
        self.replaced = frozenset[str]().union(*(part.replaced for part in facts))
        self._imported = frozenset[str]().union(*(part.imported for part in facts))
        self.spoilers: dict[ast.AST, tuple[ast.AST, ...]] = {}
        self.known_runs: dict[Any, Any] = {}
        """What following calls has worked out."""
        self.looking: dict[ast.AST, bool] = {}
        self.known_producers: dict[Any, Any] = {}
        self.known_arguments: dict[Any, Any] = {}
        self.known_methods: dict[Any, Any] = {}
        self.known_constants: dict[Any, Any] = {}
        self.known_fields: dict[Any, Any] = {}
        self.known_frames: dict[Any, Any] = {}
        self.waiting: list[ast.AST] = []
        """Functions of which it is being worked out what is handed in."""
        self._tried: frozenset[str] | None = None
        self._methods_by_name: dict[str, list[Function]] = defaultdict(list)
        for function in self._functions.values():
            if function.module.owner_class(function.node) is not None:
                self._methods_by_name[function.node.name].append(function)

    def is_imported(self, module: Module) -> bool:
        """Whether another module imports this one, or names from it."""
        return module.name in self._imported

    def methods_named(self, name: str) -> list[Function]:
        """The methods of that name, of all classes."""
        return self._methods_by_name.get(name, [])

    def methods_of(self, types: frozenset[str], name: str) -> list[Function]:
        """The methods of which a call on an object of these classes, or heirs, runs one; none where others may be."""
        found: dict[ast.AST, Function] = {}
        for type_ in types:
            first = self.inherited(type_, name)
            owner = first.module.owner_class(first.node) if first else None
            if first is None or owner is None or not (self.closed or _is_final(first, owner)):
                return []
            heirs = [self._functions.get(f"{heir}.{name}") for heir in self._names.heirs(type_)]
            found |= {function.node: function for function in [first, *heirs] if function is not None}
        is_sure = name not in self.replaced and all(map(is_bound_once, found.values()))
        return list(found.values()) if is_sure else []

    def inherited(self, type_: str, name: str, depth: int | None = None) -> Function | None:
        """The method that a class has of its own, or from the one above it; None where there may be several."""
        for module, node in self.line(type_)[:depth]:
            own = self._functions.get(f"{module.scopes[node].qualname}.{name}")
            if own is not None:
                return own
        return None

    def line(self, type_: str) -> list[tuple[Module, ast.ClassDef]]:
        """A class and those above it, as far as each has one base at most."""
        found: list[tuple[Module, ast.ClassDef]] = []
        while type_ in self.classes and self.classes[type_] not in found:
            module, node = self.classes[type_]
            found.append((module, node))
            type_ = (module.dotted(node.bases[0]) or "") if len(node.bases) == 1 else ""
        return found

    def callers(self, function: Function, runs: Runs | None = None) -> list[tuple[Module, ast.Call]] | None:
        """Every call of a function, or None where others may call it that are not seen.

        `runs` tells which methods a call on an object runs, None where it does not know.
        """
        if self._is_open(function) or function.is_decorated:
            return None
        if function.node.name == "__init__" and function.owner is not None and is_bound_once(function):
            return self._creations(function, function.owner)
        if self.is_replaced(function):
            return None
        name = function.node.name
        method = function.module.owner_class(function.node) is not None
        for facts in self._facts.values():
            if name in facts.mentioned or (method and name in facts.attributes):
                return None
        found = []
        for path, facts in self._facts.items():
            for call in facts.calls.get(name, ()):
                module = self.modules[path]
                called = self.callee(module, call)
                every = [called] if called is not None else runs(module, call) if method and runs else None
                if every is None and (method or module.dotted(call.func) is not None):
                    return None
                if any(one.node is function.node for one in every or ()):
                    found.append((module, call))
        return found or None

    def _creations(self, function: Function, owner: str) -> list[tuple[Module, ast.Call]] | None:
        """Every call of a class, or of an heir; None where it is used otherwise."""
        named = {full.rpartition(".")[2]: full for full in (owner, *self._names.heirs(owner))}
        if any(name in facts.mentioned for facts in self._facts.values() for name in named):
            return None
        heirs, found = self._names.heirs(owner), []
        for path, facts in self._facts.items():
            module = self.modules[path]
            made = [(call, full) for last, full in named.items() for call in facts.calls.get(last, ())]
            if any(module.dotted(call.func) != full for call, full in made):
                return None
            found += [(module, call) for call, full in made if _is(function, self.inherited(full, "__init__"))]
            for call in facts.calls.get("__init__", ()):
                around, above = super_class(module, call), self.above(module, call)
                if around is None or (above is None and around in heirs):
                    return None
                found += [(module, call)] if _is(function, above) else []
        return found or None

    def above(self, module: Module, call: ast.Call) -> Function | None:
        """The method that `super().name(...)` runs, where that is certain."""
        name = super_class(module, call)
        around, node = self.classes.get(name or "", (module, None))
        heirs = [self.classes[heir][1] for heir in self._names.heirs(name or "") if heir in self.classes]
        if node is None or any(len(one.bases) != 1 for one in [node, *heirs]):
            return None
        assert isinstance(call.func, ast.Attribute)
        found = self.inherited(around.dotted(node.bases[0]) or "", call.func.attr)
        return None if found is None or call.func.attr in self.replaced or not is_bound_once(found) else found

    def is_mentioned(self, name: str) -> bool:
        """Whether anything calls or reads a function of that name, imports it, or may replace it."""
        facts = self._facts.values()
        imported = any(a.name == name for module in self.modules.values() for a in module.all(ast.alias))
        seen = any(name in part.calls or name in part.mentioned or name in part.attributes for part in facts)
        return seen or imported or name in self.replaced

    @property
    def stops_are_told_apart(self) -> bool:
        """Whether something that is seen tells StopIteration from another exception."""
        return any(part.stopping for part in self._facts.values()) or bool(self.methods["__next__"])

    def is_called(self, name: str) -> bool:
        """Whether anything calls a function or method of that name, by the last part of it."""
        return any(name in part.calls for part in self._facts.values())

    def _is_open(self, function: Function) -> bool:
        """Whether code that was not given may call it: a public name of a module that others may import."""
        name = (function.owner or "").rpartition(".")[2] if _is_special(function.node) else function.node.name
        if self.closed or name.startswith("_") or function.module.function(function.node):
            return False
        return not is_program(function.module)

    def is_told_apart(self, function: ast.AST | None) -> bool:
        """Whether a handler that is seen tells which exception leaves a function: by the names in its reach."""
        if self._tried is None:
            self._tried = self._in_reach()
        return isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and (
            function.name in self._tried or bool(self._tried and (function.decorator_list or _is_special(function)))
        )

    def _in_reach(self) -> frozenset[str]:
        named: dict[str, set[ast.AST]] = defaultdict(set)
        for function in self._functions.values():
            named[function.node.name].add(function.node)
        found: set[str] = set()
        waiting = set().union(*(facts.tried for facts in self._facts.values()))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.update(inner for node in named.get(name, ()) for inner in identifiers(node))
        return frozenset(found)

    def callee(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call certainly runs: called by a name that is bound once, or on self."""
        found = self.called(module, call)
        return None if found is None or self.is_replaced(found) else found

    def is_replaced(self, function: Function) -> bool:
        """Whether something in the project may put another function in its place, or an heir has one."""
        method = function.module.owner_class(function.node) is not None
        return (
            function.node.name in self.replaced
            or not is_bound_once(function)
            or (method and self.overridden(function))
        )

    def called(self, module: Module, call: ast.Call) -> Function | None:
        """The function that a call runs unless another is put in its place."""
        name = self._names.called(module, call)
        return self._functions.get(name) if name else self._one_of(module, call.func)

    def function(self, module: Module, node: ast.expr) -> Function | None:
        """The function that an expression names; never a method."""
        name = self._names.function(module.dotted(node))
        return self._functions.get(name) if name else self._one_of(module, node)

    def _one_of(self, module: Module, node: ast.expr) -> Function | None:
        """The only function among the bindings of a name that is bound several times."""
        variable = module.variable(node) if module.dotted(node) is None else None
        found = [b for b in variable.bindings if isinstance(b, ast.FunctionDef)] if variable else []
        only = Function(module, found[0]) if len(found) == 1 else None
        return None if only is None or only.is_method else only

    def overridden(self, function: Function) -> bool:
        """Whether an heir that the project shows, or one that it may have elsewhere, has a method of that name."""
        owner = function.module.owner_class(function.node)
        if not self.closed and owner is not None and not _is_final(function, owner):
            return True
        return owner is not None and self._names.is_overridden(owner.name, function.node.name)
