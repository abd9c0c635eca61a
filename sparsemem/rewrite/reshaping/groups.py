"""A loop that puts elements into lists by a key: of what is sorted by it, one group comes after the other."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.edits.imports import add_imports, drop_import
from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.rewrite.reshaping.offer import offered
from sparsemem.source import Module, Variable, assigned

_KIND = (Transform.GROUP_RUNS, Reason.GROUPED_IN_ORDER)
_SORTERS = frozenset({"builtins.sorted", "heapq.merge"})
_Part = tuple[ast.ListComp | ast.SetComp | ast.GeneratorExp, list[ast.Name]]
"""A comprehension over a group, and its uses of a record, of each of which one part is read."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """`groups = defaultdict(list)`, then `for item in source: groups[key].append(value)`."""

    made: ast.expr
    loop: ast.For
    item: ast.Name
    key: ast.expr
    value: ast.expr
    uses: tuple[ast.Name, ...]
    """What is done with the groups besides."""


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every grouping of a sorted source that one loop takes group by group."""
    for variable in module.locals():
        found = grouping(module, variable)
        taken = _taken(module, found) if found is not None else None
        if found is not None and taken is not None and len(found.loop.body) == 1 and _is_sorted(module, found):
            yield offered(module, found.loop, _KIND, _edit_runs, program, found, taken)


def grouping(module: Module, variable: Variable) -> Grouping | None:
    """How a name groups; None where it does anything else, or is filled at several places."""
    made = assigned(module, variable.bindings[0]) if len(variable.bindings) == 1 else None
    if made is None:
        return None
    fills = {use: found for use in variable.references if (found := _fill(module, use, made)) is not None}
    loop = module.enclosing(next(iter(fills)), ast.For) if len(fills) == 1 else None
    if loop is None or not isinstance(loop.target, ast.Name) or module.block(loop) is not module.block(made):
        return None
    rest = tuple(use for use in variable.references if use not in fills)
    return Grouping(made, loop, loop.target, *next(iter(fills.values())), rest)


def _fill(module: Module, use: ast.Name, made: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The key and the value of `groups[key].append(value)` or `groups.setdefault(key, []).append(value)`."""
    match module.statement(use):
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder, attr="append"), args=[value], keywords=[])):
            match holder, made:
                case ast.Subscript(value=name, slice=key), ast.Call(args=[ast.Name(id="list")], keywords=[]):
                    lists = module.dotted(made.func) == "collections.defaultdict"
                    return (key, value) if name is use and lists else None
                case (
                    ast.Call(func=ast.Attribute(value=name, attr="setdefault"), args=[key, ast.List(elts=[])]),
                    ast.Dict(keys=[]),
                ):
                    return (key, value) if name is use else None
    return None


def shape(node: ast.AST, item: str) -> str:
    """What an expression does to a name, whatever that is called."""
    return ast.dump(node).replace(f"Name(id='{item}', ctx=Load())", "it")


def _taken(module: Module, found: Grouping) -> ast.For | None:
    """The only use: a loop `for key, group in groups.items()` beside the one that fills."""
    view = module.parent(found.uses[0]) if len(found.uses) == 1 else None
    call = module.parent(view) if isinstance(view, ast.Attribute) and view.attr == "items" else None
    match module.parent(call) if call else None:
        case ast.For(target=ast.Tuple(elts=[_, ast.Name()])) as loop if loop.iter is call:
            return loop if module.block(loop) is module.block(found.loop) else None
    return None


def _is_sorted(module: Module, found: Grouping) -> bool:
    """Whether the source is put in order by what it is grouped by, or by a query."""
    source: ast.expr | None = found.loop.iter
    variable = module.variable(found.loop.iter)
    if variable is not None:
        source = assigned(module, variable.only) if variable.only else None
    if not isinstance(source, ast.Call):
        return False
    texts = (part.value for part in ast.walk(source) if isinstance(part, ast.Constant))
    if any("order by" in " ".join(text.lower().split()) for text in texts if isinstance(text, str)):
        return True
    keys = [keyword.value for keyword in source.keywords if keyword.arg == "key"]
    return module.dotted(source.func) in _SORTERS and bool(keys) and _is_same(module, keys[0], found)


def _is_same(module: Module, key: ast.expr, found: Grouping) -> bool:
    """Whether a key function takes what the groups are named by."""
    match key:
        case ast.Lambda(args=ast.arguments(args=[parameter]), body=body):
            return shape(body, parameter.arg) == shape(found.key, found.item.id)
        case ast.Call(args=[ast.Constant(value=name)]):
            item = found.item.id
            texts = {"operator.attrgetter": f"{item}.{name!s}", "operator.itemgetter": f"{item}[{name!r}]"}
            return texts.get(module.dotted(key.func) or "") == ast.unparse(found.key)
    return False


def _edit_runs(page: Page, program: Program, found: Grouping, loop: ast.For) -> None:
    start = page.module.statement(found.made)
    require("#" not in page.of(start) + page.of(found.loop))
    add_imports(page, "groupby", home="itertools")
    page.replace(loop.iter, f"groupby({page.of(found.loop.iter)}, key=lambda {found.item.id}: {page.of(found.key)})")
    if isinstance(found.made, ast.Call):
        drop_import(page, found.made.func)
    page.remove(start)
    page.remove(found.loop)
    group = loop.target.elts[1]  # type: ignore[attr-defined]
    variable, whole = page.module.variable(group), shape(found.value, found.item.id) == "it"
    uses = variable.references if variable else []
    if not whole or len(uses) != 1 or isinstance(consumer_of(program, page.module, uses[0]), Reason):
        # Its elements are not taken once, one by one.
        made = f"list({group.id})" if whole else f"[{page.of(found.value)} for {found.item.id} in {group.id}]"
        line = f"{page.indent(loop.body[0])}{group.id} = {made}{page.newline}"
        page.insert(page.offset(loop.body[0].lineno, 0), line)
