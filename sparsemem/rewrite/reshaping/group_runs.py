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
    """Every grouping of a sorted source of which one loop `for key, group in groups.items()` takes each group."""
    for variable in module.locals():
        found = grouping(module, variable)
        if found is None or len(found.uses) != 1 or len(found.loop.body) != 1 or not _is_sorted(module, found):
            continue
        view = module.parent(found.uses[0])
        call = module.parent(view) if isinstance(view, ast.Attribute) and view.attr == "items" else None
        match module.parent(call) if call else None:
            case ast.For(iter=taken, target=ast.Tuple(elts=[_, ast.Name() as group])) as loop if taken is call:
                if module.block(loop) is module.block(found.loop):
                    yield offered(module, found.loop, _KIND, _edits, program, found, loop, group)


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
    match key, found.key:
        case ast.Lambda(args=ast.arguments(args=[parameter]), body=body), _:
            return shape(body, parameter.arg) == shape(found.key, found.item.id)
        case ast.Call(args=[ast.Constant(value=name)]), ast.Attribute(value=ast.Name(), attr=part):
            return module.dotted(key.func) == "operator.attrgetter" and name == part
        case ast.Call(args=[ast.Constant(value=name)]), ast.Subscript(value=ast.Name(), slice=ast.Constant() as part):
            return module.dotted(key.func) == "operator.itemgetter" and name == part.value
    return False


def _edits(
    module: Module, text: Text, program: Program, found: Grouping, loop: ast.For, group: ast.Name
) -> list[Edit]:
    imports = import_of(module, text, "groupby", home="itertools")
    if imports is None or any("#" in text.of(node) for node in (found.start, found.loop)):
        raise RefusedError(Reason.SCOPE)
    runs = f"groupby({text.of(found.loop.iter)}, key=lambda {found.item.id}: {text.of(found.key)})"
    forgotten = without_import(module, text, found.made.func) if isinstance(found.made, ast.Call) else []
    gone = [text.removed(found.start), text.removed(found.loop), *forgotten]
    return [*imports, *gone, Edit(*text.span(loop.iter), runs), *_listed(module, text, program, found, loop, group)]


def _listed(
    module: Module, text: Text, program: Program, found: Grouping, loop: ast.For, group: ast.Name
) -> list[Edit]:
    """A line that makes a list of each group, where its elements are not taken once, one by one."""
    variable, name = module.variable(group), group.id
    whole = isinstance(found.value, ast.Name) and found.value.id == found.item.id
    uses = variable.references if variable else []
    if whole and len(uses) == 1 and not isinstance(consumer_of(program, module, uses[0]), Reason):
        return []
    made = f"list({name})" if whole else f"[{text.of(found.value)} for {found.item.id} in {name}]"
    start = text.offset(loop.body[0].lineno, 0)
    return [Edit(start, start, f"{text.indent(loop.body[0])}{name} = {made}{text.newline}")]
