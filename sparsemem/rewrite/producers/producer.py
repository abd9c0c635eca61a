"""What a function that builds one container consists of, how one that fills a local one is taken apart, and whether
something that is made inside of it gets out of it.
"""

import ast
from dataclasses import dataclass, replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import (
    Function,
    Module,
    Variable,
    assigned,
    empty,
    is_grouping,
    life_of,
    loops,
    place,
    repeats,
    tables,
)

_HEAPS = frozenset({"heapq.merge", "heapq.nlargest", "heapq.nsmallest"})
_KEYED = tables.EXTREMES | _HEAPS | {"builtins.sorted", "itertools.groupby"}
_TAKING = (tables.STREAMS | tables.KEEPS | tables.DRAINS_PARTLY) - {"numpy.array"}
"""Functions that take the elements of their first argument."""
_METHODS = tables.STREAM_METHODS | tables.KEEP_METHODS | {"sort", "sub", "subn"}
_LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
_MADE = ast.Lambda | ast.GeneratorExp | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Fill:
    """A statement that puts something in: `kind` is append, extend or item; each for the element of a source that is
    put in after the last statement of its loop, last for one that is read or changed until the next comes."""

    kind: str
    statement: ast.stmt
    key: ast.expr | None
    value: ast.expr


@dataclass(frozen=True, slots=True)
class Producer:
    """A function that builds one list or dict and returns it."""

    function: Function
    result: str
    """`list` or `dict`."""
    built: ast.ListComp | ast.DictComp | ast.Call | None
    """The comprehension, or `list` of something lazy, that it returns; None where it fills a local one."""
    start: ast.AST | None
    """The name, where it is bound to the local one, empty."""
    fills: tuple[Fill, ...]
    returns: tuple[ast.Return, ...]
    twin: Function | None = None
    """The generator beside it, where it is nothing but the list or dict of that."""

    @property
    def lazy_name(self) -> str:
        """The name of the generator, there or to be."""
        return self.twin.node.name if self.twin is not None else twin_name(self.function.node.name)


def twin_name(name: str) -> str:
    """`_iter_rows` for `rows`, `_rows` and `get_rows`."""
    return f"_iter_{name.strip('_').removeprefix('get_')}"


def filled_local(function: Function, variable: Variable, returns: tuple[ast.Return, ...]) -> Producer | Reason:
    """The parts of a function that fills a local container; else the reason why it is none."""
    module = function.module
    begins = [one for one in variable.bindings if not isinstance(module.parent(one), ast.AugAssign)]
    made = assigned(module, begins[0]) if len(begins) == 1 else None
    start = module.statement(variable.bindings[0])
    if made is None or not _is_begun_at_once(function, start) or not isinstance(start, ast.Assign | ast.AnnAssign):
        return Reason.NOT_A_PRODUCER
    kind = empty(module, made)
    if kind == "set":
        return Reason.DEDUPLICATES
    if is_grouping(module, made):
        return Reason.AGGREGATES
    fills = _fills(function, variable, kind or "")
    if isinstance(fills, Reason):
        return fills
    repeated = any(repeats(module, start, fill.statement) for fill in fills)
    own = all(module.enclosing(f.statement, ast.FunctionDef, ast.AsyncFunctionDef) is function.node for f in fills)
    if not repeated or not own:
        return Reason.NOT_A_PRODUCER
    is_held = any(one.kind == "last" for one in fills)
    return Producer(function, kind or "", None, None if is_held else begins[0], tuple(fills), returns)


def _is_begun_at_once(function: Function, start: ast.stmt) -> bool:
    """Whether a statement certainly runs, once, whenever the function does: no more than a context is around it."""
    around = function.module.parent(start)
    while isinstance(around, ast.With) or (
        isinstance(around, ast.Try) and not around.handlers and start in around.body
    ):
        start, around = around, function.module.parent(around)
    return around is function.node


