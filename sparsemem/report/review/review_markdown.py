"""A review as Markdown, for a comment on a pull request."""

from sparsemem.model import Finding, Review
from sparsemem.report.markdown.markdown_blocks import plain
from sparsemem.review.counts import summary
from sparsemem.units import format_size


def render_review_markdown(review: Review) -> str:
    """A table of the findings, the largest first, and the files that were not reviewed."""
    lines = ["## Memory review", "", f"{summary(review)}."]
    if review.findings:
        lines += ["", "| Where | Finding | Size | What to do |", "|---|---|---|---|"]
        lines += [_row(finding) for finding in review.findings]
    if review.skipped:
        lines += ["", "Not reviewed:", ""]
        lines += [f"- {plain(skipped.path)}: {plain(skipped.reason)}" for skipped in review.skipped]
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    place = finding.location
    where = f"{place.path}:{place.line}" if place else ""
    size = format_size(finding.bytes) if finding.bytes is not None else ""
    advice = "; ".join(remedy.text for remedy in finding.remedies)
    cells = (where, f"{finding.code}: {finding.message}", size, advice)
    return "| " + " | ".join(map(plain, cells)) + " |"
