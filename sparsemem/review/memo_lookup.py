"""Whether a function looks a key up in a dict, and hands out what it stores there: then that is a memo."""

import ast

from sparsemem.review.index.evictions import last_name
from sparsemem.source import FunctionNode, Module


def looks_up(module: Module, function: FunctionNode, stored: ast.Subscript) -> bool:
    """Whether the function also reads the store under the same key and returns what it holds."""
    store, key = ast.dump(_loaded(stored.value)), ast.dump(_loaded(stored.slice))
    tested = read = False
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            tested |= _same(node.comparators[0], store) and _same(node.left, key)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            hit = _same(node.value, store) and _same(node.slice, key)
            read |= hit
            tested |= hit and _caught(module, node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            hit = _same(node.func.value, store) and bool(node.args) and _same(node.args[0], key)
            tested |= hit
            read |= hit
    return tested and read and _hands_out(function, stored, store)


def makes_missing(module: Module, stored: ast.Subscript) -> bool:
    """Whether it stores under `if key not in store:`."""
    around = module.enclosing(stored, ast.If)
    match around.test if around else None:
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[store]):
            return ast.unparse(left) == ast.unparse(stored.slice) and ast.unparse(store) == ast.unparse(stored.value)
    return False


def _hands_out(function: FunctionNode, stored: ast.Subscript, store: str) -> bool:
    """Whether the function returns what it finds in the store, directly or by a name: else it keeps state, not
    results."""
    nodes = list(ast.walk(function))
    kept = set()
    for node in nodes:
        if (
            isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
            and node.value
            and _mentions(node.value, store)
        ):
            kept |= _plain_names(*(node.targets if isinstance(node, ast.Assign) else [node.target]))
    returned = [node.value for node in nodes if isinstance(node, ast.Return) and node.value]
    return any(_mentions(value, store) or not kept.isdisjoint(_names_in(value)) for value in returned)


def _mentions(node: ast.AST, store: str) -> bool:
    return any(isinstance(inner, ast.Name | ast.Attribute) and _same(inner, store) for inner in ast.walk(node))


def _plain_names(*nodes: ast.expr) -> set[str]:
    """Those of the expressions, or of the elements of a tuple among them, that are names."""
    parts = [part for node in nodes for part in (node.elts if isinstance(node, ast.Tuple) else [node])]
    return {part.id for part in parts if isinstance(part, ast.Name)}


def _names_in(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _loaded(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def _same(node: ast.expr, dumped: str) -> bool:
    return ast.dump(_loaded(node)) == dumped


def _caught(module: Module, node: ast.AST) -> bool:
    """Whether a missing key is handled here: `try: return memo[key]` / `except KeyError`."""
    around = module.enclosing(node, ast.Try)
    kinds = [last_name(handler.type) for handler in around.handlers] if around else []
    return bool({"KeyError", "LookupError"} & set(kinds))
