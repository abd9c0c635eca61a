"""Parts of a source that is read in parts already."""

import ast

from sparsemem.review.name_words import name_parts
from sparsemem.source import Module


def is_batch(module: Module, node: ast.expr) -> bool:
    """Whether the receiver is one part of a source that is read in parts already: the target of a loop, a batch."""
    variable = module.variable(node)
    if variable is not None and any(_is_target(module, binding) for binding in variable.bindings):
        return True
    return any("batch" in name_parts(part.id) for part in ast.walk(node) if isinstance(part, ast.Name))


def _is_target(module: Module, binding: ast.AST) -> bool:
    """Of a loop, itself or in a tuple: `for cursor, count in parts:`."""
    around = module.parent(binding)
    around = module.parent(around) if isinstance(around, ast.Tuple) else around
    return isinstance(around, ast.For | ast.AsyncFor | ast.comprehension)
