"""What starts a piece of work, a task, a future, a thread or a process, and whether each call has another one."""

import ast
from collections.abc import Iterator

from sparsemem.review.keeping.named import named_function
from sparsemem.review.name_words import name_parts
from sparsemem.source import FunctionNode, Module, every_argument, every_value, own_nodes

_TASKS = {
    "asyncio.create_task": "task", "asyncio.ensure_future": "task", "asyncio.run_coroutine_threadsafe": "future",
    "gevent.spawn": "greenlet", "threading.Thread": "thread", "threading.Timer": "timer",
    "multiprocessing.Process": "process", "subprocess.Popen": "process",
}  # fmt: skip
_METHODS = {
    "create_task": "task", "ensure_future": "task", "run_in_executor": "future", "apply_async": "result",
    "submit": "future",
}  # fmt: skip
_RUNNING = frozenset({"client", "executor", "pool", "scheduler", "threadpool", "workers"})
"""What has a `submit` that starts something; a form has one as well."""
_STATE = """
    beat consume consumer daemon forever heartbeat keepalive listen listener listening loop monitor periodic poll
    poller polling pump reader refresh run runner scheduler server serve service updater watch watcher worker writer
"""
_LASTING = frozenset(_STATE.split())
"""Of work that does not end before the program does: there is as much of it as the program has parts."""
_FIRST = "main setup configure init connect listen serve boot begin run start enter aenter initialize"
_BEGINNING = frozenset(_FIRST.split())
"""Of what is called once, by the first word of its name."""


def started(module: Module, put: ast.expr) -> tuple[ast.Call, str] | None:
    """The call that starts what is put into a container, at once or by a name, and what it starts."""
    match put:
        case ast.NamedExpr(value=value):
            return started(module, value)
        case ast.Name():
            variable = module.variable(put)
            if variable is None or variable.scope.kind != "function" or variable.only is None:
                return None
            statement = module.parent(variable.only)
            is_bound = isinstance(statement, ast.Assign | ast.AnnAssign | ast.NamedExpr)
            return started(module, statement.value) if is_bound and statement.value else None  # type: ignore[union-attr]
        case ast.Call(func=function):
            kind = _TASKS.get(module.dotted(function) or "")
            if kind is None and isinstance(function, ast.Attribute):
                kind = _METHODS.get(function.attr)
                if function.attr == "submit" and _RUNNING.isdisjoint(name_parts(ast.unparse(function.value))[-1:]):
                    kind = None
            return (put, kind) if kind else None
    return None


def is_for_each_call(module: Module, function: FunctionNode, call: ast.Call) -> bool:
    """Whether the work is another one for each call of the function: it runs what it is given, or works on that, and
    neither lasts as long as the program nor is begun once by its name."""
    runs = _run_by(call)
    if runs is not None and _is_parameter(module, function, runs):
        return True
    words = {word for node in (runs, function) if node for word in _words(node)}
    body = named_function(module, runs) if runs is not None else None
    if body is not None and any(isinstance(node, ast.While) for node in own_nodes(body)):
        return False
    if not _LASTING.isdisjoint(words) or not _BEGINNING.isdisjoint(name_parts(function.name)[:1]):
        return False
    return any(_is_parameter(module, function, value) for value in every_value(call))


def _run_by(call: ast.Call) -> ast.expr | None:
    """What runs: `target=` of a thread, else the first argument."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "target"]
    first = named or call.args[:1]
    return first[0].func if first and isinstance(first[0], ast.Call) else first[0] if first else None


def _words(node: ast.AST) -> list[str]:
    if isinstance(node, FunctionNode):
        return name_parts(node.name)
    return name_parts(node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", ""))


def _is_parameter(module: Module, function: FunctionNode, value: ast.expr) -> bool:
    """Whether an expression is made from what the function is given, itself or by loops over it."""
    given = {id(one) for one in every_argument(function.args) if one.arg not in ("self", "cls")}
    return any(id(one) in given for node in ast.walk(value) for one in _origins(module, node))


def _origins(module: Module, node: ast.AST, depth: int = 3) -> Iterator[ast.AST]:
    variable = module.variable(node) if isinstance(node, ast.Name) else None
    for binding in variable.bindings if variable and depth else ():
        yield binding
        around = module.parent(binding)
        while isinstance(around, ast.Tuple):
            around = module.parent(around)
        if isinstance(around, ast.For | ast.AsyncFor | ast.comprehension):
            source: ast.expr | None = around.iter
        else:
            source = around.value if isinstance(around, ast.Assign | ast.AnnAssign | ast.NamedExpr) else None
        for inner in ast.walk(source) if source else ():
            yield from _origins(module, inner, depth - 1)
