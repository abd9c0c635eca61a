"""A review as Markdown, for a comment on a pull request."""

import re

from sparsemem.model import Finding
from sparsemem.review.counts import summary
from sparsemem.review.result import Review
from sparsemem.units import format_size

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def render_markdown(review: Review) -> str:
    """A table of the findings, the largest first, and the files that were not reviewed."""
    lines = ["## Memory review", "", f"{summary(review)}."]
    if review.findings:
        lines += ["", "| Where | Finding | Size | What to do |", "|---|---|---|---|"]
        lines += [_row(finding) for finding in review.findings]
    if review.skipped:
        lines += ["", "Not reviewed:", ""]
        lines += [f"- {_escape(skipped.path)}: {_escape(skipped.reason)}" for skipped in review.skipped]
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    place = finding.location
    where = f"{place.path}:{place.line}" if place else ""
    size = format_size(finding.bytes) if finding.bytes is not None else ""
    advice = "; ".join(remedy.text for remedy in finding.remedies)
    cells = (where, f"{finding.code}: {finding.message}", size, advice)
    return "| " + " | ".join(map(_escape, cells)) + " |"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
