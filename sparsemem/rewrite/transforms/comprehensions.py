"""Comprehensions that something consumes once: they become generator expressions, those of dicts over pairs."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits.generators import make_generator
from sparsemem.rewrite.edits.imports import annotate
from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.edits.pairs import consume_pairs
from sparsemem.rewrite.producers.inner_code import is_named
from sparsemem.rewrite.producers.keys import DOUBTFUL, keyed_comprehension, unique
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.expressions import clauses, streamed
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.value import pair
from sparsemem.rewrite.proposal import Proposal, Transform, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transforms.stream import Stream, is_silent, proposed
from sparsemem.source import Module

_HERE = Transform.LOCAL_GENERATOR
_SILENT = frozenset({Reason.ESCAPES, Reason.STORED})


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every comprehension that something consumes; a set that is only passed over drops what comes twice."""
    for made in module.all(ast.SetComp):
        if not isinstance(site_of(program, module, made), Reason):
            yield refused(module.source.path, made, _HERE, Reason.DEDUPLICATES)
    nodes: list[ast.DictComp | ast.ListComp] = [*module.all(ast.DictComp), *module.all(ast.ListComp)]
    for node in nodes:
        parent, is_list = module.parent(node), isinstance(node, ast.ListComp)
        named = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name)
        site = site_of(program, module, node)
        meant = is_list or named or isinstance(parent, ast.Attribute | ast.For | ast.comprehension)
        if meant and not (is_list and is_silent(module, node, site, _SILENT)):
            site = site if isinstance(site, Reason) else scope_reason(program, module, node) or site
            yield proposed(program, module, lazily(module, node), site)


def lazily(module: Module, node: ast.ListComp | ast.DictComp) -> Stream:
    """The comprehension as a generator expression."""
    if isinstance(node, ast.ListComp):
        return Stream(
            node, _HERE, lambda frame: streamed(frame, node), lambda draft, _: _edit(draft.page(module), node)
        )
    pairs = keyed_comprehension(node)
    return Stream(
        node,
        Transform.DICT_PAIRS,
        lambda frame: _pairs(frame, node),
        lambda draft, site: _edit_pairs(draft.page(module), node, site),
        doubt=lambda frame: unique(frame, pairs) if pairs else DOUBTFUL,
    )


def _pairs(frame: Frame, node: ast.DictComp) -> Result:
    parts = (node.key, node.value)
    return pair(*frame.values(parts)), clauses(frame, node) | frame.effects(parts)


def _edit_pairs(page: Page, node: ast.DictComp, site: Site | None) -> None:
    make_generator(page, node)
    if site is not None:
        consume_pairs(page, site)


def scope_reason(program: Program, module: Module, node: ast.ListComp | ast.DictComp) -> Reason | None:
    """Why a generator expression would see other names, or has to be asynchronous."""
    inside = list(ast.walk(node))
    if any(isinstance(part, ast.NamedExpr) for part in inside) or is_named(program, module, node):
        return Reason.SCOPE
    if any(isinstance(part, ast.Await) or getattr(part, "is_async", 0) for part in inside):
        return Reason.ASYNC
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return Reason.SCOPE if isinstance(around, ast.ClassDef) else None


def _edit(page: Page, node: ast.ListComp) -> None:
    (start, end), parent = page.span(node), page.module.parent(node)
    if isinstance(parent, ast.AnnAssign):
        annotate(page, parent.annotation, Reason.STORED)
    call = parent if isinstance(parent, ast.Call) and parent.args == [node] and not parent.keywords else None
    if call is None or page.text[end : page.span(call)[1] - 1].strip() or page.text[:start].rstrip()[-1:] != "(":
        return page.make_round(node)
    # The brackets of a call are its own.
    if not page.begins_line(start):
        return page.unwrap(node, start + 1, end - 1)
    inside, loop = page.text[start + 1 : end - 1], node.generators[-1]
    tail = page.text[page.span([loop.iter, *loop.ifs][-1])[1] : end - 1]
    # What stands behind the bracket may not come to stand behind a comment.
    is_commented = "#" in tail and page.text[end:].partition("\n")[0].strip() != ""
    last = end - 1 if is_commented else start + 1 + len(inside.rstrip())
    return page.unwrap(node, start + 1 + len(inside) - len(inside.lstrip()), last)
