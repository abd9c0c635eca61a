"""SM204: a full copy of a copy, or two generations of the same data alive at a refresh."""

import ast
from collections.abc import Iterator

from sparsemem.model import Severity
from sparsemem.review.index.project import Project
from sparsemem.review.likely import is_made_of_read, likely_built, likely_size
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.rules.generations import refreshed
from sparsemem.source import How, Module, Variable, filled, lives, repeats, use_of

_KINDS = {
    "builtins.list": "list",
    "builtins.tuple": "tuple",
    "builtins.set": "set",
    "builtins.frozenset": "set",
    "builtins.dict": "dict",
    "builtins.sorted": "sorted",
    "copy.copy": "copy",
    "copy.deepcopy": "deepcopy",
    "json.dumps": "dumps",
    "json.loads": "loads",
}

_LOOKS = frozenset({How.LENGTH, How.TRUTH, How.INDEX, How.NEXT})
"""Uses of what was copied that need no copy."""


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Copies whose source is a copy that nothing else uses; then refreshes."""
    named = {
        life.uses[0]: life.value
        for variable in module.locals()
        for life in lives(module, variable)
        if len(life.uses) == 1 and not repeats(module, life.target, life.uses[0])
    }
    for call in module.all(ast.Call):
        outer = _copy(module, call)
        source = outer[1] if outer else None
        first = named.get(source, source) if isinstance(source, ast.Name) else source
        inner = _copy(module, first)
        if outer and inner and _adds_nothing(inner[0], outer[0]):
            yield _hit(module, call, first, inner[1])
        elif outer and (again := _in_chain(outer)):
            yield _hit(module, call, again, again)
    for variable in module.locals():
        yield from _filled_and_copied(module, variable)
    yield from refreshed(module, project)


def _in_chain(outer: tuple[str, ast.expr]) -> ast.expr | None:
    """The first `copy()` of `table.copy().sort_values("day").copy()`: what is between has made anew what it needs."""
    kind, node = outer
    while kind == "copy" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "copy" and not node.args:
            return node
        node = node.func.value
    return None


def _filled_and_copied(module: Module, variable: Variable) -> Iterator[Hit]:
    """A copy of what the function itself has filled, and gives to nothing else: `self.users = users.copy()`."""
    local = filled(module, variable)
    for use in local.uses if local else ():
        taken = module.parent(use)
        call = module.parent(taken) if isinstance(taken, ast.Attribute) else taken
        copy = _copy(module, call) if isinstance(call, ast.Call | ast.Subscript) else None
        if local is None or copy is None or copy[1] is not use or copy[0] not in ("copy", "slice", local.kind):
            continue
        if isinstance(call, ast.Call) and module.dotted(call.func) == "builtins.frozenset":
            continue
        others = [use_of(module, one).how for one in local.uses if one is not use]
        if isinstance(call, ast.expr) and set(others) <= _LOOKS and not repeats(module, local.life.target, use):
            message = f"{_called(call)} copies {variable.name}, which is filled here and held by nothing else"
            severity: Severity | None = None if is_made_of_read(module, use) else "note"
            yield Hit(call, variable.name, message, likely_built(module, local.loop), severity=severity)


def _copy(module: Module, node: ast.expr | None) -> tuple[str, ast.expr] | None:
    """The kind of copy that an expression is and what it copies: `list(x)`, `x.copy()`, `x[:]`, `deepcopy(x)`."""
    match node:
        case ast.Subscript(slice=ast.Slice(lower=None, upper=None, step=None), ctx=ast.Load()):
            return "slice", node.value
        case ast.Call(func=ast.Attribute(attr="copy") as method, args=[], keywords=[]):
            return None if module.dotted(method) else ("copy", method.value)
        case ast.Call(args=[ast.expr() as source, *_]) if not isinstance(source, ast.Starred):
            name = module.dotted(node.func)
            plain = len(node.args) == 1 and (not node.keywords or name == "builtins.sorted")
            return (_KINDS[name], source) if name in _KINDS and plain else None
    return None


def _adds_nothing(inner: str, outer: str) -> bool:
    """Whether the inner copy does nothing that the outer would not do by itself.

    A set drops duplicates, a dict repeated keys, `sorted` puts in order: these are copies only for the same kind.
    """
    if "dumps" in (inner, outer) or "loads" in (inner, outer):
        return (inner, outer) == ("dumps", "loads")
    if inner == "slice" and outer in ("copy", "deepcopy"):
        return False  # of an array a slice is a view, and this is how it is copied
    return inner in ("list", "tuple", "copy", "slice") or inner == outer or (inner, outer) == ("sorted", "list")


def _hit(module: Module, call: ast.Call, first: ast.expr | None, source: ast.expr) -> Hit:
    subject = _called(call)
    message = f"{subject} copies what {_called(first)} has only just copied: two full copies are alive"
    severity: Severity | None = None if is_made_of_read(module, source) else "note"
    return Hit(call, subject, message, likely_size(module, source), {"of": _called(first)}, severity)


def _called(node: ast.expr | None) -> str:
    if not isinstance(node, ast.Call):
        return "a full slice"
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    return f"{name}()"


RULE = Rule(
    code="SM204",
    name="copy-of-copy",
    finds=(
        "A full copy whose source is itself a copy that nothing else uses, and a refresh that builds the new data "
        "while the old is still held."
    ),
    why=(
        "Two generations of the same data are alive together: the peak is twice the data, and after it the "
        "allocator keeps what the dropped generation has left half empty."
    ),
    example=snippet(
        """
        def newest(events):
            return sorted(list(events))
        """
    ),
    instead=snippet(
        """
        def newest(events):
            return sorted(events)
        """
    ),
    safe=(
        "Always for a copy that nothing else refers to. At a refresh, dropping the old first is safe where no "
        "reader needs it meanwhile; else replace it in parts."
    ),
    remedy="copy once; at a refresh, drop or replace the old data in parts",
    severity="note",
    check=check,
)
