"""One walk over a tree: parents, scopes, bindings, references, and the nodes by type."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sparsemem.source.scope import FunctionNode, Scope, Variable

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_ANNOTATIONS = frozenset({"annotation", "returns", "type_params", "type_comment", "ctx"})


@dataclass(eq=False, slots=True)
class Walked:
    """What one walk over a tree finds; the reader's side is `Module`."""

    tree: ast.Module
    scopes: dict[ast.AST, Scope] = field(default_factory=dict)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    blocks: dict[ast.AST, list[ast.stmt]] = field(default_factory=dict)
    """The list in which a statement stands among its like."""
    variables: dict[ast.AST, Variable] = field(default_factory=dict)
    nodes: dict[type, list[ast.AST]] = field(default_factory=lambda: defaultdict(list))
    reads: list[tuple[ast.Name, Scope]] = field(default_factory=list)


def walk(tree: ast.Module, module: str) -> Walked:
    """Index a tree; annotations are passed over, for they hold no data."""
    walker = _Walker(Walked(tree))
    top = walker.open_scope(tree, "module", None, module)
    for statement in tree.body:
        walker.found.blocks[statement] = tree.body
        walker.visit(statement, tree, top)
    walker.resolve()
    return walker.found


class _Walker:
    def __init__(self, found: Walked) -> None:
        self.found = found
        self._special = {
            ast.Name: self._name,
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.Lambda: self._lambda,
            ast.ClassDef: self._class,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.DictComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.NamedExpr: self._walrus,
            ast.Import: self._import,
            ast.ImportFrom: self._import,
            ast.Global: self._global,
            ast.Nonlocal: self._nonlocal,
            ast.ExceptHandler: self._named,
            ast.MatchAs: self._named,
            ast.MatchStar: self._named,
            ast.MatchMapping: self._rest,
        }

    def open_scope(self, node: ast.AST, kind: str, parent: Scope | None, qualname: str) -> Scope:
        scope = Scope(node, kind, parent, qualname)  # type: ignore[arg-type]
        self.found.scopes[node] = scope
        return scope

    def visit(self, node: ast.AST, parent: ast.AST, scope: Scope) -> None:
        kind = type(node)
        self.found.parents[node] = parent
        self.found.nodes[kind].append(node)
        special = self._special.get(kind)
        if special is not None:
            special(node, scope)  # type: ignore[operator]
        elif kind is not ast.Constant:
            self._children(node, scope, node._fields)

    def _children(self, node: ast.AST, scope: Scope, fields: Iterable[str]) -> None:
        visit = self.visit
        for name in fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                if name not in _ANNOTATIONS:
                    visit(value, node, scope)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.found.blocks[item] = value
                        visit(item, node, scope)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            self.found.reads.append((node, scope))
        else:
            self._bind(scope, node.id, node)

    def _bind(self, scope: Scope, name: str, node: ast.AST) -> None:
        self.found.variables[node] = scope.bind(name, node)

    def _function(self, node: FunctionNode, scope: Scope) -> None:
        self._bind(scope, node.name, node)
        self._children(node, scope, ("decorator_list",))
        inner = self._parameters(node, scope, node.name)
        self._declare(node.body, inner)
        self._children(node, inner, ("body",))

    def _lambda(self, node: ast.Lambda, scope: Scope) -> None:
        self._children(node, self._parameters(node, scope, "<lambda>"), ("body",))

    def _parameters(self, node: FunctionNode | ast.Lambda, scope: Scope, name: str) -> Scope:
        arguments = node.args
        self.found.parents[arguments] = node
        self._children(arguments, scope, ("defaults", "kw_defaults"))
        inner = self.open_scope(node, "function", scope, f"{scope.qualname}.{name}")
        for argument in every_argument(arguments):
            self.found.parents[argument] = arguments
            self._bind(inner, argument.arg, argument)
        return inner

    def _declare(self, body: list[ast.stmt], scope: Scope) -> None:
        """A `global` counts for the whole function, wherever in its top level it stands."""
        for statement in body:
            if isinstance(statement, ast.Global):
                self._global(statement, scope)
            elif isinstance(statement, ast.Nonlocal):
                self._nonlocal(statement, scope)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        self._bind(scope, node.name, node)
        self._children(node, scope, ("decorator_list", "bases", "keywords"))
        inner = self.open_scope(node, "class", scope, f"{scope.qualname}.{node.name}")
        self._children(node, inner, ("body",))

    def _comprehension(self, node: Comprehension, scope: Scope) -> None:
        inner = self.open_scope(node, "comprehension", scope, scope.qualname)
        for position, clause in enumerate(node.generators):
            self.found.parents[clause] = node
            self.visit(clause.target, clause, inner)
            self.visit(clause.iter, clause, inner if position else scope)
            self._children(clause, inner, ("ifs",))
        self._children(node, inner, ("elt", "key", "value"))

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        self.visit(node.value, node, scope)
        self.visit(node.target, node, scope.function)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            self.found.parents[alias] = node
            self.found.nodes[ast.alias].append(alias)
            self._bind(scope, alias.asname or alias.name.partition(".")[0], alias)

    def _global(self, node: ast.Global, scope: Scope) -> None:
        scope.elsewhere.update(dict.fromkeys(node.names, self.found.scopes[self.found.tree]))

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope) -> None:
        scope.elsewhere.update(dict.fromkeys(node.names))

    def _named(self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar, scope: Scope) -> None:
        if node.name:
            self._bind(scope, node.name, node)
        self._children(node, scope, node._fields)

    def _rest(self, node: ast.MatchMapping, scope: Scope) -> None:
        if node.rest:
            self._bind(scope, node.rest, node)
        self._children(node, scope, node._fields)

    def resolve(self) -> None:
        """Give each reading its variable, now that all bindings are known."""
        for node, scope in self.found.reads:
            variable = scope.find(node.id)
            if variable is not None:
                variable.references.append(node)
                self.found.variables[node] = variable


def every_argument(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a signature, in their order."""
    plain = [*arguments.posonlyargs, *arguments.args]
    starred = [arguments.vararg] if arguments.vararg else []
    return plain + starred + arguments.kwonlyargs + ([arguments.kwarg] if arguments.kwarg else [])
