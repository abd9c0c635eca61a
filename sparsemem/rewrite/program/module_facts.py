"""What one module adds to what is known of all, and where a handler in it tells one exception from another."""

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from sparsemem.source import DefinedNames, Function, Module

_BY_TEXT = frozenset({"getattr", "attrgetter", "methodcaller", "hasattr"})
_REPLACING = frozenset({"setattr", "delattr", "patch", "object", "multiple", "type", "setitem", "dict"})
_CALLING = frozenset({"map", "filter", "filterfalse", "starmap", "takewhile", "dropwhile", "accumulate", "groupby"})
_NOT_ERRORS = frozenset({"builtins.KeyboardInterrupt", "builtins.GeneratorExit", "builtins.ImportError",
                         "builtins.ModuleNotFoundError"})  # fmt: skip
_ALL = frozenset({"builtins.Exception", "builtins.BaseException"})
_SHOWING = frozenset({"exc_info", "exception", "print_exc", "format_exc", "print_exception", "format_exception"})
"""What tells, or logs, the exception that is handled without giving it a name."""
_TRANSPARENT = ("contextlib.closing", "contextlib.nullcontext", "builtins.open")
_TRANSPARENT_MODULES = ("tempfile", "threading", "zipfile", "tarfile", "gzip", "bz2", "lzma", "sqlite3", "socket")


@dataclass(frozen=True, slots=True)
class Facts:
    """What one module adds to the whole."""

    names: DefinedNames
    functions: dict[str, Function]
    classes: dict[str, tuple[Module, ast.ClassDef]]
    replaced: frozenset[str]
    own: frozenset[str]
    """Attributes that objects set on themselves, and no method of theirs has the name of."""
    imported: frozenset[str]
    """Modules that it imports, and those above them."""
    calls: dict[str, list[ast.Call]]
    """By the last part of the name that is called."""
    mentioned: frozenset[str]
    """Names of functions that are read without being called."""
    attributes: frozenset[str]
    """Attributes that are read without being called."""
    tried: frozenset[str]
    """Names that are read where a handler tells exceptions apart."""
    handled: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """The names in each other `try`, after those in what handles its exceptions."""
    stopping: bool
    """Whether it handles StopIteration, or calls functions where one ends an iteration in silence."""

    @classmethod
    def of(cls, module: Module) -> "Facts":
        """The facts of a module."""
        calls: dict[str, list[ast.Call]] = defaultdict(list)
        for call in module.all(ast.Call):
            if isinstance(call.func, ast.Name | ast.Attribute):
                calls[last_part(call.func)].append(call)
        return cls(
            DefinedNames.of(module),
            {module.scopes[node].qualname: Function(module, node) for node in module.functions()},
            {module.scopes[node].qualname: (module, node) for node in module.all(ast.ClassDef)},
            frozenset(_replaced_names(module, calls)),
            frozenset(node.attr for node in module.all(ast.Attribute) if _is_of_own(module, node)),
            # `a`, `a.b` and `a.b.c` of `a.b.c`.
            frozenset(
                above
                for alias in module.all(ast.alias)
                for above in accumulate((module.imported(alias) or "").split("."), "{}.{}".format)
            ),
            calls,
            frozenset(_mentioned(module, calls)),
            frozenset(node.attr for node in module.all(ast.Attribute) if not _is_called(module, node)),
            frozenset(name for block in telling_blocks(module) for node in block for name in identifiers(node)),
            tuple(_handled(module)),
            any(map(_stops, module.all(ast.Name, ast.Attribute, ast.Call))),
        )


def _stops(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="StopIteration") | ast.Attribute(attr="__next__" | "StopIteration"):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _CALLING
    return False


def _is_called(module: Module, node: ast.Name | ast.Attribute) -> bool:
    parent = module.parent(node)
    return (isinstance(parent, ast.Call) and parent.func is node) or not isinstance(node.ctx, ast.Load)


def _mentioned(module: Module, calls: Mapping[str, list[ast.Call]]) -> Iterator[str]:
    nodes: list[ast.Name | ast.Attribute] = [*module.all(ast.Name), *module.all(ast.Attribute)]
    for node in nodes:
        is_base = isinstance(module.parent(node), ast.ClassDef)
        if not (_is_called(module, node) or is_base or module.dotted(node) is None):
            yield last_part(node)
    yield from (alias.name for alias in module.all(ast.alias) if alias.asname and alias.asname != alias.name)
    for name in _BY_TEXT & calls.keys():
        yield from _texts(argument for call in calls[name] for argument in call.args)


