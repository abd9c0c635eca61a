"""Lists that could be made while they are consumed: whether they may be, whatever makes them."""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.rewrite.consumers.consumer import hands_on
from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, feeds_itself
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.value import Value
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.source import Module, tables

_KEPT = (Reason.MATERIALISED_ANYWAY, Reason.STORED)


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a list is made, an element and what making it does in a run, and the edits for one consumer."""

    node: ast.expr | ast.stmt
    transform: Transform
    run: Callable[[Frame], Result]
    edits: Callable[[Site | None], Edits]
    """None where it makes no difference how the consumer takes it."""
    function: str | None = None
    """Of a twin the function that gets it."""


def proposed(program: Program, module: Module, lazy: Lazy, site: Site | Reason) -> Proposal:
    """How certain it is that the list may be made while it is consumed there."""
    path, node = module.source.path, lazy.node
    if isinstance(site, Reason):
        own = site in _KEPT and isinstance(node, ast.expr) and feeds_itself(module, node)
        return refused(path, node, lazy.transform, Reason.ALIASES_SOURCE if own else site, lazy.function)
    item, step = lazy.run(entered(program, module, node))
    tier, reason = judged(program, module, site, step, item, Value("list", element=item))
    whole = _kept_whole(program, site) if tier <= Tier.T3 else None
    if whole is not None:
        return refused(path, node, lazy.transform, whole, lazy.function)
    return Proposal(path, node, lazy.transform, tier, reason, lambda: lazy.edits(site), lazy.function)


def is_silent(module: Module, node: ast.expr, site: Site | Reason, silent: frozenset[Reason]) -> bool:
    """Whether it is meant to be whole, and nobody wants to hear of it: in the middle of another expression."""
    return site in silent and not isinstance(module.parent(node), ast.Assign)


def _kept_whole(program: Program, site: Site) -> Reason | None:
    """Whether the consumer puts every element, as it is, into a container; not by a method of the project's own."""
    match site.consumer.node:
        case ast.ListComp() | ast.SetComp() as node if hands_on(node):
            return Reason.MATERIALISED_ANYWAY
        case ast.For(target=ast.Name(id=target), body=[ast.Expr(value=ast.Call(args=[ast.Name(id=name)]) as call)]):
            how = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            kept = name == target and how in tables.GROWING_METHODS and not program.inheritance.methods_named(how)
            return Reason.MATERIALISED_ANYWAY if kept else None
    return None
