"""What one module does with exceptions: where it stops one, tells it from another, or sees it on its way."""

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sparsemem.source import Module, own_nodes, yields

_NOT_ERRORS = frozenset({"builtins.KeyboardInterrupt", "builtins.GeneratorExit", "builtins.ImportError",
                         "builtins.ModuleNotFoundError"})  # fmt: skip
_ALL = frozenset({"builtins.Exception", "builtins.BaseException"})
_TRANSPARENT = ("contextlib.closing", "contextlib.nullcontext", "builtins.open")
_TRANSPARENT_MODULES = ("tempfile", "threading", "zipfile", "tarfile", "gzip", "bz2", "lzma", "sqlite3", "socket")
_REMOVING = frozenset({"os.remove", "os.unlink", "os.rmdir", "os.close", "shutil.rmtree"})
_MAKING = ("__init__", "__post_init__", "__new__")
_CLASSES = ("cls", "type", "__class__")
"""Names that any class may have."""


@dataclass(frozen=True, slots=True)
class Handled:
    """Names, by the last part, as far as they have to do with exceptions."""

    tried: frozenset[str]
    """What is read where a handler tells exceptions apart."""
    blocks: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """The names in each other `try`, after those in what handles its exceptions."""
    guarded: frozenset[str]
    """What is read where an exception is stopped, or something is done because of one."""
    is_suspended: bool
    """Whether a generator is left waiting in such a block."""
    unnamed: frozenset[str]
    """Functions that run where no text names them: special methods, decorated ones, and what lambdas name."""
    lazy: frozenset[str]
    """Functions that run where something is iterated: generators, and what generator expressions name."""
    trusted: dict[str, frozenset[str]]
    """What is read in blocks that are taken for harmless by the name of a method: `with x.open()`, `x.close()` at
    last."""
    within: dict[str, frozenset[str]]
    """What the functions of a name read; of a class, its `__init__`; of the module, its top level."""

    @classmethod
    def of(cls, module: Module) -> "Handled":
        """Those of a module."""
        functions = list(module.functions())
        guarded = [part for block in _guarded_blocks(module) for part in block]
        unnamed = {node.name for node in functions if node.decorator_list or is_special(node)}
        return cls(
            _named_in(part for block in telling_blocks(module) for part in block),
            tuple(_handled(module)),
            _named_in(guarded),
            any(isinstance(inner, ast.Yield | ast.YieldFrom) for node in guarded for inner in ast.walk(node)),
            frozenset(unnamed - {*_MAKING} | _named_in(module.all(ast.Lambda))),
            _named_in(module.all(ast.GeneratorExp)) | {node.name for node in functions if yields(node)},
            {"open": _named_in(_opened(module)), "close": _named_in(_closed(module))},
            _within(module),
        )


def telling_blocks(module: Module) -> Iterator[Sequence[ast.AST]]:
    """The blocks that stand in a `try` whose handlers tell exceptions apart, or in a context that may."""
    yield from (node.body for node in module.all(ast.TryStar))
    yield from (node.body for node in module.all(ast.AsyncWith))
    yield from (node.body for node in module.all(ast.Try) if any(_tells(module, one) for one in node.handlers))
    yield from (node.body for node in module.all(ast.With) if not _are_open(module, node))


def _handled(module: Module) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for node in module.all(ast.Try):
        after = [part for statement in [*node.handlers, *node.finalbody] for part in ast.walk(statement)]
        words = {part.arg for part in after if isinstance(part, ast.keyword) and part.arg}
        names = {last_part(part) for part in after if isinstance(part, ast.Name | ast.Attribute)}
        within = frozenset(name for statement in [*node.body, *node.orelse] for name in identifiers(statement))
        yield frozenset(words | names), within


def _tells(module: Module, handler: ast.ExceptHandler) -> bool:
    """Whether what a handler does may depend on which exception it is."""
    named = handler.name is not None or (handler.type is not None and _ALL.isdisjoint(_kinds(module, handler)))
    return named and _is_handling(module, handler)


def _guarded_blocks(module: Module) -> Iterator[Sequence[ast.AST]]:
    """The blocks that stand in a `try` or context that an exception does not leave unseen."""
    yield from telling_blocks(module)
    yield from ([*one.body, *one.orelse, *one.handlers] for one in module.all(ast.Try) if not lets_pass(module, one))


def _opened(module: Module) -> Iterator[ast.stmt]:
    return (part for one in module.all(ast.With) if not _are_open(module, one, {"open"}) for part in one.body)


