"""Whether the producer of a value may run while its consumer does."""

import ast

from sparsemem.rewrite.consumers.consumer import Consumer
from sparsemem.rewrite.consumers.hazards import changes_source, is_context, rewritten_files
from sparsemem.rewrite.consumers.site import Site
from sparsemem.rewrite.program.handlers import catchers, is_caught, lets_pass
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Turns, Verdict, judge
from sparsemem.rewrite.proof.call_effects import own_methods
from sparsemem.rewrite.proof.effects import NONE, NOTHING, RAISES, UNKNOWN, Effects, name_of
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.follow import callee_frame, fits, given, outward
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.names import looks_at_names
from sparsemem.rewrite.proof.value import Value
from sparsemem.rewrite.reasons import Reason, Tier
from sparsemem.source import Module, every_value, own_nodes
from sparsemem.source.left_early import gives_way, may_be_skipped

_LEAVING = ast.Return | ast.Break | ast.Continue | ast.Yield | ast.YieldFrom
_HEADED = ast.Assign | ast.AnnAssign | ast.Expr | ast.Return | ast.For | ast.If | ast.Match
"""Statements of which one part is evaluated, once, before all others."""


def judged(program: Program, module: Module, site: Site, producer: Effects, element: Value, whole: Value) -> Verdict:
    """The tier of letting a producer with these effects and elements run while its consumer does."""
    frame, during = entered(program, module, site.use), [*site.between, site.region]
    hazard = _hazard(frame, site, during)
    if hazard is not None:
        return Tier.T4, hazard
    frame.replaced[site.use] = whole
    verdict = judge(frame, _turns(frame, site, producer, element))
    if verdict[0] in (Tier.T2, Tier.T3) and changes_source(site.made, during, program.inheritance):
        return Tier.T4, Reason.SOURCE_CHANGED_IN_LOOP
    return verdict


def _hazard(frame: Frame, site: Site, during: list[ast.stmt | ast.expr]) -> Reason | None:
    """What stands against it whatever the two do to each other."""
    if isinstance(frame.node, ast.AsyncFunctionDef):
        return Reason.ASYNC
    if looks_at_names(frame.program, frame.module, frame.node):
        return Reason.SCOPE
    if site.made is not site.use and any(is_context(call) for node in during for call in ast.walk(node)):
        return Reason.CONTEXT_CHANGED
    if rewritten_files(frame.module, site.made, during):
        return Reason.REREADS_FILE
    return None


def _turns(frame: Frame, site: Site, producer: Effects, element: Value) -> Turns:
    """What the two sides do, and where the one may stop the other."""
    module, program = frame.module, frame.program
    gap = frame.effects(site.between)
    jumps = any(isinstance(n, _LEAVING) for statement in site.between for n in [statement, *own_nodes(statement)])
    passed_by = may_be_skipped(module, site.consumer.node, module.parent(site.region))
    partial = site.consumer.partial or site.consumer.waits or jumps or passed_by
    p, c = own_methods(frame, producer), own_methods(frame, _consumer_effects(frame, site, gap))
    changed = {name.name for root in p.writes | p.binds | c.writes | c.binds if (name := name_of(root)) is not None}
    nodes, own = (site.made, site.region, site.consumer.node), program.inheritance.method_names
    caught = site.consumer.caught or is_caught(module, changed, own, *nodes)
    return Turns(
        p,
        c,
        element,
        partial or (caught and c.raises),  # and the program goes on without the rest
        caught,
        gap != NONE and (gap.raises or gap.outside or gap.unknown or bool(gap.writes)),
        program.strict or program.exception_paths.is_told_apart(module, frame.node),
        _ends_program(frame, site),
    )


def _ends_program(frame: Frame, site: Site) -> bool:
    """Whether an exception of either side ends the program, and nobody sees what it leaves half done."""
    program, module = frame.program, frame.module
    own, nodes = program.inheritance.method_names, (site.made, site.region, site.consumer.node)
    around = [one for node in nodes for one in catchers(module, node, own)]
    passes = not site.consumer.caught and all(lets_pass(module, one, own) for one in around)
    return program.closed and passes and program.exception_paths.ends_program(module, frame.node)


def _consumer_effects(frame: Frame, site: Site, gap: Effects) -> Effects:
    """What may happen from the making of the value until its consumer has all elements."""
    assert isinstance(site.consumer.node, ast.stmt | ast.expr)
    taking = _taking(frame, site.consumer)
    found = gap | _until_taken(frame, site.consumer.node, site.region, taking) | site.consumer.besides
    return found | UNKNOWN if any(map(gives_way, [*site.between, site.region])) else found


def _taking(frame: Frame, consumer: Consumer) -> Effects:
    """What the consumer does; what a function does that it calls, up to the statement that takes the last element."""
    node = consumer.node
    assert isinstance(node, ast.stmt | ast.expr)
    if consumer.within is None or not isinstance(node, ast.Call):
        return frame.effects([node])
    function, last = consumer.within
    body, called = function.node.body, [node.func.value] if isinstance(node.func, ast.Attribute) else []
    inner = callee_frame(frame, function, given(frame, function, node))
    found = outward(inner, inner.effects(body[: body.index(last) + 1]), NOTHING)
    return found | frame.effects([*called, *every_value(node)]) | (NONE if fits(function, node) else RAISES)


def _until_taken(frame: Frame, node: ast.stmt | ast.expr, region: ast.stmt | ast.expr, effects: Effects) -> Effects:
    """What may happen in a statement up to the moment when the consumer in it, with these effects, has all."""
    if node is region:
        return effects
    child: ast.AST = node
    for around in frame.module.ancestors(node):
        if isinstance(around, ast.stmt):
            heads = [getattr(around, name, None) for name in ("value", "iter", "test", "subject")]
            first = around is region and isinstance(around, _HEADED) and child in heads
            return effects if first else effects | frame.effects([region])
        parts = [part.value if isinstance(part, ast.keyword) else part for part in ast.iter_child_nodes(around)]
        effects |= frame.effects(part for part in parts if isinstance(part, ast.expr) and part is not child)
        child = around
    return effects
