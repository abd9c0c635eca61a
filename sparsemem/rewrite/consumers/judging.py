"""Whether the producer of a value may run while its consumer does."""

import ast

from sparsemem.rewrite.consumers.consumer import Consumer, gives_way
from sparsemem.rewrite.consumers.hazards import changes_source, is_closing, is_context, rewritten_files
from sparsemem.rewrite.consumers.order import may_be_passed_by, until_taken
from sparsemem.rewrite.consumers.site import Site
from sparsemem.rewrite.program.handlers import is_caught
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Turns, Verdict, judge
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.rewrite.proof.effects import NONE, NOTHING, RAISES, UNKNOWN, Effects, name_of
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.follow import callee_frame, fits
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.outward import outward
from sparsemem.rewrite.proof.special_methods import own_methods
from sparsemem.rewrite.proof.value import Value
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.source import Module, every_value, own_nodes, passed

_LEAVING = ast.Return | ast.Break | ast.Continue | ast.Yield | ast.YieldFrom


def judged(program: Program, module: Module, site: Site, producer: Effects, element: Value, whole: Value) -> Verdict:
    """The tier of letting a producer with these effects and elements run while its consumer does."""
    frame, during = entered(program, module, site.use), [*site.between, site.region]
    hazard = _hazard(frame, site, during)
    if hazard is not None:
        return Tier.T4, hazard
    frame.replaced |= dict.fromkeys([site.use, *site.others], whole)
    verdict = judge(frame, _turns(frame, site, producer, element))
    if verdict[0] in (Tier.T2, Tier.T3) and changes_source(site.made, during):
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
    if any(is_closing(node) for statement in site.between for node in ast.walk(statement)):
        return Reason.RESOURCE_CLOSED
    return None


def _turns(frame: Frame, site: Site, producer: Effects, element: Value) -> Turns:
    """What the two sides do, and where the one may stop the other."""
    module, program = frame.module, frame.program
    gap = frame.effects(site.between)
    jumps = any(isinstance(n, _LEAVING) for statement in site.between for n in [statement, *own_nodes(statement)])
    partial = site.consumer.partial or site.consumer.waits or jumps or _may_be_passed_by(module, site)
    p, c = own_methods(frame, producer), own_methods(frame, _consumer_effects(frame, site, gap))
    changed = {name.name for root in p.writes | p.binds | c.writes | c.binds if (name := name_of(root)) is not None}
    caught = site.consumer.caught or is_caught(module, changed, site.made, site.region, site.consumer.node)
    return Turns(
        p,
        c,
        element,
        partial or (caught and c.raises),  # and the program goes on without the rest
        caught,
        gap != NONE and (gap.raises or gap.outside or gap.unknown or bool(gap.writes)),
        program.strict or program.is_told_apart(frame.node),
    )


def _consumer_effects(frame: Frame, site: Site, gap: Effects) -> Effects:
    """What may happen from the making of the value until its consumer has all elements."""
    assert isinstance(site.consumer.node, ast.stmt | ast.expr)
    taking = _taking(frame, site.consumer)
    found = gap | until_taken(frame, site.consumer.node, site.region, taking) | site.consumer.besides
    return found | UNKNOWN if any(map(gives_way, [*site.between, site.region])) else found


def _taking(frame: Frame, consumer: Consumer) -> Effects:
    """What the consumer does; what a function does that it calls, up to the statement that takes the last element."""
    node = consumer.node
    assert isinstance(node, ast.stmt | ast.expr)
    if consumer.within is None or not isinstance(node, ast.Call):
        return frame.effects([node])
    function, last = consumer.within
    body, called = function.node.body, [node.func.value] if isinstance(node.func, ast.Attribute) else []
    inner = callee_frame(frame, function, {v: frame.run(value)[0] for v, value in passed(function, node)})
    found = outward(inner, inner.effects(body[: body.index(last) + 1]), NOTHING)
    return found | frame.effects([*called, *every_value(node)]) | (NONE if fits(function, node) else RAISES)


def _may_be_passed_by(module: Module, site: Site) -> bool:
    """Whether the statement that holds the consumer may run without coming to it."""
    child: ast.AST = site.consumer.node
    for around in () if child is site.region else module.ancestors(child):
        if may_be_passed_by(around, child):
            return True
        if around is site.region:
            break
        child = around
    return False
