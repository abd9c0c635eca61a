"""The nodes that run when a function does: those of functions and classes within it are left out."""

import ast
from collections.abc import Iterator
from weakref import WeakKeyDictionary

_OWN = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_NODES: WeakKeyDictionary[ast.AST, tuple[ast.AST, ...]] = WeakKeyDictionary()


def own_nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a function in the order of the text, those of functions within left out."""
    if node not in _NODES:
        _NODES[node] = tuple(_own_nodes(node))
    return _NODES[node]


def yields(node: ast.AST) -> bool:
    """Whether a function is a generator."""
    return any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in own_nodes(node))


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    waiting = [node]
    while waiting:
        around = waiting.pop()
        if around is not node:
            yield around
        inner = [child for child in ast.iter_child_nodes(around) if not isinstance(child, _OWN | ast.ClassDef)]
        waiting += reversed(inner)
