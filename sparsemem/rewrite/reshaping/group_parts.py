"""Whole records are kept in groups of which only one part is read: the groups keep that part."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.reshaping.grouping import Grouping, grouping, shape
from sparsemem.rewrite.reshaping.offer import offered
from sparsemem.rewrite.transform import Transform
from sparsemem.source import Module, place

_KIND = (Transform.GROUP_PARTS, Reason.WHOLE_RECORDS)
_LOOKS_AT_KEYS = frozenset(f"builtins.{name}" for name in ("len", "sorted", "list", "set", "iter", "min", "max"))


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a part of each record of a group is read: in a comprehension that goes over the group."""

    owner: ast.ListComp | ast.SetComp | ast.GeneratorExp
    reads: tuple[ast.expr, ...]
    item: str


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every grouping of records of whose groups the same part is read everywhere."""
    for variable in module.locals():
        found = grouping(module, variable)
        if found is None or not _is_put_in_last(module, found):
            continue
        groups = [group for use in found.uses for group in _groups(module, use)]
        parts = [_part(module, group) for group in groups if group is not None]
        known = [part for part in parts if part is not None]
        shapes = {shape(read, part.item) for part in known for read in part.reads}
        if None not in groups and len(known) == len(parts) > 0 and len(shapes) == 1:
            yield offered(module, found.loop, _KIND, _edits, found, known)


def _is_put_in_last(module: Module, found: Grouping) -> bool:
    """Whether the record itself is put in, and nothing is done to it afterwards in the loop."""
    item, statement = module.variable(found.item), module.statement(found.value)
    if item is None or not isinstance(found.value, ast.Name) or module.variable(found.value) is not item:
        return False
    return all(module.statement(use) is statement or place(use) < place(statement) for use in item.references)


def _groups(module: Module, use: ast.Name) -> list[ast.expr | None]:
    """The expressions that stand for one group where the groups are used; None where that is not known."""
    parent = module.parent(use)
    match parent:
        case ast.Subscript(ctx=ast.Load()):
            return [parent]
        case ast.For() | ast.comprehension() if parent.iter is use:
            return []
        case ast.Compare():
            return []
        case ast.Call() if module.dotted(parent.func) in _LOOKS_AT_KEYS and parent.args[0] is use:
            return []
        case ast.Attribute(attr="items" | "values"):
            return _of_view(module, parent)
    return [None]


def _of_view(module: Module, view: ast.Attribute) -> list[ast.expr | None]:
    call = module.parent(view)
    around = module.parent(call) if isinstance(call, ast.Call) else None
    if not isinstance(around, ast.For | ast.comprehension) or around.iter is not call:
        return [None]
    target = around.target
    if view.attr == "items":
        target = target.elts[1] if isinstance(target, ast.Tuple) and len(target.elts) == 2 else around.iter
    variable = module.variable(target)
    if not isinstance(target, ast.Name) or variable is None or len(variable.bindings) != 1:
        return [None]
    return list(variable.references)


def _part(module: Module, group: ast.expr) -> _Part | None:
    """The reads of a comprehension over a group, all of the same part."""
    clause = module.parent(group)
    owner = module.parent(clause) if isinstance(clause, ast.comprehension) and clause.iter is group else None
    if not isinstance(owner, ast.ListComp | ast.SetComp | ast.GeneratorExp) or not isinstance(
        clause, ast.comprehension
    ):
        return None
    variable = module.variable(clause.target)
    if variable is None or not variable.references:
        return None
    reads = [_longest(module, use) for use in variable.references]
    known = tuple(read for read in reads if read is not None)
    return _Part(owner, known, variable.name) if len(known) == len(reads) else None


def _longest(module: Module, use: ast.Name) -> ast.expr | None:
    """`reading.value` or `row["value"]` around a name."""
    match module.parent(use):
        case ast.Attribute(ctx=ast.Load()) as read if not isinstance(module.parent(read), ast.Call) or (
            module.parent(read).func is not read  # type: ignore[union-attr]
        ):
            return read
        case ast.Subscript(slice=ast.Constant(), ctx=ast.Load()) as read if read.value is use:
            return read
    return None


def _edits(module: Module, text: Text, found: Grouping, parts: list[_Part]) -> list[Edit]:
    read = parts[0].reads[0]
    if any(text.of(one)[: len(part.item)] != part.item for part in parts for one in part.reads):
        raise RefusedError(Reason.SCOPE)
    edits = [Edit(*text.span(found.value), found.item.id + text.of(read)[len(parts[0].item) :])]
    for part in parts:
        around, clause = module.parent(part.owner), part.owner.generators[0]
        whole = isinstance(part.owner, ast.GeneratorExp) and part.owner.elt in part.reads and len(part.reads) == 1
        if whole and len(part.owner.generators) == 1 and isinstance(around, ast.Call) and len(around.args) == 1:
            start, end = text.span(around.func)[1] + 1, text.span(around)[1] - 1
            edits.append(Edit(start, end, text.of(clause.iter)))
        else:
            edits += [Edit(*text.span(one), part.item) for one in part.reads]
    return edits
