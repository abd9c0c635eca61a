"""How far an exception gets that leaves a function: to who tells it from another, or unseen to the program's end."""

import ast
from collections.abc import Collection, Iterable
from itertools import chain

from sparsemem.rewrite.program.handlers import is_special
from sparsemem.rewrite.program.module_facts import Facts
from sparsemem.source import Module

_HOOKS = frozenset({"sys.excepthook", "threading.excepthook", "sys.unraisablehook"})
"""What is given the exception that ends a program or a thread."""
_SHOWING = frozenset({"exc_info", "exception", "print_exc", "format_exc", "print_exception", "format_exception"})
"""What tells, or logs, the exception that is handled without giving it a name."""
_ELSEWHERE = frozenset((
    "threading", "_thread", "concurrent", "multiprocessing", "asyncio", "atexit", "weakref", "signal", "code", "pdb",
    "socketserver", "http", "tkinter", "ctypes", "gc", "runpy",
))  # fmt: skip
"""Modules with which something runs beside the program, or after its end."""
_BY_TEXT = frozenset({"import_module", "__import__", "exec", "eval", "run_path", "run_module"})
_BY_NAME = ("getattr", "attrgetter", "methodcaller", "globals", "locals", "vars", *_BY_TEXT)
"""What gives functions by names that may be worked out."""


class ExceptionPaths:
    """Of all functions of a program, by their names: who handles what they raise."""

    def __init__(self, facts: Collection[Facts], replaced: frozenset[str]) -> None:
        """Something may be put in the place of what is `replaced`."""
        self._facts, self._is_hooked = facts, not _HOOKS.isdisjoint(replaced)
        functions = [function for part in facts for function in part.functions.values()]
        names, methods = {f.node.name for f in functions}, {f.node.name for f in functions if f.is_method}
        called = _union(part.calls for part in facts)
        mentioned = _union(part.mentioned | (part.attributes & methods) for part in facts)
        by_name = any(
            map(_is_worked_out, (call for part in facts for n in _BY_NAME for call in part.calls.get(n, ())))
        )
        uncalled = {name for name in (names if by_name else names - called) if not name.startswith("__")}
        handled = [part.handled for part in facts]
        self._unnamed = mentioned | uncalled | _union(part.unnamed for part in handled)
        self._lazy = _union(part.lazy for part in handled)
        own = _union(read for part in handled for name, read in part.trusted.items() if name in methods)
        self._told = self._reached(own | _union(part.tried for part in handled) | _union(self._shown()), frozenset())
        self._stopped = self._reached(own | _union(part.guarded for part in handled), self._unnamed)
        goes_on = any(part.handled.is_suspended or not _ELSEWHERE.isdisjoint(part.imported) for part in facts)
        self._ends = not (goes_on or self._is_hooked or "__del__" in names or not _BY_TEXT.isdisjoint(called))

    def _shown(self) -> list[frozenset[str]]:
        """The names in each `try` whose handler, or a function that it calls, shows the exception."""
        within = [(name, read) for part in self._facts for name, read in part.handled.within.items()]
        showing = _SHOWING | {name for name, read in within if not _SHOWING.isdisjoint(read)}
        blocks = (block for part in self._facts for block in part.handled.blocks)
        return [inner for after, inner in blocks if not showing.isdisjoint(after)]

    def _reached(self, handled: frozenset[str], besides: frozenset[str]) -> frozenset[str]:
        """The names of what runs in handled code, or `besides`, whoever calls it; none where nothing does."""
        reached, waiting = set[str](), set(besides)
        waiting |= handled | self._unnamed | self._lazy if handled else set()
        while waiting:
            name = waiting.pop()
            reached.add(name)
            waiting |= {inner for part in self._facts for inner in part.handled.within.get(name, ())} - reached
        return frozenset(reached)

    def is_told_apart(self, module: Module, node: ast.AST) -> bool:
        """Whether a handler that is seen tells which exception leaves a function, a lambda or a top level."""
        return self._is_hooked or self._gathers() or _is_in(self._told, module, node)

    def _gathers(self) -> bool:
        """Whether exceptions become results, as those of `asyncio.gather` do."""
        calls = (call for part in self._facts for call in part.calls.get("gather", ()))
        return any(word.arg == "return_exceptions" for call in calls for word in call.keywords)

    def ends_program(self, module: Module, node: ast.AST) -> bool:
        """Whether an exception that leaves a function, a lambda or a top level certainly ends the program, so that
        nobody sees the objects that it leaves half done."""
        return self._ends and not _is_in(self._stopped, module, node)


def _is_worked_out(call: ast.Call) -> bool:
    """Whether the text does not say which function is given; of `getattr`, the object comes first."""
    names = call.args[ast.unparse(call.func) == "getattr" :]
    return not names or not isinstance(names[0], ast.Constant) or ast.unparse(call.func) in _BY_TEXT


def _union(every: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(chain.from_iterable(every))


def _is_in(reached: frozenset[str], module: Module, node: ast.AST) -> bool:
    if not reached:
        return False
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name in reached or bool(node.decorator_list) or is_special(node)
    return not isinstance(node, ast.Module) or module.name.rpartition(".")[2] in reached
