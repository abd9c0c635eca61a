"""What the classes of a module assign in their bodies."""

import ast

from sparsemem.source import Module


def class_values(module: Module, name: str) -> list[ast.expr]:
    """The values that the bodies of classes give to that name."""
    statements = (statement for owner in module.all(ast.ClassDef) for statement in owner.body)
    return [
        statement.value
        for statement in statements
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and target.id == name
    ]