def _fills(function: Function, variable: Variable, kind: str) -> list[Fill] | Reason:
    """Everything that puts something in; the reason where the container is used otherwise."""
    module, fills, rest = function.module, list[Fill](), list[ast.Name]()
    names = [one for one in variable.bindings if isinstance(one, ast.Name)]
    added = [one for one in names if isinstance(module.parent(one), ast.AugAssign)]
    for use in sorted([*variable.references, *added], key=place):
        if isinstance(module.parent(use), ast.Return):
            continue
        if kind == "list" and _is_of_last(module, use):
            rest.append(use)
            continue
        found = fill(module, use, kind)
        if found is None:
            reads = isinstance(module.parent(use), ast.Subscript | ast.AugAssign)
            return Reason.AGGREGATES if reads or repeats(module, function.node, use) else Reason.NOT_A_PRODUCER
        fills.append(found)
    if rest and any(one.kind != "append" for one in fills):
        return Reason.AGGREGATES
    return [replace(one, kind="last") for one in fills] if rest else fills


def _is_of_last(module: Module, use: ast.Name) -> bool:
    """Whether the last element alone is read or changed there, or whether there is one."""
    match module.parent(use):
        case ast.Subscript(slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)), value=held):
            return held is use
        case ast.UnaryOp(op=ast.Not()) | ast.BoolOp():
            return True
        case ast.If(test=test) | ast.IfExp(test=test):
            return test is use
    return False


def fill(module: Module, use: ast.Name | ast.Attribute, kind: str) -> Fill | None:
    """What is put into a container of a kind where its name is used; None where something else is done."""
    match module.statement(use):
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=name, attr=how), args=[value], keywords=[])) as put:
            known = name is use and kind == "list" and how in ("append", "extend")
            return Fill(how, put, None, value) if known and not isinstance(value, ast.Starred) else None
        case ast.AugAssign(target=name, op=ast.Add(), value=value) as statement if name is use:
            return Fill("extend", statement, None, value) if kind == "list" else None
        case ast.Assign(targets=[ast.Subscript(value=name, slice=key)], value=value) as statement if name is use:
            return Fill("item", statement, key, value) if kind == "dict" and not isinstance(key, ast.Slice) else None
    return None


def comes_after_a_fill(module: Module, part: ast.Return, fills: tuple[Fill, ...]) -> bool:
    """Whether something may have been put in when a function returns nothing instead."""
    around = set(loops(module, part))
    return any(
        place(fill.statement) < place(part) or not around.isdisjoint(loops(module, fill.statement)) for fill in fills
    )


def is_named(program: Program, module: Module, code: ast.AST) -> bool:
    """Whether something that is made in the code may get out of it, or a log shows which function the code is in.

    What gets out shows where it was made, and reads the names there as they are by then.
    """
    nodes = [node for node in ast.walk(code) if node is not code]
    if any(isinstance(node, _MADE) and not _is_spent(program, module, node) for node in nodes):
        return True
    logs = any(isinstance(node, ast.Attribute) and node.attr in _LOGGING for node in nodes)
    return logs and any("funcName" in other.source.text for other in program.modules.values())


def _is_spent(program: Program, module: Module, made: ast.AST) -> bool:
    """Whether it is called or gone through where it stands, and gets nowhere else."""
    parent = module.parent(made)
    match parent:
        case ast.For() | ast.comprehension():
            return parent.iter is made
        case ast.keyword(arg="key") if isinstance(call := module.parent(parent), ast.Call):
            return module.dotted(call.func) in _KEYED or _is_method(program, call)
        case ast.Call(func=func):
            return func is made or _is_taken(program, module, parent, made)
        case ast.Assign(targets=[ast.Tuple() | ast.List()]):
            return isinstance(made, ast.GeneratorExp)  # it is taken apart
        case ast.Assign(targets=[ast.Name() as name]) if isinstance(made, ast.GeneratorExp):
            life = life_of(module, name)
            return life is not None and len(life.uses) == 1 and _is_spent(program, module, life.uses[0])
    return isinstance(parent, ast.YieldFrom | ast.Starred)


def _is_taken(program: Program, module: Module, call: ast.Call, made: ast.AST) -> bool:
    """Whether a function calls what it is handed, or takes its elements, and does no more with it."""
    name, place = module.dotted(call.func), call.args.index(made) if made in call.args else -1
    if name in tables.WRAPPERS:
        return place >= 0 and name != "builtins.iter"
    taken = name in _TAKING or _is_method(program, call)
    return (taken and place == 0) or known.CALLED.get(name or "") == place


def _is_method(program: Program, call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in _METHODS and not program.inheritance.methods_named(name)
