"""What is taken of a whole list, and one pass gives as well: its first elements in order, or several sums.

A heap of so many holds the first elements while the rest streams by; sums are kept up to date in one loop.
"""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform, offered
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.source import Life, Module, life_of, lives, only_use, place, repeats

_HEAP = (Transform.PARTIAL_SORT, Reason.PARTLY_SORTED)
_SUMS = (Transform.ONE_PASS, Reason.SEVERAL_AGGREGATES)
_AGGREGATES = {"builtins.sum": "total", "builtins.len": "count", "builtins.min": "lowest", "builtins.max": "highest"}


def heaps(program: Program, module: Module) -> Iterator[Proposal]:
    """`sorted(...)[:n]` and `sorted(...)[0]`, also by a name that is used for nothing else."""
    for call in module.all(ast.Call):
        part = module.parent(whole) if (whole := _sorted(module, call)) is not None else None
        if isinstance(part, ast.Subscript) and part.value is whole and _takes_first(module, call, part):
            yield offered(module, call, _HEAP, _edit_heap, call, part)


def _sorted(module: Module, call: ast.Call) -> ast.expr | None:
    """The list that is sorted, or the only use of its name."""
    if module.dotted(call.func) != "builtins.sorted" or len(call.args) != 1:
        return None
    parent = module.parent(call)
    life = life_of(module, parent.targets[0]) if isinstance(parent, ast.Assign) else None
    return only_use(module, life.target, life.uses) if life else call


def _takes_first(module: Module, call: ast.Call, part: ast.Subscript) -> bool:
    """Whether it is the first or the first `n`, where that number is known when the list is sorted."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    reverse = getattr(named.pop("reverse", ast.Constant(False)), "value", None)
    if named.keys() - {"key"} or not isinstance(reverse, bool):
        return False
    match part.slice:
        case ast.Constant(value=0) | ast.Slice(lower=None, upper=ast.Constant(value=int()), step=None):
            return True
        case ast.Slice(lower=None, upper=ast.Name() as count, step=None):
            bound = getattr(module.variable(count), "only", None)
            return bound is not None and (not isinstance(bound, ast.Name) or place(bound) < place(call))
    return False


def _edit_heap(page: Page, call: ast.Call, part: ast.Subscript) -> None:
    named = {keyword.arg: page.of(keyword.value) for keyword in call.keywords}
    largest, count = named.get("reverse") == "True", part.slice.upper if isinstance(part.slice, ast.Slice) else None
    name = ("max" if largest else "min") if count is None else f"n{'largest' if largest else 'smallest'}"
    require("#" not in page.of(call))
    require(count is not None or page.module.scope_of(call).find(name) is None)
    if count is not None:
        page.needs["heapq"].add(name)
    first = f"{page.of(count)}, " if count else ""
    key = f", key={named['key']}" if "key" in named else ""
    inner = page.of(call.args[0])
    if isinstance(call.args[0], ast.GeneratorExp) and (first or key) and inner[:1] != "(":
        inner = f"({inner})"
    page.replace(call, f"{name}({first}{inner}{key})")
    page.put(page.span(part.value)[1], page.span(part)[1])


def sums(program: Program, module: Module) -> Iterator[Proposal]:
    """Every local list of which nothing but sums, lengths and extremes are taken, several of them."""
    for variable in module.locals():
        for life in lives(module, variable):
            found = {call: name for use in life.uses for call, name in _aggregate(module, life, use)}
            several = len(found) == len(life.uses) and len(set(found.values())) > 1
            if several and _is_built(program, module, life.value):
                yield offered(module, life.value, _SUMS, _edit_sums, life, found)


def _aggregate(module: Module, life: Life, use: ast.Name) -> Iterator[tuple[ast.Call, str]]:
    """The call that takes one, where it is come to whenever the list is made, and once."""
    match module.parent(use):
        case ast.Call(args=[_], keywords=[]) as call if module.dotted(call.func) in _AGGREGATES:
            if not repeats(module, life.target, call) and module.block(call) is module.block(life.target):
                yield call, _AGGREGATES[module.dotted(call.func) or ""]


def _is_built(program: Program, module: Module, value: ast.expr) -> bool:
    """Whether it is made for this: a comprehension, `list` of something, a function of the project."""
    if not isinstance(value, ast.Call):
        return isinstance(value, ast.ListComp)
    return module.dotted(value.func) == "builtins.list" or program.callee(module, value) is not None


def _edit_sums(page: Page, life: Life, found: dict[ast.Call, str]) -> None:
    scope, source = page.module.scope_of(life.target), life.variable.name
    item = source.removesuffix("s") if source.endswith("s") and len(source) > 2 else f"one_of_{source}"
    require(not any(scope.find(name) for name in (*_AGGREGATES.values(), item, "min", "max", "enumerate")))
    first = min((page.module.statement(call) for call in found), key=lambda statement: statement.lineno)
    require(page.begins_line(page.span(first)[0]))
    lines = _loop({*found.values()}, item, source)
    page.insert(page.above(first), "".join(page.indent(first) + line + page.newline for line in lines))
    for call, name in found.items():
        page.replace(call, name)


def _loop(used: set[str], item: str, source: str) -> Iterator[str]:
    """Where there is no element, the extremes stay unbound, and reading them raises as `min` and `max` do."""
    yield "total = count = 0" if "total" in used else "count = 0"
    yield f"for count, {item} in enumerate({source}, 1):"
    if "total" in used:
        yield f"    total += {item}"
    for function, name in (("min", "lowest"), ("max", "highest")):
        if name in used:
            yield f"    {name} = {item} if count == 1 else {function}({name}, {item})"
