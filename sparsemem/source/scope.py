"""Scopes and the names in them, as Python's own rules bind them."""

import ast
from dataclasses import dataclass, field
from typing import Literal

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeKind = Literal["module", "class", "function", "comprehension"]


@dataclass(eq=False, slots=True)
class Variable:
    """A name in the scope that owns it; references from nested scopes are among its references."""

    name: str
    scope: "Scope"
    bindings: list[ast.AST] = field(default_factory=list)
    """The nodes that bind it: names in store or delete context, arguments, imports, definitions, handlers."""
    references: list[ast.Name] = field(default_factory=list)
    """The nodes that read it, in the order of the text."""

    @property
    def only(self) -> ast.AST | None:
        """The node that binds it, where nothing else does."""
        return self.bindings[0] if len(self.bindings) == 1 else None


@dataclass(eq=False, slots=True)
class Scope:
    """A module, class, function, lambda or comprehension, and the variables that it owns."""

    node: ast.AST
    kind: ScopeKind
    parent: "Scope | None"
    qualname: str
    variables: dict[str, Variable] = field(default_factory=dict)
    elsewhere: dict[str, "Scope | None"] = field(default_factory=dict)
    """Names that `global` (a scope) or `nonlocal` (None: to be searched for) declares to live outside."""

    def owner(self, name: str) -> "Scope":
        """The scope in which binding `name` here takes effect."""
        if name not in self.elsewhere:
            return self
        declared = self.elsewhere[name]
        if declared is not None:
            return declared
        found = self.parent and self.parent.find(name)
        return found.scope if found else self

    def bind(self, name: str, node: ast.AST) -> Variable:
        """Record that `node` binds `name` here."""
        scope = self.owner(name)
        variable = scope.variables.setdefault(name, Variable(name, scope))
        variable.bindings.append(node)
        return variable

    def find(self, name: str) -> Variable | None:
        """The variable that reading `name` here reads; None for a builtin or a name that nothing binds."""
        scope: Scope | None = self.owner(name)
        first = True
        while scope is not None:
            if (first or scope.kind != "class") and name in scope.variables:
                return scope.variables[name]
            first = False
            scope = scope.parent
        return None

    @property
    def function(self) -> "Scope":
        """The nearest scope around that is not a comprehension: where a walrus binds."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope
