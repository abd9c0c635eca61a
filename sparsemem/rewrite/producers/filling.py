"""A local container that a function fills and returns."""

import ast

from sparsemem.rewrite.producers.producer import Fill, Producer
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Function, Module, Variable, begun, empty, is_grouping, loops, place, repeats


def filled_local(function: Function, variable: Variable, returns: tuple[ast.Return, ...]) -> Producer | Reason:
    """The parts of a function that fills a local container; else the reason why it is none."""
    module = function.module
    stores = [b for b in variable.bindings if not isinstance(module.parent(b), ast.AugAssign)]
    made = begun(module, stores[0]) if len(stores) == 1 else None
    start = module.statement(stores[0])
    if made is None or not _is_run_once(function, start) or not isinstance(start, ast.Assign | ast.AnnAssign):
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
    return Producer(function, kind or "", None, stores[0], tuple(fills), returns)


def _is_run_once(function: Function, statement: ast.stmt) -> bool:
    """Whether it stands in the function itself, or in a `with` that does."""
    around = function.module.parent(statement)
    while isinstance(around, ast.With):
        around = function.module.parent(around)
    return around is function.node


def _fills(function: Function, variable: Variable, kind: str) -> list[Fill] | Reason:
    """Everything that puts something in; the reason where the container is used otherwise."""
    module = function.module
    added = [module.parent(binding) for binding in variable.bindings]
    sums = [s for s in added if isinstance(s, ast.AugAssign) and isinstance(s.op, ast.Add)]
    fills = [Fill("extend", s, None, s.value) for s in sums]
    if len(fills) + 1 != len(variable.bindings) or (fills and kind != "list"):
        return Reason.NOT_A_PRODUCER
    for use in variable.references:
        if isinstance(module.parent(use), ast.Return):
            continue
        fill = _fill(module, use, kind)
        if fill is None:
            return _misuse(module, function, use)
        fills.append(fill)
    return fills


def _fill(module: Module, use: ast.Name, kind: str) -> Fill | None:
    parent = module.parent(use)
    around = module.parent(parent) if parent else None
    if isinstance(parent, ast.Attribute) and isinstance(around, ast.Call) and kind == "list":
        statement = module.parent(around)
        simple = len(around.args) == 1 and not around.keywords and not isinstance(around.args[0], ast.Starred)
        if parent.attr in ("append", "extend") and isinstance(statement, ast.Expr) and simple:
            return Fill(parent.attr, statement, None, around.args[0])
    if isinstance(parent, ast.Subscript) and isinstance(around, ast.Assign) and kind == "dict":
        simple = around.targets == [parent] and not isinstance(parent.slice, ast.Slice)
        return Fill("item", around, parent.slice, around.value) if simple else None
    return None


def comes_after_a_fill(module: Module, part: ast.Return, fills: tuple[Fill, ...]) -> bool:
    """Whether something may have been put in when a function returns nothing instead."""
    around = set(loops(module, part))
    return any(
        place(fill.statement) < place(part) or not around.isdisjoint(loops(module, fill.statement)) for fill in fills
    )


def _misuse(module: Module, function: Function, use: ast.Name) -> Reason:
    """The container is used otherwise: inside the loop it is read, after it something is done to it."""
    parent = module.parent(use)
    if repeats(module, function.node.body[0], use) or isinstance(parent, ast.Subscript | ast.AugAssign):
        return Reason.AGGREGATES
    around = module.parent(parent) if parent else None
    if isinstance(parent, ast.Attribute) and parent.attr == "sort" and isinstance(around, ast.Call):
        return Reason.SORTED_BARRIER
    if isinstance(parent, ast.Tuple):
        return Reason.RETURNED_IN_TUPLE
    return Reason.NOT_A_PRODUCER
