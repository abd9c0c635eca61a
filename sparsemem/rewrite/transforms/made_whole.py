"""Lists that one expression makes: a source that is read whole, or a comprehension.

Where something consumes it once, the source itself is iterated, or a generator expression.
"""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.edits.imports import annotate
from sparsemem.rewrite.producers.producer import is_named
from sparsemem.rewrite.producers.recognition import LAZY, is_read_whole
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.effects import OUTER, Effects
from sparsemem.rewrite.proof.expressions import streamed
from sparsemem.rewrite.proof.frame import Frame, Result
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, element
from sparsemem.rewrite.proposal import TRIED, Proposal, Stream, Transform, is_silent, proposed, refused
from sparsemem.rewrite.reasons import Reason, Tier, require
from sparsemem.source import Module, Variable, assigned, tables

_SILENT = frozenset({Reason.ESCAPES, Reason.STORED, Reason.MATERIALISED_ANYWAY})
_HERE = Transform.LOCAL_GENERATOR


def comprehensions(program: Program, module: Module) -> Iterator[Proposal]:
    """Every comprehension that something consumes; a set that is only passed over drops what comes twice."""
    for made in module.all(ast.SetComp):
        if not isinstance(site_of(program, module, made), Reason):
            yield refused(module.source.path, made, _HERE, Reason.DEDUPLICATES)
    for node in module.all(ast.ListComp):
        site = site_of(program, module, node)
        if not is_silent(module, node, site, _SILENT - {Reason.MATERIALISED_ANYWAY}):
            known = isinstance(site, Reason) and site not in TRIED
            site = site if known else scope_reason(program, module, node) or site
            yield proposed(program, module, lazily(module, node), site)


def lazily(module: Module, node: ast.ListComp) -> Stream:
    """The comprehension as a generator expression."""
    edit = lambda draft, _: _edit_list(draft.page(module), node)  # noqa: E731
    return Stream(node, _HERE, lambda frame: streamed(frame, node), edit)


def scope_reason(program: Program, module: Module, node: ast.ListComp) -> Reason | None:
    """Why a generator expression would see other names, or has to be asynchronous."""
    inside = list(ast.walk(node))
    if any(isinstance(part, ast.NamedExpr) for part in inside) or is_named(program, module, node):
        return Reason.SCOPE
    if any(isinstance(part, ast.Await) or getattr(part, "is_async", 0) for part in inside):
        return Reason.ASYNC
    around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return Reason.SCOPE if isinstance(around, ast.ClassDef) else None


def _edit_list(page: Page, node: ast.ListComp) -> None:
    (start, end), parent = page.span(node), page.module.parent(node)
    if isinstance(parent, ast.AnnAssign):
        require(annotate(page, parent.annotation), Reason.STORED)
    call = parent if isinstance(parent, ast.Call) and parent.args == [node] and not parent.keywords else None
    if call is None or page.text[end : page.span(call)[1] - 1].strip() or page.text[:start].rstrip()[-1:] != "(":
        page.make_round(node)
    elif not _is_dict_made(page, call, node):
        page.unwrap(node, start + 1, end - 1)  # the brackets of a call are its own


def _is_dict_made(page: Page, call: ast.Call, node: ast.ListComp) -> bool:
    """`dict([(key, value) for ...])` on one line becomes a comprehension."""
    pair = node.elt.elts if isinstance(node.elt, ast.Tuple) else []
    if page.module.dotted(call.func) != "builtins.dict" or len(pair) != 2 or "\n" in page.of(call):
        return False
    (start, end), (first, behind), (value, last) = map(page.span, (call, *pair))
    page.put(start, first, "{")
    page.put(behind, value, ": ")
    page.put(last, page.span(node.elt)[1])
    page.put(page.span(node)[1] - 1, end, "}")
    return True


