"""What a function that builds one container consists of."""

import ast
from dataclasses import dataclass

from sparsemem.source import Function


@dataclass(frozen=True, slots=True)
class Fill:
    """A statement that puts something in: `kind` is append, extend or item."""

    kind: str
    statement: ast.Expr | ast.Assign | ast.AugAssign
    key: ast.expr | None
    value: ast.expr


@dataclass(frozen=True, slots=True)
class Producer:
    """A function that builds one list or dict and returns it."""

    function: Function
    result: str
    """`list` or `dict`."""
    built: ast.ListComp | ast.DictComp | ast.Call | None
    """The comprehension, or `list` of something lazy, that it returns; None where it fills a local one."""
    start: ast.AST | None
    """The name, where it is bound to the local one, empty."""
    fills: tuple[Fill, ...]
    returns: tuple[ast.Return, ...]