def _texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    return (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _replaced_names(module: Module, calls: Mapping[str, list[ast.Call]]) -> Iterator[str]:
    """Names that are assigned as attributes, or given as text to what assigns them: patches, `type`, `setattr`; with
    that of the module where it is known, as `json.loads`. A star where the name is worked out."""
    for node in module.all(ast.Attribute):
        if not isinstance(node.ctx, ast.Load) and not _is_of_own(module, node):
            yield from (node.attr, module.dotted(node) or node.attr)
    for item in module.all(ast.Subscript):
        if not isinstance(item.ctx, ast.Load) and not isinstance(item.value, ast.Name):
            texts = list(_texts([item.slice]))
            is_global = isinstance(item.value, ast.Call) and module.dotted(item.value.func) == "builtins.globals"
            yield from texts or ("*" if is_global else ())
    for call in (call for name in _REPLACING & calls.keys() for call in calls[name]):
        yield from (keyword.arg for keyword in call.keywords if keyword.arg)
        holder = module.dotted(call.args[0]) if call.args else None
        for text in _texts(ast.walk(call)):
            yield from (text, text.rpartition(".")[2], f"{holder}.{text}")
    for call in (call for call in calls.get("setattr", ()) if len(call.args) > 1):
        target = call.args[0]
        on_object = isinstance(target, ast.Name) and target.id != "cls" and module.dotted(target) is None
        if not (on_object or isinstance(call.args[1], ast.Constant)):
            yield "*"


def _is_of_own(module: Module, node: ast.Attribute) -> bool:
    """Whether it is set on `self` in a class that stands under no other and has no method of that name."""
    function = module.enclosing(node, ast.FunctionDef)
    if not isinstance(function, ast.FunctionDef) or function.decorator_list or not function.args.args:
        return False
    owner = module.owner_class(function)
    if owner is None or owner.bases or owner.keywords:
        return False
    is_self = module.variable(node.value) is module.variable(function.args.args[0])
    return is_self and all(getattr(item, "name", "") != node.attr for item in owner.body)


def telling_blocks(module: Module) -> Iterator[list[ast.stmt]]:
    """The blocks that stand in a `try` whose handlers tell exceptions apart, or in a context that may."""
    yield from (node.body for node in module.all(ast.TryStar))
    yield from (node.body for node in module.all(ast.AsyncWith))
    yield from (node.body for node in module.all(ast.Try) if any(_tells(module, one) for one in node.handlers))
    yield from (node.body for node in module.all(ast.With) if not all(is_open(module, one) for one in node.items))


def _handled(module: Module) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for node in module.all(ast.Try):
        after = [part for statement in [*node.handlers, *node.finalbody] for part in ast.walk(statement)]
        words = {part.arg for part in after if isinstance(part, ast.keyword) and part.arg}
        names = {last_part(part) for part in after if isinstance(part, ast.Name | ast.Attribute)}
        within = frozenset(name for statement in [*node.body, *node.orelse] for name in identifiers(statement))
        yield frozenset(words | names), within


def _tells(module: Module, handler: ast.ExceptHandler) -> bool:
    """Whether what a handler does may depend on which exception it is."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = [module.dotted(kind) for kind in kinds if kind is not None]
    if names and set(names) <= _NOT_ERRORS:
        return False
    return handler.name is not None or (handler.type is not None and _ALL.isdisjoint(names))


def is_open(module: Module, item: ast.withitem) -> bool:
    """Whether a context is a file, a lock or the like, which lets every exception through."""
    called = getattr(item.context_expr, "func", None)  # of a call
    name, method = module.dotted(called) or "", getattr(called, "attr", "")
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
    last = [part for statement in around.finalbody for part in ast.walk(statement)]
    named = {last_part(part) for part in last if isinstance(part, ast.Name | ast.Attribute)}
    return not named.isdisjoint(changed) or any(isinstance(p, ast.Return | ast.Break | ast.Continue) for p in last)


def last_part(node: ast.Name | ast.Attribute) -> str:
    """The name, or that of the attribute."""
    return node.id if isinstance(node, ast.Name) else node.attr


def identifiers(node: ast.AST) -> Iterator[str]:
    """Every name and attribute in a node."""
    return (last_part(inner) for inner in ast.walk(node) if isinstance(inner, ast.Name | ast.Attribute))


def shown_blocks(facts: Collection[Facts]) -> Iterator[frozenset[str]]:
    """The names in each `try` whose handler, or a function that it calls, shows the exception."""
    functions = (function for part in facts for function in part.functions.values())
    showing = _SHOWING | {f.node.name for f in functions if not _SHOWING.isdisjoint(identifiers(f.node))}
    return (within for part in facts for after, within in part.handled if not showing.isdisjoint(after))


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
