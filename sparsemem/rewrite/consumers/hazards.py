"""What a value depends on that is changed before it is consumed: files, contexts, what the same name stands for."""

import ast
from collections.abc import Iterable, Sequence

from sparsemem.source import Module, place, tables

_CONTEXTS = (
    "setlocale", "getcontext", "setcontext", "localcontext", "chdir", "seed", "catch_warnings", "simplefilter",
    "filterwarnings", "setrecursionlimit",
)  # fmt: skip
"""Calls that change what code depends on without naming it: locale, decimal, directory, warnings, seed."""
_WRITING = ("write_text", "write_bytes")


def is_context(node: ast.AST) -> bool:
    """Whether it is a call that changes such a context."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_CONTEXTS)


def is_closing(node: ast.AST) -> bool:
    """Whether it is a call of `close()`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "close"


def changes_source(made: ast.AST, nodes: Iterable[ast.AST]) -> bool:
    """Whether something that the value is read from is changed by the same name: `self.rows`, `table`."""
    sources = {ast.dump(part) for part in ast.walk(made) if isinstance(part, ast.Attribute | ast.Name)}
    for part in (inner for node in nodes for inner in ast.walk(node)):
        match part:
            case ast.Subscript(value=target, ctx=ast.Store() | ast.Del()) if ast.dump(target) in sources:
                return True
            case ast.Call(func=ast.Attribute(value=target, attr=method)) if method in tables.CHANGING_METHODS:
                if ast.dump(target) in sources:
                    return True
    return False


def rewritten_files(module: Module, made: ast.AST, nodes: Sequence[ast.AST]) -> bool:
    """Whether a file is opened for writing, around or in the nodes, by an expression that the value is made from."""
    around = [item for node in nodes for a in module.ancestors(node) if isinstance(a, ast.With) for item in a.items]
    written = _opened(module, [*nodes, *around], writing=True)
    if not written:
        return False
    function = module.enclosing(made, ast.FunctionDef, ast.AsyncFunctionDef) or module.tree
    start = min(map(place, nodes))
    before = [call for call in ast.walk(function) if isinstance(call, ast.Call) and place(call) < start]
    read = _opened(module, [*before, *nodes], writing=False)
    return bool(written & (read | {ast.dump(part) for part in ast.walk(made) if isinstance(part, ast.expr)}))


def _opened(module: Module, nodes: Iterable[ast.AST], writing: bool) -> set[str]:
    """What is opened, for writing or for reading, in these nodes."""
    calls = (call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call))
    return {source for call in calls if _is_open(module, call, writing) and (source := _source(call)) is not None}


def _source(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("open", *_WRITING):
        inner = call.func.value
        return ast.dump(inner.args[0] if isinstance(inner, ast.Call) and inner.args else inner)
    return ast.dump(call.args[0]) if call.args else None


def _is_open(module: Module, call: ast.Call, writing: bool) -> bool:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method in _WRITING:
        return writing
    if module.dotted(call.func) != "builtins.open" and method != "open":
        return False
    modes = [a for a in [*call.args, *(k.value for k in call.keywords)] if isinstance(a, ast.Constant)]
    changes = any(isinstance(m.value, str) and len(m.value) < 5 and set(m.value) & set("wax+") for m in modes[-2:])
    return changes is writing
