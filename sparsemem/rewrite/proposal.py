"""What a transform offers: a place, how certain it is, and the edits that it would make."""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.rewrite.edits.pages import Draft
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.rewrite.transform import Transform


@dataclass(frozen=True, slots=True)
class Proposal:
    """One place. `reason` stands against a better tier; without `edits` nothing can be done about it at all."""

    path: str
    node: ast.AST
    transform: Transform
    tier: Tier
    reason: Reason | None
    edits: Callable[[Draft], None] | None = None
    """Raises RefusedError where they cannot be made after all."""
    function: str | None = None
    """Of a twin the function that gets it; else the one that the place is in is named."""


def refused(path: str, node: ast.AST, transform: Transform, reason: Reason, function: str | None = None) -> Proposal:
    """A place that no tier rewrites."""
    return Proposal(path, node, transform, Tier.T5, reason, None, function)
