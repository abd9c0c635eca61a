"""What puts more into a list, set, deque or dict: the place, the store, and what is put in."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.source import Module

_ONE = frozenset({"append", "add", "appendleft"})
_MANY = frozenset({"extend", "update", "extendleft"})


@dataclass(frozen=True, slots=True)
class Growth:
    """One place where a store gets more."""

    node: ast.expr
    store: ast.expr
    put: ast.expr
    """One element, or all of them where they are not told apart."""
    key: ast.expr | None = None
    """Under which a dict has it."""


def growths(module: Module) -> Iterator[Growth]:
    """Every place of a module that puts something into a container, by a method, an operator or under a key."""
    for call in module.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=store, attr=method), args=[put]) if method in _ONE:
                yield Growth(call, store, put)
            case ast.Call(func=ast.Attribute(value=store, attr="insert"), args=[_, put]):
                yield Growth(call, store, put)
            case ast.Call(func=ast.Attribute(value=store, attr=method), args=[put]) if method in _MANY:
                yield Growth(call, store, _element(put))
    for one in module.all(ast.AugAssign):
        if isinstance(one.op, ast.Add | ast.BitOr) and isinstance(
            one.value, ast.List | ast.Set | ast.ListComp | ast.SetComp
        ):
            yield Growth(one.target, one.target, _element(one.value))
    for node in module.all(ast.Subscript):
        statement = module.parent(node)
        if isinstance(node.ctx, ast.Store) and isinstance(statement, ast.Assign):
            yield Growth(node, node.value, statement.value, node.slice)


def _element(many: ast.expr) -> ast.expr:
    if isinstance(many, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return many.elt
    return many.elts[0] if isinstance(many, ast.List | ast.Set | ast.Tuple) and many.elts else many
