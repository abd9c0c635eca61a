"""What makes an entry in a dict or a set where there is none yet, other than an assignment."""

import ast
from collections.abc import Iterator

from sparsemem.review.memo_home import fills_itself
from sparsemem.source import FunctionNode, Module, empty, tables


def added(module: Module) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """What makes an entry where there is none yet, with the store and the key. What a loop counts is a result."""
    for call in module.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=store, attr="setdefault"), args=[key, *_]):
                yield call, store, key
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as store, attr="add"), args=[key]):
                yield call, store, key
            case ast.Call(func=ast.Attribute(value=ast.Subscript(value=store, slice=key), attr=method)):
                if method in tables.GROWING_METHODS and _fills_itself(module, store):
                    yield call, store, key
    for one in module.all(ast.AugAssign):
        if isinstance(one.target, ast.Subscript) and not _is_in_loop(module, one):
            yield one.target, one.target.value, one.target.slice


def is_empty_set(module: Module, value: ast.expr | None) -> bool:
    """Whether a value is a set that starts empty."""
    return empty(module, value) == "set"


def is_asked(function: FunctionNode, store: ast.expr, key: ast.expr) -> bool:
    """Whether the function asks whether it has seen that before: `if url in seen:`."""
    text = {f"{ast.unparse(key)} {word} {ast.unparse(store)}" for word in ("in", "not in")}
    return any(isinstance(node, ast.Compare) and ast.unparse(node) in text for node in ast.walk(function))


def _fills_itself(module: Module, store: ast.expr) -> bool:
    text = ast.unparse(store)
    statements: list[ast.Assign | ast.AnnAssign] = [*module.all(ast.Assign), *module.all(ast.AnnAssign)]
    return any(
        text in map(ast.unparse, one.targets if isinstance(one, ast.Assign) else [one.target])
        and fills_itself(module, one.value)
        for one in statements
    )


def _is_in_loop(module: Module, node: ast.AST) -> bool:
    return module.enclosing(node, ast.For, ast.AsyncFor, ast.While) is not None
