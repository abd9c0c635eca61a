"""Functions that build one container and return it: their parts, or why they cannot become generators."""

import ast

from sparsemem.rewrite.producers.exits import trapped
from sparsemem.rewrite.producers.filling import comes_after_a_fill, filled_local
from sparsemem.rewrite.producers.form import misshapen
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.producers.returned import in_tuple, kind_of_return
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.function import Function
from sparsemem.source.own_nodes import own_nodes
from sparsemem.source.scope import Variable


def producer_of(program: Program, function: Function) -> Producer | Reason | None:
    """The parts of a function that builds a container; None for a function that does anything else."""
    known: dict[object, Producer | Reason | None] = program.known_producers
    if function.node not in known:
        known[function.node] = _producer_of(program, function)
    return known[function.node]


def _producer_of(program: Program, function: Function) -> Producer | Reason | None:
    module, node = function.module, function.node
    own = own_nodes(node)
    if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in own):
        return None
    returns = [part for part in own if isinstance(part, ast.Return)]
    kinds = [kind_of_return(program, module, part.value) for part in returns]
    built = [part.value for part, kind in zip(returns, kinds, strict=True) if kind == "comprehension"]
    names = {module.variable(r.value) for r, k in zip(returns, kinds, strict=True) if k == "local" and r.value}
    if not built and not names - {None}:
        return in_tuple(program, module, returns)
    reason = misshapen(program, function, kinds, len(built) + len(names))
    if reason is not None:
        return reason
    if built:
        found = _whole(function, built[0], returns)
    else:
        (variable,) = names
        assert variable is not None
        empties = [part for part, kind in zip(returns, kinds, strict=True) if kind == "empty"]
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
