"""What a transform offers that only a run can show to be right."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.proposal import Edits, Proposal
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.source import Module


def offered(
    module: Module,
    node: ast.AST,
    kind: tuple[Transform, Reason],
    edits: Callable[..., list[Edit] | None],
    *found: object,
) -> Proposal:
    """A place in one file; `edits`, asked for what was found there, gives None where names cannot be told apart."""

    def made() -> Edits | Reason:
        there = edits(module, Text(module.source.text), *found)
        return Reason.SCOPE if there is None else {module.source.path: there}

    return Proposal(module.source.path, node, kind[0], Tier.T3, kind[1], made)


def replaced(text: Text, uses: tuple[ast.Name, ...], new: str) -> list[Edit] | None:
    """The edits that put something else where a name is read; None where its place is not known (in f-strings)."""
    if any(text.of(use) != use.id for use in uses):
        return None
    return [Edit(*text.span(use), new) for use in uses]


def is_builtin(module: Module, node: ast.AST, name: str) -> bool:
    """Whether a name of Python's own is not hidden by another of the program."""
    return module.scope_of(node).find(name) is None