def _closed(module: Module) -> Iterator[ast.stmt]:
    every = (one for one in module.all(ast.Try) if not lets_pass(module, one, {"close"}))
    return (part for one in every for part in [*one.body, *one.orelse])


def lets_pass(module: Module, around: ast.AST, own: Collection[str] = ()) -> bool:
    """Whether a `try` lets every error through, and all that it does at last is to close or remove files.

    `own`: names of methods that classes of the project have, and that may do anything.
    """
    if not isinstance(around, ast.Try) or any(map(partial(_is_handling, module), around.handlers)):
        return False
    return all(_is_removing(module, statement, own) for statement in around.finalbody)


def _is_handling(module: Module, handler: ast.ExceptHandler) -> bool:
    """Whether it stops errors, other than of the keyboard and of imports."""
    return not _kinds(module, handler) or not _kinds(module, handler) <= _NOT_ERRORS


def _kinds(module: Module, handler: ast.ExceptHandler) -> set[str | None]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {module.dotted(kind) for kind in kinds if kind is not None}


def _is_removing(module: Module, statement: ast.stmt, own: Collection[str]) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="close"), args=[], keywords=[])):
            return "close" not in own
        case ast.Expr(value=ast.Call(func=function, args=arguments)):
            return module.dotted(function) in _REMOVING and all(isinstance(one, ast.Name) for one in arguments)
    return False


def _named_in(nodes: Iterable[ast.AST]) -> frozenset[str]:
    return frozenset(name for node in nodes for name in identifiers(node))


def _within(module: Module) -> dict[str, frozenset[str]]:
    found = defaultdict[str, set[str]](set)
    for node in module.functions():
        found[node.name].update(identifiers(node))
    for name in (*_CLASSES, *(class_.name for class_ in module.all(ast.ClassDef))):
        found[name].update(_MAKING)
    found[module.name.rpartition(".")[2]].update(_read(own_nodes(module.tree)))
    return {name: frozenset(read) for name, read in found.items()}


def _are_open(module: Module, block: ast.With, own: Collection[str] = ()) -> bool:
    return all(is_open(module, item, own) for item in block.items)


def is_open(module: Module, item: ast.withitem, own: Collection[str] = ()) -> bool:
    """Whether a context is a file, a lock or the like, which lets every exception through.

    `own`: names of methods that classes of the project have, and that may give anything.
    """
    called = getattr(item.context_expr, "func", None)  # of a call
    name = module.dotted(called)
    if name is None:
        return isinstance(called, ast.Attribute) and called.attr == "open" and "open" not in own
    return name.partition(".")[0] in _TRANSPARENT_MODULES or name in _TRANSPARENT


def catchers(module: Module, node: ast.AST, own: Collection[str]) -> set[ast.AST]:
    """What an exception of a node may be seen by in the same function: handlers, what is done at last, contexts."""
    found, child = set[ast.AST](), node
    for around in module.ancestors(node):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            break
        if isinstance(around, ast.Try | ast.TryStar) and child in [*around.body, *around.handlers, *around.orelse]:
            found.add(around)
        if isinstance(around, ast.With) and not _are_open(module, around, own):
            found.add(around)
        child = around
    return found


def is_caught(module: Module, changed: Collection[str], own: Collection[str], *nodes: ast.AST) -> bool:
    """Whether it can be told which of several nodes an exception comes from, by what they have `changed` too.

    What is done at last around all of them is done for each, and tells none from another unless it reads a name of
    what they change.
    """
    every = [catchers(module, node, own) for node in nodes]
    return any(found != every[0] for found in every) or any(_sees(around, changed) for around in every[0])


def _sees(around: ast.AST, changed: Collection[str]) -> bool:
    if not isinstance(around, ast.Try) or around.handlers:
        return True
    last = [part for statement in around.finalbody for part in ast.walk(statement)]
    named = {last_part(part) for part in last if isinstance(part, ast.Name | ast.Attribute)}
    return not named.isdisjoint(changed) or any(isinstance(p, ast.Return | ast.Break | ast.Continue) for p in last)


def last_part(node: ast.Name | ast.Attribute) -> str:
    """The name, or that of the attribute."""
    return node.id if isinstance(node, ast.Name) else node.attr


def identifiers(node: ast.AST) -> Iterator[str]:
    """Every name, attribute and import in a node."""
    return _read(ast.walk(node))


def _read(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            yield last_part(node)
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").rpartition(".")[2]


def is_special(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is called without being named."""
    return function.name.startswith("__") and function.name.endswith("__")
