"""Whether a function can hand out what it makes record by record: by the source alone."""

import ast

from sparsemem.source.built_results import Way, built_result
from sparsemem.source.flow import assigned
from sparsemem.source.module import Module
from sparsemem.source.scope import FunctionNode

_YIELDS = (ast.Yield, ast.YieldFrom)


def can_stream(module: Module, function: str, line: int) -> bool | None:
    """Whether a generator could stand in for the function of that name around a line: it returns a container that it
    fills itself. None where there is no such function.

    What sorts, joins or adds up has one value, and what is a generator already cannot be made one.
    """
    made = next((one for one in module.functions() if _is_around(one, function, line)), None)
    if made is None:
        return None
    if any(module.function(node) is made for node in module.all(*_YIELDS)):
        return False
    returns = [node for node in module.all(ast.Return) if module.function(node) is made]
    return any(_is_filled(module, node.value) for node in returns)


def _is_around(node: FunctionNode, function: str, line: int) -> bool:
    return node.name == function and node.lineno <= line <= (node.end_lineno or 0)


def _is_filled(module: Module, value: ast.expr | None) -> bool:
    if _is_built(module, value):
        return True
    variable = module.variable(value) if isinstance(value, ast.Name) else None
    if variable is None or variable.scope.kind != "function":
        return False
    return any(_is_built(module, assigned(module, binding)) for binding in variable.bindings)


def _is_built(module: Module, value: ast.expr | None) -> bool:
    """A container made on the spot, or a local one that starts empty; `list(rows)` drains whatever it gets."""
    return built_result(module, value, lambda call: True).way in (Way.WHOLE, Way.LOCAL)
