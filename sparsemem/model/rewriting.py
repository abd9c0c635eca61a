"""What `rewrite` changes in source text, and what it leaves as it is."""

from dataclasses import dataclass
from typing import Literal

TierName = Literal["T1", "T2", "T3", "T4", "T5"]


@dataclass(frozen=True, slots=True)
class Change:
    """One place that is rewritten; `line` is that of the text before. `verified` is None where nobody ran it."""

    path: str
    line: int
    function: str | None
    transform: str
    tier: TierName
    verified: bool | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place that is left as it is, and why: the value of a `Reason` of the package `rewrite`."""

    path: str
    line: int
    function: str | None
    transform: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What `rewrite --json` saves."""

    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]

    FORMAT = "sparsemem.rewrite"
    VERSION = 1
