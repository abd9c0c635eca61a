"""What the value of an expression is: a generator that is spent after one pass, or a container built whole."""

import ast
from dataclasses import dataclass

from sparsemem.review import tables
from sparsemem.review.flow import Life, lives, place, repeats
from sparsemem.review.index.facts import Result
from sparsemem.review.index.module import Module
from sparsemem.review.index.project import Project
from sparsemem.review.index.scope import Variable
from sparsemem.review.uses import How, use_of


@dataclass(frozen=True, slots=True)
class Made:
    """What an expression makes, and the words for it."""

    result: Result
    text: str


_COMPREHENSIONS: dict[type, Made] = {
    ast.GeneratorExp: Made("generator", "a generator expression"),
    ast.ListComp: Made("list", "a list comprehension"),
    ast.DictComp: Made("dict", "a dict comprehension"),
    ast.SetComp: Made("set", "a set comprehension"),
}


def generator(module: Module, project: Project, node: ast.expr) -> Made | None:
    """What makes an iterator that one pass spends; None where the value is, or may be, anything else."""
    if isinstance(node, ast.GeneratorExp):
        return _COMPREHENSIONS[ast.GeneratorExp]
    if not isinstance(node, ast.Call):
        return None
    name = module.dotted(node.func)
    if name in tables.LAZY:
        return Made("generator", f"{name.removeprefix('builtins.')}()")
    facts = project.callee(module, node)
    if facts is None or facts.result != "generator":
        return None
    return Made("generator", f"the generator function {facts.name.rpartition('.')[2]}()")


def comprehension(node: ast.expr | None) -> Made | None:
    """What a list, dict or set comprehension builds; None for every other expression."""
    return _COMPREHENSIONS.get(type(node)) if not isinstance(node, ast.GeneratorExp) else None


def copied(module: Module, node: ast.expr | None) -> ast.expr | None:
    """What a call such as `list(x)` fills its new container from; None for every other expression."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and module.dotted(node.func) in tables.FRESH:
        return None if isinstance(node.args[0], ast.Starred) else node.args[0]
    return None


def empty(module: Module, node: ast.expr | None) -> Result | None:
    """The kind of container that an expression starts empty: `[]`, `{}`, `set()`, `dict()`."""
    if isinstance(node, ast.List) and not node.elts:
        return "list"
    if isinstance(node, ast.Dict) and not node.keys:
        return "dict"
    if isinstance(node, ast.Call) and not node.args and not node.keywords:
        kind = tables.FRESH.get(module.dotted(node.func) or "")
        return kind if kind != "tuple" else None  # type: ignore[return-value]
    return None


@dataclass(frozen=True, slots=True)
class Filled:
    """A local container that starts empty and is filled in a loop, and what it is used for besides."""

    life: Life
    result: Result
    loop: ast.For | ast.While | ast.AsyncFor
    uses: tuple[ast.Name, ...]


def filled(module: Module, variable: Variable) -> Filled | None:
    """How a local is filled element by element; None where it is anything but that.

    Its only changes are `append`, `add` and `x[k] = v`, all in loops that the empty container was made outside of.
    """
    found = lives(module, variable)
    if len(found) != 1 or len(variable.bindings) != 1:
        return None
    life = found[0]
    result = empty(module, life.value)
    if result is None:
        return None
    fills = [use for use in life.uses if _fills(module, use)]
    loops = [repeats(module, life.target, use) for use in fills]
    if not fills or any(not isinstance(loop, ast.For | ast.While | ast.AsyncFor) for loop in loops):
        return None
    rest = tuple(use for use in life.uses if use not in fills)
    if any(place(use) < place(fills[-1]) or use_of(module, use).how is How.CHANGE for use in rest):
        return None
    return Filled(life, result, loops[0], rest)  # type: ignore[arg-type]


def _fills(module: Module, use: ast.Name) -> bool:
    parent = module.parent(use)
    if isinstance(parent, ast.Attribute) and parent.attr in tables.GROWING_METHODS:
        call = module.parent(parent)
        return isinstance(call, ast.Call) and isinstance(module.parent(call), ast.Expr)
    return (
        isinstance(parent, ast.Subscript)
        and isinstance(parent.ctx, ast.Store)
        and not isinstance(parent.slice, ast.Constant)
        and isinstance(module.parent(parent), ast.Assign)
    )
