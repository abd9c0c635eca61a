"""Contexts that code depends on without naming them: locale, decimal, directory, warnings, seed."""

import ast

_CONTEXTS = (
    "setlocale", "getcontext", "setcontext", "localcontext", "chdir", "seed", "catch_warnings", "simplefilter",
    "filterwarnings", "setrecursionlimit",
)  # fmt: skip


def is_context(node: ast.AST) -> bool:
    """Whether it is a call that changes such a context."""
    name = node.func if isinstance(node, ast.Call) else None
    return name is not None and ast.unparse(name).endswith(_CONTEXTS)
