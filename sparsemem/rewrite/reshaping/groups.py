"""A loop that puts elements into lists by a key: of what is sorted by it, one group comes after the other.

Where one part of each record in the groups is read, the groups keep that part.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.edits.imports import drop_import
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform, offered
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.source import Module, Variable, assigned, place

_RUNS = (Transform.GROUP_RUNS, Reason.GROUPED_IN_ORDER)
_PARTS = (Transform.GROUP_PARTS, Reason.WHOLE_RECORDS)
_SORTERS = frozenset({"builtins.sorted", "heapq.merge"})
_LOOKS_AT_KEYS = frozenset(f"builtins.{name}" for name in ("len", "sorted", "list", "set", "iter", "min", "max"))


@dataclass(frozen=True, slots=True)
class _Grouping:
    """`groups = defaultdict(list)`, then `for item in source: groups[key].append(value)`."""

    made: ast.Call
    loop: ast.For
    item: ast.Name
    key: ast.expr
    value: ast.expr
    uses: tuple[ast.Name, ...]
    """What is done with the groups besides."""


def runs(program: Program, module: Module) -> Iterator[Proposal]:
    """Every grouping of a sorted source that one loop takes group by group."""
    for variable in module.locals():
        found = _grouping(module, variable)
        taken = _taken(module, found) if found is not None else None
        if found is not None and taken is not None and len(found.loop.body) == 1 and _is_sorted(module, found):
            yield offered(module, found.loop, _RUNS, _edit_runs, program, found, taken)


def _grouping(module: Module, variable: Variable) -> _Grouping | None:
    """How a name groups; None where it does anything else, or is filled at several places."""
    made = assigned(module, variable.bindings[0]) if len(variable.bindings) == 1 else None
    is_grouping = isinstance(made, ast.Call) and module.dotted(made.func) == "collections.defaultdict"
    if not isinstance(made, ast.Call) or not is_grouping or [ast.unparse(one) for one in made.args] != ["list"]:
        return None
    fills = {use: found for use in variable.references if (found := _fill(module, use)) is not None}
    loop = module.enclosing(next(iter(fills)), ast.For) if len(fills) == 1 else None
    if loop is None or not isinstance(loop.target, ast.Name) or module.block(loop) is not module.block(made):
        return None
    rest = tuple(use for use in variable.references if use not in fills)
    return _Grouping(made, loop, loop.target, *next(iter(fills.values())), rest)


def _fill(module: Module, use: ast.Name) -> tuple[ast.expr, ast.expr] | None:
    """The key and the value of `groups[key].append(value)`."""
    match module.statement(use):
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Subscript() as held, attr="append"), args=[value])):
            return (held.slice, value) if held.value is use else None
    return None


def _shape(node: ast.AST, item: str) -> str:
    """What an expression does to a name, whatever that is called."""
    return ast.dump(node).replace(f"Name(id='{item}', ctx=Load())", "it")


def _taken(module: Module, found: _Grouping) -> ast.For | None:
    """The only use: a loop `for key, group in groups.items()` beside the one that fills."""
    view = module.parent(found.uses[0]) if len(found.uses) == 1 else None
    call = module.parent(view) if isinstance(view, ast.Attribute) and view.attr == "items" else None
    match module.parent(call) if call else None:
        case ast.For(target=ast.Tuple(elts=[_, ast.Name()])) as loop if loop.iter is call:
            return loop if module.block(loop) is module.block(found.loop) else None
    return None


def _is_sorted(module: Module, found: _Grouping) -> bool:
    """Whether the source is put in order by what it is grouped by, or by a query."""
    source = found.loop.iter
    if not isinstance(source, ast.Call):
        return False
    texts = (" ".join(str(part.value).lower().split()) for part in ast.walk(source) if isinstance(part, ast.Constant))
    if any("order by" in text for text in texts):
        return True
    match [keyword.value for keyword in source.keywords if keyword.arg == "key"]:
        case [ast.Lambda(args=ast.arguments(args=[parameter]), body=body)] if module.dotted(source.func) in _SORTERS:
            return _shape(body, parameter.arg) == _shape(found.key, found.item.id)
    return False


def _edit_runs(page: Page, program: Program, found: _Grouping, loop: ast.For) -> None:
    start = page.module.statement(found.made)
    require("#" not in page.of(start) + page.of(found.loop))
    page.needs["itertools"].add("groupby")
    page.replace(loop.iter, f"groupby({page.of(found.loop.iter)}, key=lambda {found.item.id}: {page.of(found.key)})")
    drop_import(page, found.made.func)
    page.remove(start)
    page.remove(found.loop)
    group = loop.target.elts[1]  # type: ignore[attr-defined]
    variable, whole = page.module.variable(group), _shape(found.value, found.item.id) == "it"
    uses = variable.references if variable else []
    if not whole or len(uses) != 1 or isinstance(consumer_of(program, page.module, uses[0]), Reason):
        # Its elements are not taken once, one by one.
        made = f"list({group.id})" if whole else f"[{page.of(found.value)} for {found.item.id} in {group.id}]"
        line = f"{page.indent(loop.body[0])}{group.id} = {made}{page.newline}"
        page.insert(page.above(loop.body[0]), line)


def parts(program: Program, module: Module) -> Iterator[Proposal]:
    """Every grouping of records of whose groups the same part is read everywhere."""
    for variable in module.locals():
        found = _grouping(module, variable)
        reads = _reads(module, found) if found is not None and _is_put_in_last(module, found) else {}
        if found is not None and len({_shape(read, use.id) for use, read in reads.items()}) == 1:
            yield offered(module, found.loop, _PARTS, _edit_parts, found, reads)


def _is_put_in_last(module: Module, found: _Grouping) -> bool:
    """Whether the record itself is put in, and nothing is done to it afterwards in the loop."""
    item, statement = module.variable(found.item), module.statement(found.value)
    uses = item.references if item is not None and module.variable(found.value) is item else []
    return bool(uses) and all(module.statement(use) is statement or place(use) < place(statement) for use in uses)


def _reads(module: Module, found: _Grouping) -> dict[ast.Name, ast.AST]:
    """The uses of records in groups, and what reads a part of each; nothing where one is used otherwise."""
    reads: dict[ast.Name, ast.AST] = {}
    for group in map(module.parent, found.uses):
        if isinstance(group, ast.Call) and module.dotted(group.func) in _LOOKS_AT_KEYS:
            continue
        clause = module.parent(group) if isinstance(group, ast.Subscript) else None
        is_taken = isinstance(clause, ast.comprehension) and clause.iter is group
        variable = module.variable(clause.target) if is_taken else None  # type: ignore[union-attr]
        uses = variable.references if variable is not None else []
        reads |= {use: module.parent(use) or use for use in uses}
        if not uses or not all(_reads_part(module, use) for use in uses):
            return {}
    return reads


def _reads_part(module: Module, use: ast.Name) -> bool:
    """`reading.value` or `row["value"]` around a name."""
    match module.parent(use):
        case ast.Attribute(ctx=ast.Load()) as read:
            return getattr(module.parent(read), "func", None) is not read
        case ast.Subscript(slice=ast.Constant(), ctx=ast.Load(), value=value):
            return value is use
    return False


def _edit_parts(page: Page, found: _Grouping, reads: dict[ast.Name, ast.AST]) -> None:
    require(all(page.of(read).startswith(use.id) for use, read in reads.items()))
    first, part = next(iter(reads.items()))
    page.replace(found.value, found.item.id + page.of(part).removeprefix(first.id))
    for use, read in reads.items():
        match page.module.parent(read):
            case ast.GeneratorExp(elt=one, generators=[ast.comprehension(iter=group, ifs=[])]) as made if one is read:
                page.put(*page.span(made), f"({page.of(group)})")
            case _:
                page.replace(read, use.id)
