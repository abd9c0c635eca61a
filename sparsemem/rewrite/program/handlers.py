"""Code that an exception leaves in sight of a handler which tells one exception from another."""

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sparsemem.source import Function, Module

_NOT_ERRORS = frozenset({"builtins.KeyboardInterrupt", "builtins.GeneratorExit", "builtins.ImportError",
                         "builtins.ModuleNotFoundError"})  # fmt: skip
_ALL = frozenset({"builtins.Exception", "builtins.BaseException"})


def telling_blocks(module: Module) -> Iterator[list[ast.stmt]]:
    """The blocks that stand in a `try` whose handlers tell exceptions apart, or in a context that may."""
    blocks: list[ast.Try | ast.TryStar | ast.With | ast.AsyncWith] = [
        *module.all(ast.TryStar),
        *(node for node in module.all(ast.Try) if any(_tells(module, handler) for handler in node.handlers)),
        *(node for node in module.all(ast.With) if not all(is_open(module, item) for item in node.items)),
        *module.all(ast.AsyncWith),
    ]
    return (block.body for block in blocks)


def _tells(module: Module, handler: ast.ExceptHandler) -> bool:
    """Whether what a handler does may depend on which exception it is."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = [module.dotted(kind) for kind in kinds if kind is not None]
    if names and set(names) <= _NOT_ERRORS:
        return False
    return handler.name is not None or (handler.type is not None and _ALL.isdisjoint(names))


_TRANSPARENT = ("contextlib.closing", "contextlib.nullcontext", "builtins.open")
_TRANSPARENT_MODULES = frozenset(
    {"tempfile", "threading", "zipfile", "tarfile", "gzip", "bz2", "lzma", "sqlite3", "socket"}
)


def is_open(module: Module, item: ast.withitem) -> bool:
    """Whether a context is a file, a lock or the like, which lets every exception through."""
    call = item.context_expr
    if not isinstance(call, ast.Call):
        return False
    name, method = module.dotted(call.func) or "", call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name.partition(".")[0] in _TRANSPARENT_MODULES or name in _TRANSPARENT or method == "open"


def catchers(module: Module, node: ast.AST) -> set[ast.AST]:
    """What an exception of a node may be seen by in the same function: handlers, what is done at last, contexts."""
    found, child = set[ast.AST](), node
    for around in module.ancestors(node):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            break
        if isinstance(around, ast.Try | ast.TryStar) and child in [*around.body, *around.handlers, *around.orelse]:
            found.add(around)
        if isinstance(around, ast.With) and not all(is_open(module, item) for item in around.items):
            found.add(around)
        child = around
    return found


def is_caught(module: Module, changed: Collection[str], *nodes: ast.AST) -> bool:
    """Whether it can be told which of several nodes an exception comes from, by what they have `changed` too.

    What is done at last around all of them is done for each, and tells none from another unless it reads a name of
    what they change.
    """
    every = [catchers(module, node) for node in nodes]
    return any(found != every[0] for found in every) or any(_sees(around, changed) for around in every[0])


def _sees(around: ast.AST, changed: Collection[str]) -> bool:
    if not isinstance(around, ast.Try) or around.handlers:
        return True
    read = {name for statement in around.finalbody for name in identifiers(statement)}
    return not read.isdisjoint(changed) or any(
        isinstance(part, ast.Return | ast.Break | ast.Continue) for s in around.finalbody for part in ast.walk(s)
    )


def identifiers(node: ast.AST) -> Iterator[str]:
    """Every name and attribute in a node."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            yield inner.id
        elif isinstance(inner, ast.Attribute):
            yield inner.attr


def names_in_reach(functions: Iterable[Function], tried: Iterable[frozenset[str]]) -> frozenset[str]:
    """The names in what is `tried`, of each module, and in all functions that these may stand for."""
    named: dict[str, set[ast.AST]] = defaultdict(set)
    for function in functions:
        named[function.node.name].add(function.node)
    reached, waiting = set[str](), set[str]().union(*tried)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= {inner for node in named.get(name, ()) for inner in identifiers(node)} - reached
    return frozenset(reached)


def is_special(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is called without being named."""
    return function.name.startswith("__") and function.name.endswith("__")
