"""What the value of an expression is: a generator that is spent after one pass, or a container built whole."""

import ast
from dataclasses import dataclass

from sparsemem.review.index.facts import Result
from sparsemem.review.index.project import Project
from sparsemem.source import Module, tables


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
    if facts is None or facts.result not in ("generator", "iterator"):
        return None
    what = "the generator function" if facts.result == "generator" else "the iterator of"
    return Made(facts.result, f"{what} {facts.name.rpartition('.')[2]}()")


def comprehension(node: ast.expr | None) -> Made | None:
    """What a list, dict or set comprehension builds; None for every other expression."""
    return _COMPREHENSIONS.get(type(node)) if not isinstance(node, ast.GeneratorExp) else None


def copied(module: Module, node: ast.expr | None) -> ast.expr | None:
    """What a call such as `list(x)` fills its new container from; None for every other expression."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and module.dotted(node.func) in tables.FRESH:
        return None if isinstance(node.args[0], ast.Starred) else node.args[0]
    return None
