"""Who sees a name beside the function that binds it."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable


def is_visible(program: Program, module: Module, variable: Variable) -> bool:
    """Whether a name is seen from outside of its function: as an attribute of the module, or in its frame."""
    node = variable.scope.node
    if looks_at_names(program, module, node):
        return True
    if not isinstance(node, ast.Module):
        return False
    guarded = [statement for statement in node.body if _is_guard(statement)]
    if guarded:
        return not all(any(around in guarded for around in module.ancestors(b)) for b in variable.bindings)
    return "." in module.name or module.source.path.endswith("__init__.py") or program.is_imported(module)


def _is_guard(statement: ast.stmt) -> bool:
    """`if __name__ == "__main__"`"""
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
