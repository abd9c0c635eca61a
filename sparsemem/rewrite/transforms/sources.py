"""Sources that are read whole and then taken one by one: the source itself is iterated."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.effects import OUTER, Effects
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import taken
from sparsemem.rewrite.proof.value import ANY, Value, element
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.rewrite.transforms.local_generator import kept_whole
from sparsemem.source.flow import assigned
from sparsemem.source.module import Module

_READERS = frozenset({"csv.reader", "csv.DictReader"})
_LAZY = _READERS | {"builtins.map", "builtins.filter", "builtins.zip", "builtins.enumerate", "itertools.chain"}
_SILENT = frozenset({Reason.ESCAPES, Reason.STORED, Reason.MATERIALISED_ANYWAY})


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """`fetchall()`, `readlines()`, `read().splitlines()`, and `list()` of what is lazy."""
    for call in module.all(ast.Call):
        transform = _transform(module, call)
        if transform is None:
            continue
        site = site_of(program, module, call)
        if _is_split(call):
            if not isinstance(site, Reason):
                yield refused(module.source.path, call, transform, Reason.SPLITS_MORE)
            continue
        if isinstance(site, Reason):
            if site not in _SILENT or isinstance(module.parent(call), ast.Assign):
                yield refused(module.source.path, call, transform, site)
            continue
        yield _proposed(program, module, call, site, transform)


def _transform(module: Module, call: ast.Call) -> Transform | None:
    func = call.func
    if isinstance(func, ast.Attribute) and not call.args and not call.keywords:
        if func.attr == "fetchall":
            return Transform.FETCH_ITERATION
        return Transform.READ_ITERATION if func.attr == "readlines" or _is_split(call) else None
    if module.dotted(func) != "builtins.list" or len(call.args) != 1 or call.keywords:
        return None
    inner = call.args[0]
    if isinstance(inner, ast.GeneratorExp):
        return Transform.LOCAL_GENERATOR
    if not isinstance(inner, ast.Call):
        return None
    if module.dotted(inner.func) in _LAZY:
        return Transform.READ_ITERATION if module.dotted(inner.func) in _READERS else Transform.LOCAL_GENERATOR
    return None


def _is_split(call: ast.Call) -> bool:
    """`f.read().splitlines()`, which splits at more places than a file does."""
    match call.func:
        case ast.Attribute(value=ast.Call(func=ast.Attribute(attr="read"), args=[]), attr="splitlines"):
            return True
    return False


def _proposed(program: Program, module: Module, call: ast.Call, site: Site, transform: Transform) -> Proposal:
    path = module.source.path
    frame = entered(program, module, call)
    item, step = _stream(frame, call)
    verdict = judged(program, module, site, step, item, Value("list", element=item))
    reason = _cursor_reason(module, call, site) if transform is Transform.FETCH_ITERATION else None
    reason = reason or (kept_whole(program, site) if verdict[0] <= Tier.T3 else None)
    if reason is not None:
        return refused(path, call, transform, reason)
    if verdict[0] is Tier.T1 and not _is_known(frame, call):
        verdict = Tier.T2, Reason.FAULT_ORDER
    return Proposal(path, call, transform, *verdict, lambda: _edits(module, call, site))


def _stream(frame: Frame, call: ast.Call) -> Result:
    """The elements of the source, and what taking them does."""
    if isinstance(call.func, ast.Attribute):
        source = frame.run(call.func.value)[0]
        if call.func.attr == "readlines" and source.kind == "iterator":
            return element(source), taken(source)
        whole = frame.run(call)[0]
        if call.func.attr == "fetchall" and whole.kind == "list":
            return element(whole), source.step | Effects(raises=True, reads=source.roots)
        return ANY, Effects(raises=True, reads=source.roots | {OUTER}, writes=source.roots - {OUTER})
    source = frame.run(call.args[0])[0]
    return element(source), taken(source)


def _is_known(frame: Frame, call: ast.Call) -> bool:
    """Whether the source is known to yield, when it is iterated, what it returns as a list."""
    if not isinstance(call.func, ast.Attribute):
        return True
    # Of the standard library's iterators only files have readlines(), and only cursors have fetchall().
    return frame.run(call.func.value)[0].kind in ("iterator", "cursor")


def _bound(module: Module, node: ast.expr) -> ast.expr | None:
    """The only expression that a name is bound to, or the expression itself."""
    variable = module.variable(node) if isinstance(node, ast.Name) else None
    if variable is None:
        return node
    return assigned(module, variable.bindings[0]) if len(variable.bindings) == 1 else None


def _connection(module: Module, cursor: ast.expr) -> ast.expr | None:
    """What a cursor was made by: `c` of `c.cursor()` and `c.execute(...)`."""
    made = _bound(module, cursor)
    if (
        isinstance(made, ast.Call)
        and isinstance(made.func, ast.Attribute)
        and made.func.attr in ("cursor", "execute")
    ):
        return _connection(module, made.func.value) or made.func.value
    return None


def _cursor_reason(module: Module, call: ast.Call, site: Site) -> Reason | None:
    """Whether the cursor, or the connection that it belongs to, is used while the rows are taken."""
    assert isinstance(call.func, ast.Attribute)
    sources = [call.func.value, _connection(module, call.func.value)]
    variables = {module.variable(name) for s in sources if s for name in ast.walk(s) if isinstance(name, ast.Name)}
    own = set(ast.walk(call))
    for node in (*site.between, site.region):
        for name in ast.walk(node):
            if isinstance(name, ast.Name) and name not in own and module.variable(name) in variables - {None}:
                return Reason.RESOURCE_CLOSED if _is_closing(module, name) else Reason.CURSOR_REUSED
    return None


def _is_closing(module: Module, name: ast.Name) -> bool:
    parent = module.parent(name)
    return isinstance(parent, ast.Attribute) and parent.attr == "close"


def _edits(module: Module, call: ast.Call, site: Site) -> Edits | Reason:
    text = Text(module.source.text)
    start, end = text.span(call)
    if isinstance(call.func, ast.Attribute):
        if isinstance(call.func.value, ast.Name) and isinstance(site.made, ast.Assign) and not site.others:
            # Nobody would write `lines = file`: the file is named where its lines are taken.
            return {module.source.path: [text.removed(site.made), Edit(*text.span(site.use), call.func.value.id)]}
        return {module.source.path: [Edit(text.span(call.func.value)[1], end, "")]}
    inner_start, inner_end = text.span(call.args[0])
    func_end = text.span(call.func)[1]
    shared = isinstance(call.args[0], ast.GeneratorExp) and text.text[func_end:inner_start].strip() == ""
    if shared or "#" in text.text[func_end:inner_start] + text.text[inner_end:end]:
        return {module.source.path: [Edit(start, func_end, "")]}
    return {module.source.path: [Edit(start, inner_start, ""), Edit(inner_end, end, "")]}
