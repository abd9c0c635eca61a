"""Queries whose result is small whatever the data: of a database's own catalogue, or with a limit."""

import ast
import re

from sparsemem.source.flow import place
from sparsemem.source.module import Module

_SMALL = re.compile(
    r"^\s*(?:pragma|show|describe|explain)\b|\b(?:information_schema|sqlite_master|pg_\w+|sys\.\w+|all_tab\w*)\b"
    r"|\blimit\s+\d{1,4}\b|\bcount\s*\(",
    re.IGNORECASE,
)
_EXECUTING = frozenset({"execute", "exec_driver_sql"})


def is_catalogue(module: Module, fetch: ast.Call) -> bool:
    """Whether the query whose rows are fetched is written out and small: the last one that the receiver executed."""
    receiver = fetch.func.value if isinstance(fetch.func, ast.Attribute) else None
    if isinstance(receiver, ast.Call):
        return _is_small(receiver)
    function = module.function(fetch)
    if receiver is None or function is None:
        return False
    earlier = [call for call in ast.walk(function) if _executes(call, receiver) and place(call) < place(fetch)]
    return bool(earlier) and _is_small(max(earlier, key=place))


def _executes(node: ast.AST, receiver: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=on, attr=method)):
            return method in _EXECUTING and ast.dump(on) == ast.dump(receiver)
    return False


def _is_small(call: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and _SMALL.search(node.value) is not None
        for node in ast.walk(call)
    )
