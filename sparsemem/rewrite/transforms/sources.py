"""Sources that are read whole and then taken one by one: the source itself is iterated."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.hazards import is_closing
from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.producers.recognition import LAZY
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.effects import OUTER, Effects
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, element
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transforms.stream import Stream, is_silent, proposed
from sparsemem.source import Module, Variable, assigned, tables

_SILENT = frozenset({Reason.ESCAPES, Reason.STORED, Reason.MATERIALISED_ANYWAY})


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """`fetchall()`, `readlines()`, `read().splitlines()`, and `list()` of what is lazy."""
    for call in module.all(ast.Call):
        transform = _transform(module, call)
        site = site_of(program, module, call) if transform else Reason.STORED
        splits = getattr(call.func, "attr", None) == "splitlines"
        if transform is None or is_silent(module, call, site, _SILENT) or (splits and isinstance(site, Reason)):
            continue
        if transform is Transform.FETCH_ITERATION and not isinstance(site, Reason):
            site = _cursor_reason(module, call, site) or site
        # What is split is so at more places than a file is.
        yield proposed(program, module, _stream(module, call, transform), Reason.SPLITS_MORE if splits else site)


def _transform(module: Module, call: ast.Call) -> Transform | None:
    match call:
        case ast.Call(func=ast.Attribute(attr="fetchall"), args=[], keywords=[]):
            return Transform.FETCH_ITERATION
        case ast.Call(
            func=ast.Attribute(attr="readlines")
            | ast.Attribute(value=ast.Call(func=ast.Attribute(attr="read"), args=[]), attr="splitlines"),
            args=[],
            keywords=[],
        ):
            return Transform.READ_ITERATION
        case ast.Call(args=[inner], keywords=[]) if module.dotted(call.func) == "builtins.list":
            maker = module.dotted(inner.func) if isinstance(inner, ast.Call) else None
            made = Transform.READ_ITERATION if maker in tables.READERS else Transform.LOCAL_GENERATOR
            return made if maker in LAZY or isinstance(inner, ast.GeneratorExp) else None
    return None


def _stream(module: Module, call: ast.Call, transform: Transform) -> Stream:
    def doubt(frame: Frame) -> Verdict | None:
        read = frame.run(call.func.value)[0] if isinstance(call.func, ast.Attribute) else None
        # Of the standard library's iterators only files have readlines(), and only cursors have fetchall().
        known = read is None or read.kind in ("iterator", "cursor")
        return None if known else (Tier.T2, Reason.FAULT_ORDER)

    edits = lambda draft, site: _edit(draft.page(module), call, site)  # noqa: E731
    return Stream(call, transform, lambda frame: _taken(frame, call), edits, doubt=doubt)


def _taken(frame: Frame, call: ast.Call) -> Result:
    """The elements of the source, and what taking them does."""
    if not isinstance(call.func, ast.Attribute):
        source = frame.run(call.args[0])[0]
        return element(source), taken(source)
    source = frame.run(call.func.value)[0]
    if call.func.attr == "readlines" and source.kind == "iterator":
        return element(source), taken(source)
    whole = frame.run(call)[0]
    if call.func.attr == "fetchall" and whole.kind == "list":
        return element(whole), source.step | Effects(raises=True, reads=source.roots)
    return ANY, Effects(raises=True, reads=source.roots | {OUTER}, writes=source.roots - {OUTER})


def _makers(module: Module, source: ast.expr) -> Iterator[Variable]:
    """The names of a cursor, and of what it was made by: `c` of `c.cursor()` and `c.execute(...)`."""
    yield from (name for node in ast.walk(source) if (name := module.variable(node)) is not None)
    variable = module.variable(source)
    made = source if variable is None else assigned(module, variable.only) if variable.only else None
    match made:
        case ast.Call(func=ast.Attribute(value=maker, attr="cursor" | "execute")):
            yield from _makers(module, maker)


def _cursor_reason(module: Module, call: ast.Call, site: Site) -> Reason | None:
    """Whether the cursor, or the connection that it belongs to, is used while the rows are taken."""
    assert isinstance(call.func, ast.Attribute)
    makers, own = set(_makers(module, call.func.value)), set(ast.walk(call))
    for node in (*site.between, site.region):
        for name in ast.walk(node):
            if module.variable(name) in makers and name not in own:
                closed = is_closing(module.parent(module.parent(name) or name) or name)
                return Reason.RESOURCE_CLOSED if closed else Reason.CURSOR_REUSED
    return None


def _edit(page: Page, call: ast.Call, site: Site | None) -> None:
    start, end = page.span(call)
    if isinstance(call.func, ast.Attribute):
        if site and isinstance(call.func.value, ast.Name) and isinstance(site.made, ast.Assign) and not site.others:
            # Nobody would write `lines = file`: the file is named where its lines are taken.
            page.remove(site.made)
            return page.replace(site.use, call.func.value.id)
        return page.put(page.span(call.func.value)[1], end)
    (inner_start, inner_end), func_end = page.span(call.args[0]), page.span(call.func)[1]
    before = page.text[func_end:inner_start]
    shared = isinstance(call.args[0], ast.GeneratorExp) and not before.strip()
    if shared or "#" in before + page.text[inner_end:end]:
        return page.put(start, func_end)
    return page.unwrap(call, inner_start, inner_end)
