"""Which functions' results a finding is about: what ties it to sizes that were measured elsewhere."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit
from sparsemem.source import Module, assigned


def fed_by(module: Module, project: Project, hit: Hit) -> tuple[str, ...]:
    """The dotted names of the functions that are called in the hit's statement or for the names in it.

    Those of a chain are among them; for a name, the loops in which it is read, since they may fill it.
    """
    chain = hit.evidence.get("chain")
    names = [str(name) for name in chain] if isinstance(chain, list) else []
    names += [name for part in _parts(module, hit.node) for name in _called(module, project, part)]
    return tuple(dict.fromkeys(names))


def _parts(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    statement = module.statement(node)
    whole: ast.AST = node if hasattr(statement, "body") else statement
    if hasattr(whole, "body"):  # a function or class as such: what it calls is not what it is fed by
        return
    yield whole
    for name in [part for part in ast.walk(whole) if isinstance(part, ast.Name)]:
        yield from _behind(module, name)


def _behind(module: Module, name: ast.Name) -> Iterator[ast.AST]:
    """The expressions that a name is bound to, and the sources of the loops in which it is read."""
    variable = module.variable(name)
    if variable is None:
        return
    yield from filter(None, (assigned(module, target) for target in variable.bindings))
    if isinstance(name.ctx, ast.Store):
        around = [found for use in variable.references for found in module.ancestors(use)]
        yield from (loop.iter for loop in around if isinstance(loop, ast.For))


def _called(module: Module, project: Project, part: ast.AST) -> Iterator[str]:
    for call in ast.walk(part):
        if isinstance(call, ast.Call):
            facts = project.callee(module, call)
            name = facts.name if facts else module.dotted(call.func)
            if name is not None:
                yield name
