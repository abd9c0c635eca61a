"""The first elements of a sorted list: a heap of so many holds them, and the rest streams by."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.imports import import_of
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proposal import Proposal
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.reshaping.offer import is_builtin, offered
from sparsemem.rewrite.transform import Transform
from sparsemem.source import Module, life_of, lives, loops, only_use, place

_KIND = (Transform.PARTIAL_SORT, Reason.PARTLY_SORTED)


@dataclass(frozen=True, slots=True)
class _Few:
    """The first elements of what is sorted: `count` is None for one, which is taken out of the list."""

    part: ast.Subscript
    count: ast.expr | None
    largest: bool
    key: ast.expr | None


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """`sorted(...)[:n]` and `sorted(...)[0]`, by a name that is used for nothing else, and after `x.sort()`."""
    for call in module.all(ast.Call):
        sorted_list = _after_sort(module, call) if _is_sort(call) else _sorted(module, call)
        part = module.parent(sorted_list) if sorted_list is not None else None
        if isinstance(part, ast.Subscript) and part.value is sorted_list:
            few = _few(module, call, part)
            if few is not None:
                yield offered(module, call, _KIND, _edits, call, few)


def _few(module: Module, call: ast.Call, part: ast.Subscript) -> _Few | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    reverse = named.pop("reverse", ast.Constant(False))
    if named.keys() - {"key"} or not isinstance(reverse, ast.Constant):
        return None
    match part.slice:
        case ast.Constant(value=0):
            return _Few(part, None, bool(reverse.value), named.get("key"))
        case ast.Slice(lower=None, upper=ast.expr() as count, step=None) if _is_ready(module, call, count):
            return _Few(part, count, bool(reverse.value), named.get("key"))
    return None


def _sorted(module: Module, call: ast.Call) -> ast.expr | None:
    """The list that `sorted` makes, or the only use of its name."""
    if module.dotted(call.func) != "builtins.sorted" or len(call.args) != 1:
        return None
    match module.parent(call):
        case ast.Assign(targets=[target]):
            life = life_of(module, target)
            return only_use(module, target, life.uses) if life else None
    return call


def _is_sort(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "sort" and not call.args


def _after_sort(module: Module, call: ast.Call) -> ast.expr | None:
    """The only use of a local list after `x.sort()`."""
    assert isinstance(call.func, ast.Attribute)
    variable = module.variable(call.func.value)
    found = lives(module, variable) if variable is not None and variable.scope.kind == "function" else ()
    if len(found) != 1 or not isinstance(module.parent(call), ast.Expr) or loops(module, call):
        return None
    after = [use for use in found[0].uses if place(use) > place(call.func.value)]
    if len(after) != 1 or loops(module, after[0]):
        return None
    around = module.block(call)
    return after[0] if any(node in around for node in module.ancestors(after[0])) else None


def _is_ready(module: Module, call: ast.Call, count: ast.expr) -> bool:
    """Whether the number is known where the list is sorted, and is none that counts from the end."""
    if isinstance(count, ast.Constant):
        return isinstance(count.value, int)
    variable = module.variable(count)
    bound = variable.only if variable is not None else None
    return bound is not None and (not isinstance(bound, ast.Name) or place(bound) < place(call))


def _edits(module: Module, text: Text, call: ast.Call, few: _Few) -> list[Edit]:
    name = ("max" if few.largest else "min") if few.count is None else f"n{'largest' if few.largest else 'smallest'}"
    imports = [] if few.count is None else import_of(module, text, name, home="heapq")
    if imports is None or "#" in text.of(call) or not (imports or few.count or is_builtin(module, call, name)):
        raise RefusedError(Reason.SCOPE)
    first = "" if few.count is None else f"{text.of(few.count)}, "
    key = f", key={text.of(few.key)}" if few.key else ""
    if _is_sort(call):
        made = f"{name}({first}{text.of(few.part.value)}{key})"
        return [*imports, text.removed(module.statement(call)), Edit(*text.span(few.part), made)]
    inner = text.of(call.args[0])
    if isinstance(call.args[0], ast.GeneratorExp) and (first or key) and inner[:1] != "(":
        inner = f"({inner})"
    gone = Edit(text.span(few.part.value)[1], text.span(few.part)[1], "")
    return [*imports, Edit(*text.span(call), f"{name}({first}{inner}{key})"), gone]
