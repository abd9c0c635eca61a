"""Whether nothing can take anything out of a store, as far as its module shows: it is put into, and read."""

import ast
import re
from collections.abc import Iterable, Iterator

from sparsemem.source import Module

_READING = frozenset(
    f"builtins.{name}"
    for name in (
        "all", "any", "bool", "enumerate", "filter", "frozenset", "id", "iter", "len", "list", "map", "max", "min",
        "print", "repr", "reversed", "set", "sorted", "str", "sum", "tuple", "type", "zip",
    )
) | {
    "asyncio.as_completed", "asyncio.gather", "asyncio.wait", "concurrent.futures.as_completed",
    "concurrent.futures.wait", "gevent.joinall", "gevent.wait", "json.dumps",
}  # fmt: skip
_WAITING = frozenset(name for name in _READING if name.startswith(("asyncio.", "concurrent.", "gevent.")))
_CLOSING = re.compile(r"close|stop|shut|exit|quit|cancel|terminate|finali[sz]e|teardown|disconnect|__del__|kill|end")
_READING_METHODS = frozenset(
    {"debug", "extend", "format", "info", "join", "update", "warning", "write", "writelines"}
)


def is_only_read(module: Module, store: ast.expr, inside: ast.AST) -> bool:
    """Whether each use of the store, wherever in the module, puts into it or reads it; returned it may be by
    `inside` only, which runs again and again and whose result is gone by then."""
    return all(_is_harmless(module, use, inside) for use in _uses(module, store))


def is_asked_for(module: Module, store: ast.expr, node: ast.AST) -> bool:
    """Whether a condition around the node asks for the store: `if not warned: warned.append(...)` has an end."""
    text = ast.unparse(store)
    tests = (around.test for around in module.ancestors(node) if isinstance(around, ast.If | ast.While | ast.IfExp))
    return any(
        ast.unparse(part) == text for test in tests for part in ast.walk(test) if isinstance(part, type(store))
    )


def is_waited_for(module: Module, store: ast.expr) -> bool:
    """Whether a method that does not close waits for all that is in the store: its object is made for a batch."""
    for use in _uses(module, store):
        function = module.function(use)
        if function is not None and not _CLOSING.search(function.name) and _waits(module, use):
            return True
    return False


def _waits(module: Module, use: ast.expr) -> bool:
    around = module.parent(use)
    if isinstance(around, ast.Starred):
        around = module.parent(around)
    if isinstance(around, ast.Call):
        return module.dotted(around.func) in _WAITING
    loop = module.parent(around) if isinstance(around, ast.comprehension) else around
    if not isinstance(loop, ast.For | ast.AsyncFor | ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
        return False
    return any(
        isinstance(node, ast.Await) or (isinstance(node, ast.Attribute) and node.attr in ("result", "join", "get"))
        for node in ast.walk(loop)
    )


def _uses(module: Module, store: ast.expr) -> Iterable[ast.expr]:
    variable = module.variable(store)
    if variable is not None:
        return variable.references
    return _attributes(module, store.attr) if isinstance(store, ast.Attribute) else ()


def _attributes(module: Module, name: str) -> Iterator[ast.Attribute]:
    return (one for one in module.all(ast.Attribute) if one.attr == name and isinstance(one.ctx, ast.Load))


def _is_harmless(module: Module, use: ast.expr, inside: ast.AST) -> bool:
    match module.parent(use):
        case ast.Attribute() | ast.Starred() | ast.Compare() | ast.BinOp() | ast.FormattedValue() | ast.UnaryOp():
            return True
        case ast.Subscript(value=value):
            return value is use
        case ast.For(iter=given) | ast.AsyncFor(iter=given) | ast.comprehension(iter=given):
            return given is use
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            return test is use
        case ast.Call(func=ast.Attribute(attr=method)) if method in _READING_METHODS:
            return True
        case ast.Call(func=function):
            return module.dotted(function) in _READING
        case ast.Return():
            return module.function(use) is inside
        case ast.Dict():
            return isinstance(module.parent(module.parent(use)), ast.Return)  # type: ignore[arg-type]
    return False