def sources(program: Program, module: Module) -> Iterator[Proposal]:
    """`fetchall()`, `readlines()`, and `list()` of what is lazy."""
    for call in module.all(ast.Call):
        transform = _transform(module, call)
        site = site_of(program, module, call) if transform else Reason.STORED
        if transform is None or is_silent(module, call, site, _SILENT):
            continue
        if transform is Transform.FETCH_ITERATION and not isinstance(site, Reason):
            site = _cursor_reason(module, call, site) or site
        yield proposed(program, module, _source(module, call, transform), site)


def _transform(module: Module, call: ast.Call) -> Transform | None:
    if is_read_whole(call):
        return Transform.FETCH_ITERATION if ast.unparse(call).endswith("fetchall()") else Transform.READ_ITERATION
    if module.dotted(call.func) != "builtins.list" or len(call.args) != 1 or call.keywords:
        return None
    maker = module.dotted(call.args[0].func) if isinstance(call.args[0], ast.Call) else None
    made = Transform.READ_ITERATION if maker in tables.READERS else Transform.LOCAL_GENERATOR
    return made if maker in LAZY or isinstance(call.args[0], ast.GeneratorExp) else None


def _source(module: Module, call: ast.Call, transform: Transform) -> Stream:
    def doubt(frame: Frame) -> Verdict | None:
        read = frame.run(call.func.value)[0] if isinstance(call.func, ast.Attribute) else None
        # Of the standard library's iterators only files have readlines(), and only cursors have fetchall().
        known = read is None or read.kind in ("iterator", "cursor")
        return None if known else (Tier.T2, Reason.FAULT_ORDER)

    edits = lambda draft, site: _edit_source(draft.page(module), call, site)  # noqa: E731
    return Stream(call, transform, lambda frame: _taken(frame, call), edits, doubt=doubt)


def _taken(frame: Frame, call: ast.Call) -> Result:
    """The elements of the source, and what taking them does."""
    if not isinstance(call.func, ast.Attribute):
        source = frame.run(call.args[0])[0]
        return element(source), taken(source)
    source, whole = frame.run(call.func.value)[0], frame.run(call)[0]
    if call.func.attr == "readlines" and source.kind == "iterator":
        return element(source), taken(source)
    if call.func.attr == "fetchall" and whole.kind == "list":
        return element(whole), source.step | Effects(raises=True, reads=source.roots)
    return ANY, Effects(raises=True, reads=source.roots | {OUTER}, writes=source.roots - {OUTER})


def _makers(module: Module, source: ast.expr) -> Iterator[Variable]:
    """The names of a cursor, and of what it was made by: `c` of `c.cursor()` and `c.execute(...)`."""
    yield from (name for node in ast.walk(source) if (name := module.variable(node)) is not None)
    variable = module.variable(source)
    match source if variable is None else assigned(module, variable.only) if variable.only else None:
        case ast.Call(func=ast.Attribute(value=maker, attr="cursor" | "execute")):
            yield from _makers(module, maker)


def _cursor_reason(module: Module, call: ast.Call, site: Site) -> Reason | None:
    """Whether the cursor, or the connection that it belongs to, is used while the rows are taken."""
    assert isinstance(call.func, ast.Attribute)
    makers, own = set(_makers(module, call.func.value)), set(ast.walk(call))
    names = (name for node in (*site.between, site.region) for name in ast.walk(node) if name not in own)
    used = next((module.parent(name) for name in names if module.variable(name) in makers), None)
    closes = getattr(used, "attr", "") == "close"
    return None if used is None else Reason.RESOURCE_CLOSED if closes else Reason.CURSOR_REUSED


def _edit_source(page: Page, call: ast.Call, site: Site | None) -> None:
    start, end = page.span(call)
    if isinstance(call.func, ast.Attribute):
        if site and isinstance(call.func.value, ast.Name) and isinstance(site.made, ast.Assign):
            # Nobody would write `lines = file`: the file is named where its lines are taken.
            page.remove(site.made)
            return page.replace(site.use, call.func.value.id)
        return page.put(page.span(call.func.value)[1], end)
    first, last = page.span(call.args[0])
    if "#" in page.text[start:first] + page.text[last:end]:
        return page.put(start, page.span(call.func)[1])
    return page.unwrap(call, first, last)
