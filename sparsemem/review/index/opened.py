"""What hands out an open file, archive or cursor, which is read until it is closed."""

import ast

from sparsemem.source import FunctionNode, Module, tables


def opens(module: Module, node: ast.expr | None) -> bool:
    """Whether a call opens something: `open(path)`, `path.open()`, `connection.cursor()`."""
    if not isinstance(node, ast.Call):
        return False
    if module.dotted(node.func) in tables.OPENERS:
        return True
    return isinstance(node.func, ast.Attribute) and node.func.attr in tables.OPENING_METHODS


def hands_out(module: Module, function: FunctionNode, returned: list[ast.AST]) -> bool:
    """Whether a function returns what it opens, or is the context manager of that."""
    if any(module.dotted(one) == "contextlib.contextmanager" for one in function.decorator_list):
        return any(opens(module, node) for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(opens(module, one.value) for one in returned if isinstance(one, ast.Return))
