"""Several sums over one list: they are kept up to date in one loop."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.reshaping.offer import is_builtin, offered
from sparsemem.rewrite.transform import Transform
from sparsemem.source import Life, Module, lives, repeats

_KIND = (Transform.ONE_PASS, Reason.SEVERAL_AGGREGATES)
_AGGREGATES = {"builtins.sum": "total", "builtins.len": "count", "builtins.min": "lowest", "builtins.max": "highest"}


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every local list of which nothing but sums, lengths and extremes are taken, several of them."""
    for variable in module.locals():
        for life in lives(module, variable):
            calls = [_aggregate(module, use) for use in life.uses]
            found = [call for call in calls if call is not None]
            several = len(found) == len(calls) and len({_name(module, call) for call in found}) > 1
            if several and _is_built(program, module, life.value) and not _is_apart(module, life, found):
                yield offered(module, life.value, _KIND, _edits, life, found)


def _aggregate(module: Module, use: ast.Name) -> ast.Call | None:
    parent = module.parent(use)
    if isinstance(parent, ast.Call) and parent.args == [use] and not parent.keywords:
        return parent if module.dotted(parent.func) in _AGGREGATES else None
    return None


def _name(module: Module, call: ast.Call) -> str:
    return _AGGREGATES[module.dotted(call.func) or ""]


def _is_built(program: Program, module: Module, value: ast.expr) -> bool:
    """Whether it is made for this: a comprehension, `list` of something, a function of the project."""
    if not isinstance(value, ast.Call):
        return isinstance(value, ast.ListComp)
    return module.dotted(value.func) == "builtins.list" or program.callee(module, value) is not None


def _is_apart(module: Module, life: Life, calls: list[ast.Call]) -> bool:
    """Whether a use is in a loop, or only in one branch, so that the pass may be one too many."""
    block = module.block(life.target)
    return any(repeats(module, life.target, call) or module.block(call) is not block for call in calls)


def _edits(module: Module, text: Text, life: Life, calls: list[ast.Call]) -> list[Edit]:
    scope, item = module.scope_of(life.target), _item(life.variable.name)
    names = {name: f"{name}_{life.variable.name}" if scope.find(name) else name for name in _AGGREGATES.values()}
    taken = [*names.values(), item]
    if any(scope.find(name) for name in taken) or not all(
        is_builtin(module, life.target, name) for name in ("min", "max", "enumerate")
    ):
        raise RefusedError(Reason.SCOPE)
    if any(text.of(call)[-1:] != ")" for call in calls):
        raise RefusedError(Reason.SCOPE)
    first = min((module.statement(call) for call in calls), key=lambda statement: statement.lineno)
    start, indent = text.offset(first.lineno, 0), text.indent(first)
    if text.text[start : text.span(first)[0]].strip():
        raise RefusedError(Reason.SCOPE)
    used = {_name(module, call) for call in calls}
    lines = [indent + line for line in _loop(names, used, item, life.variable.name)]
    whole = "".join(line + text.newline for line in lines)
    return [Edit(start, start, whole), *(Edit(*text.span(call), names[_name(module, call)]) for call in calls)]


def _item(name: str) -> str:
    return name.removesuffix("s") if name.endswith("s") and len(name) > 2 else f"one_of_{name}"


def _loop(names: dict[str, str], used: set[str], item: str, source: str) -> Iterator[str]:
    """Where there is no element, the extremes stay unbound, and reading them raises as `min` and `max` do."""
    total, count, lowest, highest = names.values()
    counts = bool(used & {"count", "lowest", "highest"})
    yield " = ".join([*([total] if "total" in used else []), *([count] if counts else []), "0"])
    yield f"for {count}, {item} in enumerate({source}, 1):" if counts else f"for {item} in {source}:"
    if "total" in used:
        yield f"    {total} += {item}"
    for function, name in (("min", lowest), ("max", highest)):
        if name in (names[kind] for kind in used):
            yield f"    {name} = {item} if {count} == 1 else {function}({name}, {item})"
    if used == {"count"}:
        yield "    pass"
