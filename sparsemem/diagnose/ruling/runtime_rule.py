"""A rule on what was measured: its documentation, what it concludes, and how it stands to the other rules.

A rule is one file in `rules/` that defines a RULE, and one line in the list there. `explain`, the checklist, the
verdict and the order of findings are derived from these fields.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Location, Page, Remedy, Section, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a rule concludes: a finding without what is the same for all findings of the rule."""

    severity: Severity
    message: str
    bytes: int | None
    evidence: dict[str, Any]
    subject: str | None = None
    location: Location | None = None
    remedies: tuple[Remedy, ...] = ()
    """Those for the case at hand; where there are none, the rule's own, or its advice once all findings are known."""


def _any(cause: Finding, effect: Finding) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class RuntimeRule:
    """A rule; all of them have this signature, for runs, running processes, workers and limits alike."""

    code: str
    name: str
    family: Verdict | None
    """The verdict that a loud finding asks for; None for a rule that finds no more than notes."""
    meaning: str
    """What is the matter, and what it is not."""
    measured: str
    """How the bytes of the finding are found."""
    example: str
    """A program that has it."""
    remedies: tuple[Remedy, ...]
    """What to do, the best first, where nothing more is known of the case."""
    check: Callable[[Measurements], Iterable[Conclusion]]
    is_answered: Callable[[Measurements], bool]
    """Whether what the rule looks at was measured: only then does the lack of a finding mean anything."""
    advise: Callable[[Finding, Measurements], tuple[Remedy, ...]] | None = None
    """The remedies for the case at hand, when it is known what explains the finding."""
    explains: tuple[str, ...] = ()
    """Codes of the findings that a loud finding of this rule is the cause of."""
    explained_by: tuple[str, ...] = ()
    """Codes of the rules whose loud finding is the cause of this one's: the same relation from the other end."""
    accounts_for: Callable[[Finding, Finding], bool] = _any
    """Whether a finding of this rule, the first, is the cause of another that it may explain, the second."""
    leads: bool = False
    """Whether a finding of this rule stands before those that it explains, whatever their bytes."""
    weight: float = 1.0
    """What one of its bytes counts in the verdict, beside one that stays."""
    of_repeats: Callable[[Sequence[int]], int] = max
    """Which of the repeats of the largest scale counts in the verdict."""
    questions: tuple[str, ...] = ()
    """Names of the questions of the checklist that it answers."""

    @property
    def page(self) -> Page:
        """What `explain` shows."""
        sections = (
            Section("What it means", self.meaning),
            Section("How it is measured", self.measured),
            Section("Example", self.example, "code"),
        )
        return Page(f"{self.code} {self.name}", sections, self.remedies)

    def findings(self, measured: Measurements) -> list[Finding]:
        """What it concludes, as findings."""
        return [
            Finding(
                code=self.code,
                name=self.name,
                severity=found.severity,
                message=found.message,
                subject=found.subject,
                location=found.location,
                bytes=found.bytes,
                evidence=found.evidence,
                remedies=found.remedies or self.remedies,
            )
            for found in self.check(measured)
        ]

    def advised(self, finding: Finding, measured: Measurements) -> Finding:
        """The finding with the remedies that fit the case; those that its conclusion chose itself stay."""
        if self.advise is None or finding.remedies != self.remedies:
            return finding
        return replace(finding, remedies=self.advise(finding, measured))
