"""Whole records are kept in groups of which only one part is read: the groups keep that part."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.rewrite.reshaping.groups import Grouping, grouping, shape
from sparsemem.rewrite.reshaping.offer import offered
from sparsemem.source import Module, place

_KIND = (Transform.GROUP_PARTS, Reason.WHOLE_RECORDS)
_Part = tuple[ast.ListComp | ast.SetComp | ast.GeneratorExp, list[ast.Name]]
"""A comprehension over a group, and its uses of a record, of each of which one part is read."""
_LOOKS_AT_KEYS = frozenset(f"builtins.{name}" for name in ("len", "sorted", "list", "set", "iter", "min", "max"))


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every grouping of records of whose groups the same part is read everywhere."""
    for variable in module.locals():
        found = grouping(module, variable)
        if found is None:
            continue
        parts = _parts(module, found) if _is_put_in_last(module, found) else []
        if len({shape(module.parent(use) or use, use.id) for _, uses in parts for use in uses}) == 1:
            yield offered(module, found.loop, _KIND, _edit, found, parts)


def _is_put_in_last(module: Module, found: Grouping) -> bool:
    """Whether the record itself is put in, and nothing is done to it afterwards in the loop."""
    item, statement = module.variable(found.item), module.statement(found.value)
    uses = item.references if item is not None and module.variable(found.value) is item else []
    return bool(uses) and all(module.statement(use) is statement or place(use) < place(statement) for use in uses)


def _parts(module: Module, found: Grouping) -> list[_Part]:
    """The reads of parts wherever the groups are used; none where something else is done with one of them."""
    groups = [group for use in found.uses for group in _groups(module, use)]
    parts = [_part(module, group) for group in groups]
    known = [part for part in parts if part is not None]
    return known if len(known) == len(parts) else []


def _groups(module: Module, use: ast.Name) -> list[ast.expr | None]:
    """The expressions that stand for one group where the groups are used; None where that is not known."""
    match module.parent(use):
        case ast.Subscript(ctx=ast.Load()) as group:
            return [group]
        case ast.Compare():
            return []
        case ast.For() | ast.comprehension() as loop if loop.iter is use:
            return []
        case ast.Call() as call if module.dotted(call.func) in _LOOKS_AT_KEYS and call.args[0] is use:
            return []
        case ast.Attribute(attr="items" | "values") as view:
            around = module.parent(module.parent(view) or view)
            if isinstance(around, ast.For | ast.comprehension) and around.iter is module.parent(view):
                pair = around.target.elts if isinstance(around.target, ast.Tuple) and view.attr == "items" else []
                variable = module.variable(pair[1] if len(pair) == 2 else around.target)
                return [*variable.references] if variable is not None and len(variable.bindings) == 1 else [None]
    return [None]


def _part(module: Module, group: ast.expr | None) -> _Part | None:
    clause = module.parent(group) if group is not None else None
    owner = module.parent(clause) if isinstance(clause, ast.comprehension) and clause.iter is group else None
    if not isinstance(clause, ast.comprehension) or not isinstance(
        owner, ast.ListComp | ast.SetComp | ast.GeneratorExp
    ):
        return None
    variable = module.variable(clause.target)
    uses = variable.references if variable is not None else []
    return (owner, uses) if uses and all(_reads_part(module, use) for use in uses) else None


def _reads_part(module: Module, use: ast.Name) -> bool:
    """`reading.value` or `row["value"]` around a name."""
    match module.parent(use):
        case ast.Attribute(ctx=ast.Load()) as read:
            return getattr(module.parent(read), "func", None) is not read
        case ast.Subscript(slice=ast.Constant(), ctx=ast.Load(), value=value):
            return value is use
    return False


def _edit(page: Page, found: Grouping, parts: list[_Part]) -> None:
    reads = {use: page.module.parent(use) or use for _, uses in parts for use in uses}
    require(all(page.of(read).startswith(use.id) for use, read in reads.items()))
    first, read = next(iter(reads.items()))
    page.replace(found.value, found.item.id + page.of(read).removeprefix(first.id))
    for owner, uses in parts:
        around = page.module.parent(owner)
        whole = isinstance(owner, ast.GeneratorExp) and [owner.elt] == [reads[use] for use in uses]
        if whole and len(owner.generators) == 1 and isinstance(around, ast.Call) and len(around.args) == 1:
            page.put(page.span(around.func)[1] + 1, page.span(around)[1] - 1, page.of(owner.generators[0].iter))
            continue
        for use in uses:
            page.replace(reads[use], use.id)
