"""The function of the same module that an expression stands for."""

import ast

from sparsemem.review.index.evictions import own_attribute
from sparsemem.source import FunctionNode, Module


def named_function(module: Module, node: ast.expr) -> FunctionNode | None:
    """That of a name, or of `self.method` in the class around; None where it is another's, or bound twice."""
    variable = module.variable(node)
    if variable is not None:
        return variable.only if isinstance(variable.only, FunctionNode) else None
    attribute, function = own_attribute(node), module.function(node)
    owner = module.owner_class(function) if attribute and function else None
    bodies = owner.body if owner else []
    return next((one for one in bodies if isinstance(one, FunctionNode) and one.name == attribute), None)
