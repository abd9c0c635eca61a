"""Local lists: a comprehension that is consumed once becomes a generator expression."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.consumer import hands_on
from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, feeds_itself, site_of
from sparsemem.rewrite.edits.annotation import streaming
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.displays import streamed
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.value import Value
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.source.module import Module

_HERE = Transform.LOCAL_GENERATOR
_SILENT = frozenset({Reason.ESCAPES, Reason.STORED})
"""What an expression in the middle of another is meant for."""


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every list comprehension that something consumes; a set that is only passed over drops what comes twice."""
    for made in module.all(ast.SetComp):
        if not isinstance(site_of(program, module, made), Reason):
            yield refused(module.source.path, made, _HERE, Reason.DEDUPLICATES)
    for node in module.all(ast.ListComp):
        site = site_of(program, module, node)
        if isinstance(site, Reason):
            site = Reason.ALIASES_SOURCE if feeds_itself(module, node) else site
            if site not in _SILENT or isinstance(module.parent(node), ast.Assign):
                yield refused(module.source.path, node, _HERE, site)
            continue
        reason = scope_reason(module, node)
        if reason is not None:
            yield refused(module.source.path, node, _HERE, reason)
            continue
        found = _proposed(program, module, node, site)
        whole = kept_whole(program, site) if found.tier <= Tier.T3 else None
        yield refused(module.source.path, node, _HERE, whole) if whole is not None else found


def scope_reason(module: Module, node: ast.ListComp) -> Reason | None:
    """Why a generator expression would see other names, or has to be asynchronous."""
    inside = list(ast.walk(node))
    if any(isinstance(part, ast.NamedExpr) for part in inside):
        return Reason.SCOPE
    if any(isinstance(part, ast.Await) or getattr(part, "is_async", 0) for part in inside):
        return Reason.ASYNC
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return Reason.SCOPE if isinstance(around, ast.ClassDef) else None


def kept_whole(program: Program, site: Site) -> Reason | None:
    """Whether the consumer puts every element, as it is, into a container; not by a method of the project's own."""
    node = site.consumer.node
    if isinstance(node, ast.ListComp | ast.SetComp):
        return Reason.MATERIALISED_ANYWAY if hands_on(node) else None
    if isinstance(node, ast.For) and len(node.body) == 1 and isinstance(node.target, ast.Name):
        match node.body[0]:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "add" as how), args=[ast.Name(id=name)])):
                if program.inheritance.methods_named(how):
                    return None
                return Reason.MATERIALISED_ANYWAY if name == node.target.id else None
    return None


def _proposed(program: Program, module: Module, node: ast.ListComp, site: Site) -> Proposal:
    element, step = streamed(entered(program, module, node), node)
    whole = Value("list", element=element)
    tier, reason = judged(program, module, site, step, element, whole)
    return Proposal(module.source.path, node, _HERE, tier, reason, lambda: edits(module, node))


def edits(module: Module, node: ast.ListComp) -> Edits | Reason:
    """The edits that make a generator expression of a comprehension."""
    text = Text(module.source.text)
    start, end = text.span(node)
    parent = module.parent(node)
    made = [Edit(start, start + 1, "("), Edit(end - 1, end, ")")]
    if isinstance(parent, ast.Call) and parent.args == [node] and not parent.keywords:
        outer_end = text.span(parent)[1]
        if text.text[end : outer_end - 1].strip() == "" and text.text[:start].rstrip().endswith("("):
            made = [Edit(start, start + 1, ""), Edit(end - 1, end, "")]
    if isinstance(parent, ast.AnnAssign):
        annotated = streaming(module, text, parent.annotation)
        if annotated is None:
            return Reason.STORED
        made += annotated
    return {module.source.path: made}
