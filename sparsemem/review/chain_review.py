"""Chains of functions that each build a full copy, in files that a measurement named: what SM201 finds there."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sparsemem.model import Location
from sparsemem.review.index.project import Project
from sparsemem.review.index.summary import summarise
from sparsemem.review.rules import chain
from sparsemem.source import Module

Place = tuple[str, int]
"""A path as it is shown, and a line."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Functions of which each takes the container of the one before and builds its own."""

    functions: tuple[str, ...]
    location: Location
    """The call of the last of them that is called."""


def find_chains(modules: Sequence[Module], places: Sequence[Place]) -> list[Chain]:
    """The longest first; where lines were measured only those with a function in which one of these lines is."""
    project = Project([summarise(module) for module in modules])
    measured = {name for module in modules for name in _functions_at(module, places)}
    found = [one for module in modules for one in _chains(module, project, measured if places else None)]
    return sorted(found, key=lambda one: -len(one.functions))


def _chains(module: Module, project: Project, measured: set[str] | None) -> Iterator[Chain]:
    for hit in chain.check(module, project):
        names = [str(name) for name in hit.evidence["chain"]]  # type: ignore[attr-defined]
        if measured is None or not measured.isdisjoint(names):
            line: int = hit.node.lineno  # type: ignore[attr-defined]
            place = Location(module.source.path, line, module.function_name(hit.node))
            yield Chain(tuple(name.rpartition(".")[2] for name in names), place)


def _functions_at(module: Module, places: Sequence[Place]) -> Iterator[str]:
    """The dotted names of the functions in which one of the lines is."""
    lines = [line for path, line in places if path == module.source.path]
    for function in module.functions():
        if any(_is_in(function, line) for line in lines):
            yield module.scopes[function].qualname


def _is_in(function: ast.FunctionDef | ast.AsyncFunctionDef, line: int) -> bool:
    return function.lineno <= line <= (function.end_lineno or function.lineno)
