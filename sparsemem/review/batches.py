"""Parts of a source that is read in parts already."""

import ast

from sparsemem.review.name_words import name_parts
from sparsemem.source import Module


def is_batch(module: Module, node: ast.expr) -> bool:
    """Whether the receiver is one part of a source that is read in parts already: the target of a loop, a batch."""
    variable = module.variable(node)
    if variable is not None and any(
        isinstance(module.parent(b), ast.For | ast.comprehension) for b in variable.bindings
    ):
        return True
    return any("batch" in name_parts(part.id) for part in ast.walk(node) if isinstance(part, ast.Name))
