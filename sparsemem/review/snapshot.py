"""Deliberate copies: a container that is built so that its source may change while it is iterated."""

import ast
from collections.abc import Iterable, Iterator

from sparsemem.source import Module, Variable, assigned, place

_DEFINED = ast.alias | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_STARTS = frozenset(
    {
        "submit",
        "create_task",
        "ensure_future",
        "apply_async",
        "delay",
        "start",
        "Popen",
        "Thread",
        "Process",
        "open",
        "result",
        "wait",
    }
)
_TAKING = ("clear", "del", "discard", "drop", "pop", "remove", "update")
_WAITS = frozenset({"get", "result", "wait", "join", "communicate"})
_FIXED = frozenset({"re.compile", "struct.Struct", "pathlib.Path", "builtins.frozenset", "operator.itemgetter"})
_HARMLESS = frozenset({"builtins.len", "builtins.isinstance", "builtins.print", "builtins.repr", "builtins.str"})


def is_snapshot(module: Module, built: Iterable[ast.AST], consumer: ast.AST) -> bool:
    """Whether the loop that consumes a container may change what the container was built from.

    That is so where the root of a source (a name, `self`) is assigned into or deleted from in the loop, is the
    receiver of a call or an argument of one, or is a global and a function calls anything at all in the loop.
    """
    built = list(built)
    if any(_is_taken_from(module, source, consumer) or _is_restored(module, source, consumer) for source in built):
        return True
    roots = {name for source in built for name in _names(module, source)}
    inside = list(_repeated_part(consumer))
    top = module.scopes[module.tree].variables
    calls = any(isinstance(node, ast.Call | ast.Await) for node in inside) and isinstance(consumer, ast.For)
    changing = {name for name, variable in top.items() if not _is_fixed(module, variable)}
    shared = calls and module.function(consumer) is not None and not roots.isdisjoint(changing)
    return shared or not roots.isdisjoint(name for node in inside for name in _touched(module, node))


def _is_fixed(module: Module, variable: Variable) -> bool:
    """Whether a global is bound once to what never changes: a pattern, a text, a number."""
    value = assigned(module, variable.only) if variable.only else None
    if isinstance(value, ast.Call):
        return module.dotted(value.func) in _FIXED
    return isinstance(value, ast.Constant | ast.Tuple)


def _is_taken_from(module: Module, built: ast.AST, consumer: ast.AST) -> bool:
    """Whether a statement between the building and the consuming takes something out: `graph.remove(nodes)`."""
    text = ast.unparse(built) if isinstance(built, ast.expr) else ""
    statements = (node.value for node in module.all(ast.Expr) if text)
    calls = (node for node in statements if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return any(
        call.func.attr.startswith(_TAKING)  # type: ignore[attr-defined]
        and _end(built) < place(call) < place(consumer)  # type: ignore[arg-type]
        and ast.unparse(call.func.value) in text  # type: ignore[attr-defined]
        for call in calls
    )


def _is_restored(module: Module, built: ast.AST, consumer: ast.AST) -> bool:
    """Whether it was saved before a `try`, whose `finally` puts it back."""
    around = [one for one in module.ancestors(consumer) if isinstance(one, ast.Try)]
    ends = (one for one in around if any(consumer in ast.walk(statement) for statement in one.finalbody))
    return any(built not in ast.walk(one) for one in ends)


def is_started(built: ast.AST, consumer: ast.AST) -> bool:
    """Whether building the container starts work that is to run meanwhile, or waits for all of it: tasks, futures."""
    nodes = list(ast.walk(built))
    called = (node.func for node in nodes if isinstance(node, ast.Call))
    names = (func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called)
    awaits = any(isinstance(node, ast.Await | ast.AsyncFor) for node in nodes)
    return awaits or any(name in _STARTS for name in names) or any(map(_is_wait, _repeated_part(consumer)))


def is_read_on(module: Module, built: ast.AST, consumer: ast.AST) -> bool:
    """Whether elements are read one by one from a stream that is read on before they are consumed, as in
    `names = [read(data) for _ in range(n)]`, then `values = [read(data) for _ in range(n)]`."""
    if not isinstance(built, ast.ListComp) or not ast.unparse(built.generators[0].iter).startswith("range("):
        return False
    streams = {name for node in ast.walk(built.elt) for name in _handed(node)}
    between = (one for one in module.all(ast.Call) if _end(built) < place(one) < place(consumer))
    return any(not streams.isdisjoint(_handed(one)) for one in between)


def _handed(node: ast.AST) -> set[str]:
    """The names that a call gets, and that it is made on."""
    if not isinstance(node, ast.Call):
        return set()
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    return {one.id for one in (*node.args, *receiver) if isinstance(one, ast.Name)}


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or 0


def _is_wait(node: ast.AST) -> bool:
    """`future.get()`: of a dict it would have an argument."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr=name), args=[], keywords=[]):
            return name in _WAITS
    return False


def _names(module: Module, source: ast.AST) -> Iterator[str]:
    """The names that a source is read from; what is only called, defined by the module or bound within is not one."""
    within = set(ast.walk(source))
    called = {node.func for node in within if isinstance(node, ast.Call)}
    for node in within:
        variable = module.variable(node) if isinstance(node, ast.Name) and node not in called else None
        if variable and not any(binding in within or isinstance(binding, _DEFINED) for binding in variable.bindings):
            yield variable.name


def _repeated_part(consumer: ast.AST) -> Iterator[ast.AST]:
    if isinstance(consumer, ast.For | ast.AsyncFor):
        for statement in consumer.body:
            yield from ast.walk(statement)
    elif isinstance(consumer, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        first = consumer.generators[0].iter
        skipped = set(ast.walk(first))
        yield from (node for node in ast.walk(consumer) if node not in skipped)


def _touched(module: Module, node: ast.AST) -> Iterator[str | None]:
    """The roots of what a node may change."""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield _root(node.value)
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.Call) and module.dotted(node.func) not in _HARMLESS:
        if isinstance(node.func, ast.Attribute):
            yield _root(node.func.value)
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
            yield argument.id if isinstance(argument, ast.Name) else None


def _root(node: ast.AST) -> str | None:
    """The name that a chain of attributes, indexes and method calls starts from."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
