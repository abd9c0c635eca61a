"""The part of SM223 that looks at inner functions that refer to themselves."""

import ast
from collections.abc import Iterator

from sparsemem.review.rule import Hit, Likely
from sparsemem.source import FunctionNode, Module, Variable

_REMEDY = "make it a method or a function of the module, and pass what it needs as arguments"


def recursive(module: Module, function: FunctionNode) -> Iterator[Hit]:
    """An inner function that calls itself is in a cycle with its own cell, with all that it captures."""
    variable = module.variable(function)
    if variable is None or variable.scope.kind != "function" or len(variable.bindings) != 1:
        return
    inside = set(ast.walk(function))
    if not any(use in inside for use in variable.references):
        return
    captured = sorted(_captured(module, function, inside) - {function.name})
    likely = Likely.UNKNOWN if _data(module, function, captured) else Likely.SMALL
    holds = f" and keeps {', '.join(captured)} with it" if captured else ""
    message = f"{function.name}() refers to itself, a cycle that is made anew by each call around it{holds}"
    yield Hit(function, function.name, message, likely, {"captures": captured}, remedy=_REMEDY)


def _captured(module: Module, function: FunctionNode, inside: set[ast.AST]) -> set[str]:
    return {variable.name for variable in _free(module, function, inside)}


def _free(module: Module, function: FunctionNode, inside: set[ast.AST]) -> Iterator[Variable]:
    for node in inside:
        variable = module.variable(node) if isinstance(node, ast.Name) else None
        if variable and variable.scope.kind == "function" and variable.scope.node not in inside:
            yield variable


def _data(module: Module, function: FunctionNode, captured: list[str]) -> bool:
    """Whether a captured local is a container that the function around makes: the data that waits."""
    around = module.function(function)
    scope = module.scopes[around] if around else None
    for name in captured if scope else ():
        variable = scope.variables.get(name) if scope else None
        for target in variable.bindings if variable else ():
            statement = module.parent(target)
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.List | ast.Dict | ast.ListComp):
                return True
    return False
