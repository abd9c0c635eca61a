"""Which functions are in the reach of a handler that tells one exception from another."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from sparsemem.rewrite.program.handlers import identifiers
from sparsemem.source import Function


class HandlerReach:
    """Of all handlers of a project, by the names in what they try."""

    def __init__(self, functions: Iterable[Function], tried: Iterable[frozenset[str]]) -> None:
        """`tried` are the names in the tries of each module."""
        named: dict[str, set[ast.AST]] = defaultdict(set)
        for function in functions:
            named[function.node.name].add(function.node)
        self._reached: set[str] = set()
        waiting: set[str] = set().union(*tried)
        while waiting:
            name = waiting.pop()
            if name not in self._reached:
                self._reached.add(name)
                waiting.update(inner for node in named.get(name, ()) for inner in identifiers(node))

    def holds(self, function: ast.AST | None) -> bool:
        """Whether a handler that is seen tells which exception leaves a function: by the names in its reach."""
        return isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and (
            function.name in self._reached
            or bool(self._reached and (function.decorator_list or is_special(function)))
        )


def is_special(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is called without being named."""
    return function.name.startswith("__") and function.name.endswith("__")
