"""A module as rules read it: parents, enclosing functions, dotted names, and the nodes by type."""

import ast
import builtins
from collections.abc import Iterator
from typing import Any, TypeVar

from sparsemem.source.binding import Walked, walk
from sparsemem.source.scope import FunctionNode, Scope, Variable
from sparsemem.source.text import TOO_DEEP, Source, UnreadableError, parse

Node = TypeVar("Node", bound=ast.AST)
_BUILTINS = frozenset(dir(builtins))


class Module:
    """The index of one file. Raises UnreadableError where the text cannot be parsed."""

    def __init__(self, source: Source) -> None:
        self.source = source
        try:
            self._walked: Walked = walk(parse(source.text), source.module)
        except RecursionError:
            raise UnreadableError(TOO_DEEP) from None
        self.tree = self._walked.tree
        self.name = source.module
        self.scopes = self._walked.scopes
        self.known_lives: dict[Variable, tuple[Any, ...]] = {}
        """What `flow.lives` has worked out: most rules ask for it."""

    def all(self, *kinds: type[Node]) -> Iterator[Node]:
        """Every node of exactly these types, in the order of the text."""
        for kind in kinds:
            yield from self._walked.nodes.get(kind, ())  # type: ignore[misc]

    def functions(self) -> Iterator[FunctionNode]:
        """Every function and method, nested ones included."""
        yield from self.all(ast.FunctionDef)
        yield from self.all(ast.AsyncFunctionDef)

    def locals(self) -> Iterator[Variable]:
        """Every variable that a function, or the module itself, owns."""
        for scope in self.scopes.values():
            if scope.kind in ("function", "module"):
                yield from scope.variables.values()

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node around this one; None for the module."""
        return self._walked.parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around this one, from the nearest to the module."""
        found = self.parent(node)
        while found is not None:
            yield found
            found = self.parent(found)

    def variable(self, node: ast.AST) -> Variable | None:
        """The variable that a node reads or binds; None for a builtin and for what is not a name."""
        return self._walked.variables.get(node)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that a node is in."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.stmt):
            found = self.parent(found)
        assert isinstance(found, ast.stmt)
        return found

    def block(self, node: ast.AST) -> list[ast.stmt]:
        """The statements among which the statement of a node stands."""
        return self._walked.blocks[self.statement(node)]

    def enclosing(self, node: ast.AST, *kinds: type[Node]) -> Node | None:
        """The nearest node of one of these types around this one."""
        for around in self.ancestors(node):
            if isinstance(around, kinds):
                return around
        return None

    def function(self, node: ast.AST) -> FunctionNode | None:
        """The function that a node is in; None at the top level and in a class body."""
        for around in self.ancestors(node):
            if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
                return around
            if isinstance(around, ast.ClassDef):
                return None
        return None

    def owner_class(self, function: ast.AST) -> ast.ClassDef | None:
        """The class whose body a function stands in."""
        parent = self.parent(function)
        while isinstance(parent, ast.If | ast.Try):
            parent = self.parent(parent)
        return parent if isinstance(parent, ast.ClassDef) else None

    def scope_of(self, node: ast.AST) -> Scope:
        """The scope that a node opens, or else the one that it is in."""
        found: ast.AST | None = node
        while found is not None and found not in self.scopes:
            found = self.parent(found)
        return self.scopes[found or self.tree]

    def function_name(self, node: ast.AST) -> str | None:
        """`Class.method` of the function that a node is or is in; None at the top level."""
        function = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else self.function(node)
        return None if function is None else self.scopes[function].qualname.removeprefix(f"{self.name}.")

    def dotted(self, node: ast.AST | None) -> str | None:
        """The full name of what an expression names: `csv.reader`, `builtins.sum`, `package.module.function`."""
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return None if base is None else f"{base}.{node.attr}"
        if not isinstance(node, ast.Name):
            return None
        variable = self.variable(node)
        if variable is None:
            return f"builtins.{node.id}" if node.id in _BUILTINS else None
        return self._bound_name(variable)

    def _bound_name(self, variable: Variable) -> str | None:
        imports = [node for node in variable.bindings if isinstance(node, ast.alias)]
        if imports:
            return self.imported(imports[0])
        only = variable.bindings[0] if len(variable.bindings) == 1 else None
        if isinstance(only, FunctionNode | ast.ClassDef):
            return f"{variable.scope.qualname}.{variable.name}"
        return None

    def imported(self, alias: ast.alias) -> str | None:
        """The full name of what an import brings in; relative imports are resolved."""
        statement = self.parent(alias)
        if isinstance(statement, ast.Import):
            return alias.name if alias.asname else alias.name.partition(".")[0]
        assert isinstance(statement, ast.ImportFrom)
        return f"{self._from(statement)}.{alias.name}".lstrip(".")

    def _from(self, statement: ast.ImportFrom) -> str:
        if not statement.level:
            return statement.module or ""
        package = self.name.split(".")
        is_package = self.source.path.endswith("__init__.py")
        kept = package[: len(package) - statement.level + is_package]
        return ".".join([*kept, *([statement.module] if statement.module else [])])
