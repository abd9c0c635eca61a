"""Functions that build one container and return it: their parts, or why they cannot become generators."""

import ast

from sparsemem.rewrite.producers.filling import comes_after_a_fill, filled_local
from sparsemem.rewrite.producers.form import misshapen, trapped
from sparsemem.rewrite.producers.forwarding import generator_of
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Function, Way, built_result, own_nodes, tables, yields

LAZY = tables.READERS | {"builtins.map", "builtins.filter", "builtins.zip", "builtins.enumerate", "itertools.chain"}
"""Of what makes an iterator, that which can be moved to where it is consumed."""


def producer_of(program: Program, function: Function) -> Producer | Reason | None:
    """The parts of a function that builds a container; None for a function that does anything else."""
    return program.once("producer", function.node, None, lambda: _producer_of(program, function))


def _producer_of(program: Program, function: Function) -> Producer | Reason | None:
    module = function.module
    if yields(function.node):
        return None

    def is_lazy(call: ast.Call) -> bool:
        callee = program.callee(module, call)
        return module.dotted(call.func) in LAZY or (callee is not None and yields(callee.node))

    returns = tuple(part for part in own_nodes(function.node) if isinstance(part, ast.Return))
    results = [(part, built_result(module, part.value, is_lazy)) for part in returns]
    built = [part.value for part, result in results if result.way is Way.WHOLE]
    names = {result.local for _, result in results if result.local is not None}
    if not built and not names:
        tuples = [part.value.elts for part in returns if isinstance(part.value, ast.Tuple)]
        ways = [built_result(module, item, is_lazy).way for items in tuples for item in items]
        return Reason.RETURNED_IN_TUPLE if Way.LOCAL in ways else None
    reason = misshapen(program, function, [result.way for _, result in results], len(built) + len(names))
    if reason is not None:
        return reason
    found = _whole(function, built[0], returns) if built else filled_local(function, names.pop(), returns)
    if isinstance(found, Reason):
        return found
    lazy = found.built.args[0] if isinstance(found.built, ast.Call) else None
    if lazy is not None and returns[0] in function.node.body and generator_of(program, function, lazy) is not None:
        return None  # after some checks: its generator is what others call
    empties = [part for part, result in results if result.way is Way.EMPTY]
    if any(comes_after_a_fill(module, part, found.fills) for part in empties):
        return Reason.MIXED_RETURNS
    return trapped(program, function, found) or found


def _whole(function: Function, built: ast.expr | None, returns: tuple[ast.Return, ...]) -> Producer | Reason:
    """A function that returns a comprehension, or `list` of something lazy."""
    if isinstance(built, ast.SetComp):
        return Reason.DEDUPLICATES
    assert isinstance(built, ast.ListComp | ast.DictComp | ast.Call)
    return Producer(function, "dict" if isinstance(built, ast.DictComp) else "list", built, None, (), returns)
