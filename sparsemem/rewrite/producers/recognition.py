"""Functions that build one container and return it: their parts, or why they cannot become generators."""

import ast

from sparsemem.rewrite.producers.filling import comes_after_a_fill, filled_local
from sparsemem.rewrite.producers.form import misshapen, trapped
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Built, Function, Module, Variable, Way, built_result, own_nodes, tables, yields

LAZY = tables.READERS | {"builtins.map", "builtins.filter", "builtins.zip", "builtins.enumerate", "itertools.chain"}
"""Of what makes an iterator, that which can be moved to where it is consumed."""


def producer_of(program: Program, function: Function) -> Producer | Reason | None:
    """The parts of a function that builds a container; None for a function that does anything else."""
    return program.once("producer", function.node, None, lambda: _producer_of(program, function))


def _producer_of(program: Program, function: Function) -> Producer | Reason | None:
    module, node = function.module, function.node
    if yields(node):
        return None
    returns = [part for part in own_nodes(node) if isinstance(part, ast.Return)]
    results = [_built(program, module, part.value) for part in returns]
    ways = [result.way for result in results]
    built = [part.value for part, way in zip(returns, ways, strict=True) if way is Way.WHOLE]
    names = {result.local for result in results if result.local is not None}
    if not built and not names:
        return Reason.RETURNED_IN_TUPLE if _is_in_tuple(program, module, returns) else None
    reason = misshapen(program, function, ways, len(built) + len(names))
    if reason is not None:
        return reason
    if built:
        found = _whole(function, built[0], returns)
    else:
        (variable,) = names
        empties = [part for part, way in zip(returns, ways, strict=True) if way is Way.EMPTY]
        found = _local(function, variable, returns, empties)
    return found if isinstance(found, Reason) else trapped(program, function, found) or found


def _whole(function: Function, built: ast.expr | None, returns: list[ast.Return]) -> Producer | Reason:
    """A function that returns a comprehension, or `list` of something lazy."""
    if isinstance(built, ast.SetComp):
        return Reason.DEDUPLICATES
    assert isinstance(built, ast.ListComp | ast.DictComp | ast.Call)
    return Producer(function, "dict" if isinstance(built, ast.DictComp) else "list", built, None, (), tuple(returns))


def _local(
    function: Function, variable: Variable, returns: list[ast.Return], empties: list[ast.Return]
) -> Producer | Reason:
    """A function that fills a container; `empties` are the returns of an empty one instead."""
    local = filled_local(function, variable, tuple(returns))
    if not isinstance(local, Reason) and any(comes_after_a_fill(function.module, e, local.fills) for e in empties):
        return Reason.MIXED_RETURNS
    return local


def _built(program: Program, module: Module, value: ast.expr | None) -> Built:
    return built_result(module, value, lambda call: _is_lazy(program, module, call))


def _is_lazy(program: Program, module: Module, call: ast.Call) -> bool:
    if module.dotted(call.func) in LAZY:
        return True
    callee = program.callee(module, call)
    return callee is not None and yields(callee.node)


def _is_in_tuple(program: Program, module: Module, returns: list[ast.Return]) -> bool:
    """Whether the container is returned among other things."""
    together = [part.value.elts for part in returns if isinstance(part.value, ast.Tuple)]
    return any(_built(program, module, item).way is Way.LOCAL for items in together for item in items)
