"""What a transform offers that only a run can show to be right."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.proposal import Proposal
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform
from sparsemem.source import Module


def offered(
    module: Module,
    node: ast.AST,
    kind: tuple[Transform, Reason],
    edits: Callable[..., list[Edit]],
    *found: object,
) -> Proposal:
    """A place in one file, and what makes the edits of what was found there."""
    made = lambda: {module.source.path: edits(module, Text(module.source.text), *found)}  # noqa: E731
    return Proposal(module.source.path, node, kind[0], Tier.T3, kind[1], made)


def replaced(text: Text, uses: tuple[ast.Name, ...], new: str) -> list[Edit]:
    """The edits that put something else where a name is read, where its place is known (not so in f-strings)."""
    if any(text.of(use) != use.id for use in uses):
        raise RefusedError(Reason.SCOPE)
    return [Edit(*text.span(use), new) for use in uses]


def is_builtin(module: Module, node: ast.AST, name: str) -> bool:
    """Whether a name of Python's own is not hidden by another of the program."""
    return module.scope_of(node).find(name) is None
