"""Loops that may end before their time."""

import ast

from sparsemem.rewrite.proof.follow import own_nodes


def leaves(body: list[ast.stmt]) -> bool:
    """Whether the body of a loop may end that loop before its time."""
    for statement in body:
        if isinstance(statement, ast.Break | ast.Return):
            return True
        if isinstance(statement, ast.For | ast.While | ast.AsyncFor):
            inner = any(isinstance(node, ast.Return) for node in own_nodes(statement))
            if inner or leaves(statement.orelse):
                return True
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
            blocks += [part.body for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]]
            if any(leaves(block) for block in blocks):
                return True
    return False
