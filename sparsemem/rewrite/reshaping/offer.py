"""What a transform offers that only a run can show to be right."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.edits.pages import Page
from sparsemem.rewrite.proposal import Proposal, Transform
from sparsemem.rewrite.reasons import Reason, require
from sparsemem.rewrite.tiers import Tier
from sparsemem.source import Module

Kind = tuple[Transform, Reason]


def offered(module: Module, node: ast.AST, kind: Kind, edit: Callable[..., None], *found: object) -> Proposal:
    """A place in one file, and what makes the edits of what was found there."""
    make = lambda draft: edit(draft.page(module), *found)  # noqa: E731
    return Proposal(module.source.path, node, kind[0], Tier.T3, kind[1], make)


def require_builtins(page: Page, node: ast.AST, *names: str) -> None:
    """Raises RefusedError where one of these names of Python's own is hidden by another of the program."""
    scope = page.module.scope_of(node)
    require(not any(scope.find(name) for name in names))
