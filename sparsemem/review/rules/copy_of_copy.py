"""SM204: a full copy of a copy, or two generations of the same data alive at a refresh."""

import ast
from collections.abc import Iterator

from sparsemem.model import Severity
from sparsemem.review.index.project import Project
from sparsemem.review.likely import is_made_of_read, likely_size
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.rules.generations import refreshed
from sparsemem.source import Module, lives, repeats

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
    yield from refreshed(module, project)


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
