"""The checklist filled in for one code base, with evidence: answered by rules, by a scan, or left to the person.

A box is ticked only where every rule that the question needs was run and found nothing.
"""

from dataclasses import dataclass
from itertools import groupby

from sparsemem.checklist.question import Question
from sparsemem.checklist.questions import QUESTIONS
from sparsemem.model import Finding, Review
from sparsemem.review.counts import summary
from sparsemem.review.rules import CODES

_SHOWN = 5
"""Findings that are named for one question; the others are counted."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was run, and what of it was found by measuring."""

    reviewed: frozenset[str] = frozenset(CODES)
    """Codes of the rules of `review` that were run."""
    judged: frozenset[str] | None = None
    """Codes of the rules on measurements whose question a saved scan answers; None where there is no scan."""
    found: frozenset[str] = frozenset()
    """Codes of the findings of that scan."""


def render_form(review: Review, evidence: Evidence) -> str:
    """Markdown for a pull request."""
    parts = [f"## Memory checklist\n\n{summary(review)}.\n"]
    for topic, items in groupby(QUESTIONS, key=lambda item: item.topic):
        parts.append(f"\n### {topic}\n\n")
        parts += [_item(item, review, evidence) for item in items]
    return "".join(parts)


def _item(item: Question, review: Review, evidence: Evidence) -> str:
    found = [finding for finding in review.findings if finding.code in item.rules]
    seen = sorted(evidence.found.intersection(item.measured_by))
    lines = [*_named(found), *(f"  - measured: {code}" for code in seen)]
    answers = [*_by_rules(item, found, evidence), *_by_scan(item, seen, evidence)]
    ticked = not lines and bool(answers) and _is_complete(item, evidence)
    if not ticked and not lines:
        lines.append(f"  - left to you: {item.answer}")
    answer = f" {'; '.join(answers)}." if answers else ""
    return "\n".join([f"- [{'x' if ticked else ' '}] {item.question}{answer}", *lines]) + "\n"


def _is_complete(item: Question, evidence: Evidence) -> bool:
    """Whether everything that the question needs was run."""
    needed = frozenset(item.measured_by)
    measured = bool(needed) and needed <= (evidence.judged or frozenset())
    return evidence.reviewed.issuperset(item.rules) and (measured or not item.is_measured)


def _by_rules(item: Question, found: list[Finding], evidence: Evidence) -> list[str]:
    run = [code for code in item.rules if code in evidence.reviewed]
    missing = [code for code in item.rules if code not in evidence.reviewed]
    count = f"{len(found) or 'no'} finding{'' if len(found) == 1 else 's'}"
    told = [f"{', '.join(run)}: {count}"] if run else []
    return [*told, f"{', '.join(missing)}: not run"] if missing else told


def _by_scan(item: Question, seen: list[str], evidence: Evidence) -> list[str]:
    if not item.measured_by or evidence.judged is None:
        return []
    told = [f"the scan found {', '.join(seen)}"] if seen else []
    silent = [code for code in item.measured_by if code in evidence.judged and code not in seen]
    unknown = [code for code in item.measured_by if code not in evidence.judged and code not in seen]
    if silent and not seen:
        told.append(f"the scan found none of {', '.join(silent)}")
    return [*told, f"the scan could not judge {', '.join(unknown)}"] if unknown else told


def _named(found: list[Finding]) -> list[str]:
    lines = [f"  - `{_place(finding)}` {finding.code}: {_plain(finding.message)}" for finding in found[:_SHOWN]]
    rest = len(found) - _SHOWN
    return [*lines, f"  - and {rest} more"] if rest > 0 else lines


def _place(finding: Finding) -> str:
    return f"{finding.location.path}:{finding.location.line}" if finding.location else "?"


def _plain(text: str) -> str:
    for special in "\\`*_[]<>":
        text = text.replace(special, f"\\{special}")
    return text
