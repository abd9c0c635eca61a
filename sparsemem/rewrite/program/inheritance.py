"""The methods of classes and of their heirs, as far as a project shows them."""

import ast
from collections import defaultdict
from collections.abc import Collection, Mapping

from sparsemem.source import Function, Module, NameIndex, is_bound_once

Classes = Mapping[str, tuple[Module, ast.ClassDef]]


class Inheritance:
    """Of all classes of a project."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        classes: Classes,
        names: NameIndex,
        replaced: frozenset[str],
        closed: bool,
    ) -> None:
        """Functions and classes by their full names. Something may put another method in the place of one that is
        `replaced`; `closed` is whether all that uses the project is seen."""
        self._functions, self._classes, self._names = functions, classes, names
        self._replaced, self._closed = replaced, closed
        self._methods: dict[str, list[Function]] = defaultdict(list)
        for function in functions.values():
            if function.module.owner_class(function.node) is not None:
                self._methods[function.node.name].append(function)
        self.made_otherwise: set[str] = set()
        """Names of special methods and properties, these as `.name`, of which what they run is not followed."""
        for module, node in classes.values():
            for item in node.body:
                if isinstance(item, ast.Assign):
                    self._add_assigned(module, item)

    def _add_assigned(self, module: Module, item: ast.Assign) -> None:
        """`__str__ = __repr__`, `__len__ = lambda self: 3` or `size = property(...)` of a class."""
        names, made = [target.id for target in item.targets if isinstance(target, ast.Name)], item.value
        if isinstance(made, ast.Name | ast.Lambda):
            self.made_otherwise.update(names)
        if isinstance(made, ast.Call) and (module.dotted(made.func) or "").endswith("property"):
            self.made_otherwise.update(f".{name}" for name in names)

    @property
    def method_names(self) -> Collection[str]:
        """The names of the methods that classes define, lambdas included."""
        return {*self._methods, *self.made_otherwise}

    def has(self, name: str) -> bool:
        """Whether a class defines a method of that name, a lambda included."""
        return name in self.made_otherwise or name in self._methods

    def methods_named(self, name: str) -> list[Function]:
        """The methods of that name, of all classes."""
        return self._methods.get(name, [])

    def methods_of(self, types: frozenset[str], name: str) -> list[Function]:
        """The methods of which a call on an object of these classes, or heirs, runs one; none where others may be."""
        found: dict[ast.AST, Function] = {}
        for type_ in types:
            first = self.inherited(type_, name)
            owner = first.module.owner_class(first.node) if first else None
            if first is None or owner is None or not (self._closed or _is_final(first, owner)):
                return []
            heirs = [self._functions.get(f"{heir}.{name}") for heir in self._names.heirs(type_)]
            found |= {function.node: function for function in [first, *heirs] if function is not None}
        is_sure = name not in self._replaced and all(map(is_bound_once, found.values()))
        return list(found.values()) if is_sure else []

    def inherited(self, type_: str, name: str, depth: int | None = None) -> Function | None:
        """The method that a class has of its own, or from one above it, where each of these has one base at most."""
        line: list[tuple[Module, ast.ClassDef]] = []
        while type_ in self._classes and self._classes[type_] not in line:
            module, node = self._classes[type_]
            line.append((module, node))
            type_ = (module.dotted(node.bases[0]) or "") if len(node.bases) == 1 else ""
        owned = (self._functions.get(f"{module.scopes[node].qualname}.{name}") for module, node in line[:depth])
        return next((own for own in owned if own is not None), None)

    def is_overridden(self, function: Function) -> bool:
        """Whether an heir that the project shows, or one that it may have elsewhere, has a method of that name."""
        owner = function.module.owner_class(function.node)
        elsewhere = not self._closed and owner is not None and not _is_final(function, owner)
        return elsewhere or (owner is not None and self._names.is_overridden(owner.name, function.node.name))


def _is_final(function: Function, owner: ast.ClassDef) -> bool:
    """Whether no class that is not seen can override a method."""
    name = function.node.name
    marks = [ast.unparse(mark) for mark in [*owner.decorator_list, *function.node.decorator_list]]
    private = name.startswith("__") and not name.endswith("__")
    return private or any(mark.rpartition(".")[2] == "final" for mark in marks)
