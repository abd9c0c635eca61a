"""The first elements of a sorted list: a heap of so many holds them, and the rest streams by."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.edits.imports import add_imports
from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.rewrite.reshaping.offer import offered, require_builtins
from sparsemem.source import Module, life_of, lives, loops, only_use, place

_KIND = (Transform.PARTIAL_SORT, Reason.PARTLY_SORTED)


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """`sorted(...)[:n]` and `sorted(...)[0]`, by a name that is used for nothing else, and after `x.sort()`."""
    for call in module.all(ast.Call):
        whole = _sorted(module, call)
        part = module.parent(whole) if whole is not None else None
        if isinstance(part, ast.Subscript) and part.value is whole and _takes_first(module, call, part):
            yield offered(module, call, _KIND, _edit, call, part)


def _sorted(module: Module, call: ast.Call) -> ast.expr | None:
    """The list that is sorted, or the only use of its name from then on."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="sort"), args=[]):
            variable = module.variable(name)
            known = len(lives(module, variable)) == 1 if variable is not None else False
            after = [use for use in variable.references if place(use) > place(name)] if variable and known else []
            beside = len(after) == 1 and module.block(after[0]) is module.block(call)
            return after[0] if beside and not loops(module, after[0]) else None
        case ast.Call(func=function, args=[_]) if module.dotted(function) == "builtins.sorted":
            parent = module.parent(call)
            life = life_of(module, parent.targets[0]) if isinstance(parent, ast.Assign) else None
            return only_use(module, life.target, life.uses) if life else call
    return None


def _takes_first(module: Module, call: ast.Call, part: ast.Subscript) -> bool:
    """Whether it is the first or the first `n`, where that number is known when the list is sorted."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    reverse = named.pop("reverse", ast.Constant(False))
    if named.keys() - {"key"} or not isinstance(reverse, ast.Constant) or not isinstance(reverse.value, bool):
        return False
    match part.slice:
        case ast.Constant(value=0) | ast.Slice(lower=None, upper=ast.Constant(value=int()), step=None):
            return True
        case ast.Slice(lower=None, upper=ast.Name() as count, step=None):
            bound = getattr(module.variable(count), "only", None)
            return bound is not None and (not isinstance(bound, ast.Name) or place(bound) < place(call))
    return False


def _edit(page: Page, call: ast.Call, part: ast.Subscript) -> None:
    named = {keyword.arg: page.of(keyword.value) for keyword in call.keywords}
    largest, count = named.get("reverse") == "True", part.slice.upper if isinstance(part.slice, ast.Slice) else None
    name = ("max" if largest else "min") if count is None else f"n{'largest' if largest else 'smallest'}"
    require("#" not in page.of(call))
    if count is None:
        require_builtins(page, call, name)
    else:
        add_imports(page, name, home="heapq")
    first = f"{page.of(count)}, " if count else ""
    key = f", key={named['key']}" if "key" in named else ""
    if not call.args:
        page.remove(page.module.statement(call))
        return page.replace(part, f"{name}({first}{page.of(part.value)}{key})")
    inner = page.of(call.args[0])
    if isinstance(call.args[0], ast.GeneratorExp) and (first or key) and inner[:1] != "(":
        inner = f"({inner})"
    page.replace(call, f"{name}({first}{inner}{key})")
    return page.put(page.span(part.value)[1], page.span(part)[1])
