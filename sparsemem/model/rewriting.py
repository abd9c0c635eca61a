"""What `rewrite` changes in source text, and what it leaves as it is."""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.comparison import Comparison

TierName = Literal["T1", "T2", "T3", "T4", "T5"]
RESHAPING = frozenset({"partial_sort", "one_pass", "second_call", "group_runs", "group_parts"})
"""The transforms that change more than the time at which something runs: only a run can show that they are right."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place that is rewritten; `line` is that of the text before. `verified` is None where nobody ran it."""

    path: str
    line: int
    function: str | None
    transform: str
    tier: TierName
    verified: bool | None

    @property
    def reshapes(self) -> bool:
        """Whether it changes the shape of the program."""
        return self.transform in RESHAPING


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place that is left as it is, and why: the value of a `Reason` of the package `rewrite`."""

    path: str
    line: int
    function: str | None
    transform: str
    reason: str


@dataclass(frozen=True, slots=True)
class Use:
    """What the verification saw of one change, in a run at the smallest scale; None where it cannot be counted."""

    path: str
    line: int
    function: str | None
    transform: str
    runs: int | None
    """How often the new generator or loop ran."""
    most_elements: int | None
    """How many elements went through it in its longest run."""
    rolled_back: str | None
    """Why the change was taken back: where the outputs first differed, or that it never ran."""
    saved_bytes: int | None = None
    """What the elements of its longest run would take in a list: a pointer each, and their own size without what they
    refer to, from the first of them."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The project before and after, side by side. `comparison` is None where nothing was left to compare."""

    command: str
    comparison: Comparison | None
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What `rewrite --json` saves. A change whose `verified` is False was taken back, and is not in the text."""

    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]
    verification: Verification | None = None

    FORMAT = "sparsemem.rewrite"
    VERSION = 1
