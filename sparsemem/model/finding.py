"""What a rule concludes: a code, how bad it is, the bytes at stake, the evidence and what to do."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sparsemem.model.shown import Shown

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in source text; the path is POSIX and relative where it is under the working directory."""

    path: str
    line: int
    function: str | None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something to do, and the command or setting that does it where there is one."""

    text: str
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Finding(Shown):
    """One conclusion of one rule; `bytes` is what is at stake, at the largest scale that completed."""

    code: str
    name: str
    severity: Severity
    message: str
    subject: str | None
    location: Location | None
    bytes: int | None
    evidence: dict[str, Any]
    remedies: tuple[Remedy, ...]
    explained_by: tuple[str, ...] = field(default=())

    @property
    def loud(self) -> bool:
        """Whether it is an error or a warning: only those decide a verdict."""
        return self.severity != "note"
