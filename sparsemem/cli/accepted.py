"""Findings that a project has looked at and lives with: they are shown, but no check fails for them."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sparsemem.model import Finding

_SEVERITIES = ("note", "warning", "error")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry: a code, and a pattern for what the finding is about, as in `fnmatch`."""

    code: str
    subject: str = "*"

    def covers(self, finding: "Finding") -> bool:
        """Whether the finding is the one that was meant."""
        return finding.code == self.code and fnmatchcase(finding.subject or "", self.subject)


def accepted(text: str) -> tuple[Accepted, ...]:
    """The entries of a list such as `SM103,SM101:shop.LABELS`."""
    from sparsemem.diagnose.rules import RULES  # noqa: PLC0415 (most command lines accept nothing, and rules take long)

    codes = [rule.code for rule in RULES]
    entries = (part.strip().partition(":") for part in text.split(",") if part.strip())
    found = tuple(Accepted(code.strip().upper(), subject.strip() or "*") for code, _, subject in entries)
    for entry in found:
        if entry.code not in codes:
            raise argparse.ArgumentTypeError(f"{entry.code} is no finding of a scan; there are {', '.join(codes)}")
    return found


def split(
    findings: "Iterable[Finding]", level: str | None, entries: Iterable[Accepted]
) -> "tuple[list[Finding], list[Finding]]":
    """The findings as bad as `level` or worse, none without a level: those that are not accepted, for which a check
    fails, and those that are."""
    bad = _SEVERITIES[_SEVERITIES.index(level) :] if level else ()
    counted = [finding for finding in findings if finding.severity in bad]
    covered = [finding for finding in counted if any(entry.covers(finding) for entry in entries)]
    return [finding for finding in counted if finding not in covered], covered
