"""The transforms, and what each offers: a place, how certain it is, and the edits that it would make."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sparsemem.model import Page as Explanation
from sparsemem.model import Section
from sparsemem.rewrite.edits.pages import Draft
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier


class Transform(Enum):
    """What is rewritten into what; the value stands in the JSON, the text says it in one sentence."""

    text: str

    def __new__(cls, value: str, text: str) -> "Transform":
        """Keep the text beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member.text = text
        return member

    @property
    def page(self) -> Explanation:
        """What `explain` shows."""
        return Explanation(f"{self.value}: a transform of rewrite", (Section("What it does", self.text),))

    LAZY_TWIN = ("lazy_twin", "A function that returns a list gets a generator beside it, for callers that stream.")
    LOCAL_GENERATOR = ("local_generator", "A local list that is consumed once becomes a generator.")
    DICT_PAIRS = ("dict_pairs", "A dict that is only passed over becomes a stream of (key, value) pairs.")
    FETCH_ITERATION = ("fetch_iteration", "A loop over `fetchall()` becomes a loop over the cursor.")
    READ_ITERATION = (
        "read_iteration",
        "A loop over `readlines()` or a listed reader becomes a loop over the source.",
    )
    PARTIAL_SORT = ("partial_sort", "`sorted(x)[:n]` becomes `heapq.nsmallest(n, x)`: n elements are held, not all.")
    ONE_PASS = ("one_pass", "Sums, lengths and extremes of one list are kept up to date in one loop.")
    SECOND_CALL = ("second_call", "What makes a result that is passed over several times is called for each pass.")
    GROUP_RUNS = ("group_runs", "A dict of groups of a sorted source becomes `itertools.groupby`.")
    GROUP_PARTS = ("group_parts", "Groups of which one part of each record is read keep that part alone.")


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
