"""Local lists: a comprehension that is consumed once becomes a generator expression."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.site import site_of
from sparsemem.rewrite.edits.annotation import streaming
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.unwrapping import unwrapped
from sparsemem.rewrite.producers.inner_code import is_named
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.displays import streamed
from sparsemem.rewrite.proposal import Edits, Proposal, refused, together
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.lazy import Lazy, is_silent, proposed
from sparsemem.source import Module

_HERE = Transform.LOCAL_GENERATOR
_SILENT = frozenset({Reason.ESCAPES, Reason.STORED})


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every list comprehension that something consumes; a set that is only passed over drops what comes twice."""
    for made in module.all(ast.SetComp):
        if not isinstance(site_of(program, module, made), Reason):
            yield refused(module.source.path, made, _HERE, Reason.DEDUPLICATES)
    for node in module.all(ast.ListComp):
        site = site_of(program, module, node)
        if not is_silent(module, node, site, _SILENT):
            site = site if isinstance(site, Reason) else scope_reason(program, module, node) or site
            yield proposed(program, module, lazily(module, node), site)


def lazily(module: Module, node: ast.ListComp) -> Lazy:
    """The comprehension as a generator expression."""
    return Lazy(node, _HERE, lambda frame: streamed(frame, node), lambda _: _edits(module, node))


def scope_reason(program: Program, module: Module, node: ast.ListComp | ast.DictComp) -> Reason | None:
    """Why a generator expression would see other names, or has to be asynchronous."""
    inside = list(ast.walk(node))
    if any(isinstance(part, ast.NamedExpr) for part in inside) or is_named(program, module, node):
        return Reason.SCOPE
    if any(isinstance(part, ast.Await) or getattr(part, "is_async", 0) for part in inside):
        return Reason.ASYNC
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return Reason.SCOPE if isinstance(around, ast.ClassDef) else None


def _edits(module: Module, node: ast.ListComp) -> Edits:
    text = Text(module.source.text)
    (start, end), parent = text.span(node), module.parent(node)
    made = [Edit(start, start + 1, "("), Edit(end - 1, end, ")")]
    if isinstance(parent, ast.Call) and parent.args == [node] and not parent.keywords:
        is_last = text.text[end : text.span(parent)[1] - 1].strip() == ""
        if is_last and text.text[:start].rstrip().endswith("("):
            made = _bare(text, node)
    if isinstance(parent, ast.AnnAssign):
        made += streaming(module, text, parent.annotation, Reason.STORED)
    return together((module, made))


def _bare(text: Text, node: ast.ListComp) -> list[Edit]:
    """The comprehension without brackets, as the brackets of a call are its own."""
    start, end = text.span(node)
    if not text.begins_line(start):
        return [Edit(start, start + 1, ""), Edit(end - 1, end, "")]
    inside, loop = text.text[start + 1 : end - 1], node.generators[-1]
    tail = text.text[text.span([loop.iter, *loop.ifs][-1])[1] : end - 1]
    # What stands behind the bracket may not come to stand behind a comment.
    is_commented = "#" in tail and text.text[end:].partition("\n")[0].strip() != ""
    last = end - 1 if is_commented else start + 1 + len(inside.rstrip())
    return unwrapped(text, node, start + 1 + len(inside) - len(inside.lstrip()), last)
