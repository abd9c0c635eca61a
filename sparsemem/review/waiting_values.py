"""Where the values that a function makes wait for who takes them, in a queue without a bound: by the source alone."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_AHEAD = ("imap", "imap_unordered", "map", "starmap", "map_async", "starmap_async")
"""Methods of pools and executors: all read their source to its end, however slowly the results are taken."""
_QUEUES = ("Queue", "LifoQueue", "PriorityQueue", "JoinableQueue", "SimpleQueue")
_PUTS = ("put", "put_nowait")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that takes values over without waiting for room: `pool.imap`, `tasks.put`; and its line."""

    call: str
    line: int
    is_queue: bool
    """Whether it is a queue of the program's own, which takes a bound."""


def find_waiting(tree: ast.Module, function: str, line: int) -> Waiting | None:
    """For the function of that name around a line; None where nothing is seen to take its values over."""
    made = next((node for node in ast.walk(tree) if _is_around(node, function, line)), None)
    if made is None:
        return None
    return next(_handed_to_pools(tree, function), None) or next(_put_into_queues(tree, made, function), None)


def _is_around(node: ast.AST, function: str, line: int) -> bool:
    return isinstance(node, _Function) and node.name == function and node.lineno <= line <= (node.end_lineno or 0)


def _handed_to_pools(tree: ast.Module, function: str) -> Iterator[Waiting]:
    """Calls that get what the function makes as their source: `pool.imap(work, images(n))`."""
    for call in _method_calls(tree, _AHEAD):
        if any(_is_call_of(argument, function) for argument in call.args[1:]):
            yield Waiting(ast.unparse(call.func), call.lineno, is_queue=False)


def _put_into_queues(tree: ast.Module, made: ast.AST, function: str) -> Iterator[Waiting]:
    """Calls in the function, or with what it returns, that put into a queue which was made without a bound."""
    unbounded = {name for node in ast.walk(tree) for name in _unbounded(node)}
    inside = {id(node) for node in ast.walk(made)}
    for call in _method_calls(tree, _PUTS):
        assert isinstance(call.func, ast.Attribute)
        gets_value = any(_is_call_of(argument, function) for argument in call.args)
        if ast.unparse(call.func.value) in unbounded and (id(call) in inside or gets_value):
            yield Waiting(ast.unparse(call.func), call.lineno, is_queue=True)


def _unbounded(node: ast.AST) -> Iterator[str]:
    """The names that an assignment gives to a new queue without a bound."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.Call) or _last_name(value.func) not in _QUEUES or value.args or value.keywords:
        return
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:  # type: ignore[attr-defined]
        yield ast.unparse(target)


def _method_calls(tree: ast.Module, names: tuple[str, ...]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def _is_call_of(node: ast.expr, function: str) -> bool:
    return isinstance(node, ast.Call) and _last_name(node.func) == function


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
