"""A grouping of what is sorted by its key already: one group after the other, instead of all at once."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.imports import import_of, without_import
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.reshaping.grouping import Grouping, grouping, shape
from sparsemem.rewrite.reshaping.offer import offered
from sparsemem.rewrite.transform import Transform
from sparsemem.source import Module, assigned

_KIND = (Transform.GROUP_RUNS, Reason.GROUPED_IN_ORDER)
_SORTERS = frozenset({"builtins.sorted", "heapq.merge"})


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every grouping of a sorted source of which one loop takes each group."""
    for variable in module.locals():
        found = grouping(module, variable)
        if found is None or len(found.uses) != 1 or len(found.loop.body) != 1:
            continue
        taking = _taking(module, found.uses[0])
        if taking is not None and _is_sorted(module, found) and module.block(taking) is module.block(found.loop):
            yield offered(module, found.loop, _KIND, _edits, program, found, taking)


def _taking(module: Module, use: ast.Name) -> ast.For | None:
    """The loop `for key, group in groups.items()`."""
    view = module.parent(use)
    call = module.parent(view) if isinstance(view, ast.Attribute) and view.attr == "items" else None
    loop = module.parent(call) if call else None
    if not isinstance(loop, ast.For) or loop.iter is not call or not isinstance(loop.target, ast.Tuple):
        return None
    return loop if len(loop.target.elts) == 2 and isinstance(loop.target.elts[1], ast.Name) else None


def _is_sorted(module: Module, found: Grouping) -> bool:
    """Whether the source is put in order by what it is grouped by, or by a query."""
    source: ast.expr | None = found.loop.iter
    if isinstance(source, ast.Name) and (variable := module.variable(source)) is not None:
        source = assigned(module, variable.bindings[0]) if len(variable.bindings) == 1 else None
    if not isinstance(source, ast.Call):
        return False
    texts = [
        part.value for part in ast.walk(source) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    if any("order by" in " ".join(text.lower().split()) for text in texts):
        return True
    keys = [keyword.value for keyword in source.keywords if keyword.arg == "key"]
    return module.dotted(source.func) in _SORTERS and bool(keys) and _is_same(module, keys[0], found)


def _is_same(module: Module, key: ast.expr, found: Grouping) -> bool:
    """Whether a key function takes what the groups are named by."""
    match key, found.key:
        case ast.Lambda(args=ast.arguments(args=[parameter]), body=body), _:
            return shape(body, parameter.arg) == shape(found.key, found.item.id)
        case ast.Call(args=[ast.Constant(value=name)]), ast.Attribute(value=ast.Name(), attr=attribute):
            return module.dotted(key.func) == "operator.attrgetter" and name == attribute
        case ast.Call(args=[ast.Constant(value=name)]), ast.Subscript(
            value=ast.Name(), slice=ast.Constant(value=index)
        ):
            return module.dotted(key.func) == "operator.itemgetter" and name == index
    return False


def _edits(module: Module, text: Text, program: Program, found: Grouping, taking: ast.For) -> list[Edit]:
    imports = import_of(module, text, "groupby", home="itertools")
    if imports is None or any("#" in text.of(node) for node in (found.start, found.loop)):
        raise RefusedError(Reason.SCOPE)
    runs = f"groupby({text.of(found.loop.iter)}, key=lambda {found.item.id}: {text.of(found.key)})"
    forgotten = without_import(module, text, found.made.func) if isinstance(found.made, ast.Call) else []
    gone = [text.removed(found.start), text.removed(found.loop), *forgotten]
    return [*imports, *gone, Edit(*text.span(taking.iter), runs), *_listed(module, text, program, found, taking)]


def _listed(module: Module, text: Text, program: Program, found: Grouping, taking: ast.For) -> list[Edit]:
    """A line that makes a list of each group, where its elements are not taken once, one by one."""
    last = taking.target.elts[1] if isinstance(taking.target, ast.Tuple) else None
    assert isinstance(last, ast.Name)
    group, name = module.variable(last), last.id
    whole = isinstance(found.value, ast.Name) and found.value.id == found.item.id
    uses = group.references if group else []
    if whole and len(uses) == 1 and not isinstance(consumer_of(program, module, uses[0]), Reason):
        return []
    made = f"list({name})" if whole else f"[{text.of(found.value)} for {found.item.id} in {name}]"
    start = text.offset(taking.body[0].lineno, 0)
    return [Edit(start, start, f"{text.indent(taking.body[0])}{name} = {made}{text.newline}")]
