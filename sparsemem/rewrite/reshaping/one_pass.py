"""Several sums over one list: they are kept up to date in one loop."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.rewrite.reshaping.offer import offered, require_builtins
from sparsemem.source import Life, Module, lives, repeats

_KIND = (Transform.ONE_PASS, Reason.SEVERAL_AGGREGATES)
_AGGREGATES = {"builtins.sum": "total", "builtins.len": "count", "builtins.min": "lowest", "builtins.max": "highest"}


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every local list of which nothing but sums, lengths and extremes are taken, several of them."""
    for variable in module.locals():
        for life in lives(module, variable):
            found = {call: name for use in life.uses for call, name in _aggregate(module, life, use)}
            several = len(found) == len(life.uses) and len(set(found.values())) > 1
            if several and _is_built(program, module, life.value):
                yield offered(module, life.value, _KIND, _edit, life, found)


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


def _edit(page: Page, life: Life, found: dict[ast.Call, str]) -> None:
    scope, source = page.module.scope_of(life.target), life.variable.name
    item = source.removesuffix("s") if source.endswith("s") and len(source) > 2 else f"one_of_{source}"
    names = {name: f"{name}_{source}" if scope.find(name) else name for name in _AGGREGATES.values()}
    require(not any(scope.find(name) for name in (*names.values(), item)))
    require_builtins(page, life.target, "min", "max", "enumerate")
    first = min((page.module.statement(call) for call in found), key=lambda statement: statement.lineno)
    require(page.begins_line(page.span(first)[0]))
    lines = _loop(names, {*found.values()}, item, source)
    page.insert(page.offset(first.lineno, 0), "".join(page.indent(first) + line + page.newline for line in lines))
    for call, name in found.items():
        page.replace(call, names[name])


def _loop(names: dict[str, str], used: set[str], item: str, source: str) -> Iterator[str]:
    """Where there is no element, the extremes stay unbound, and reading them raises as `min` and `max` do."""
    total, count, lowest, highest = names.values()
    yield f"{total} = {count} = 0" if "total" in used else f"{count} = 0"
    yield f"for {count}, {item} in enumerate({source}, 1):"
    if "total" in used:
        yield f"    {total} += {item}"
    for function, kind, name in (("min", "lowest", lowest), ("max", "highest", highest)):
        if kind in used:
            yield f"    {name} = {item} if {count} == 1 else {function}({name}, {item})"
