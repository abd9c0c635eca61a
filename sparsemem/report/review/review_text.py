"""A review for a terminal: a line or two for each finding, then the counts and where to begin."""

from sparsemem.model import Finding, Review
from sparsemem.review.counts import summary
from sparsemem.units import format_size


def render_text(review: Review) -> str:
    """One paragraph for each finding, the largest first; what to do is indented under it."""
    blocks = [_finding(finding) for finding in review.findings]
    blocks += [f"{skipped.path}: not reviewed: {skipped.reason}\n" for skipped in review.skipped]
    return "".join([*blocks, "\n" if blocks else "", summary(review), "\n", *map(_first, review.findings[:1])])


def _first(finding: Finding) -> str:
    """Where to begin, as it stands last on a terminal where the findings have scrolled away."""
    what = f": {finding.remedies[0].text}" if finding.remedies else ""
    size = f", {format_size(finding.bytes)}" if finding.bytes is not None else ""
    cause = f" ({finding.name} of {finding.subject}{size})" if finding.subject else ""
    return f"Begin at {_where(finding)}{cause}{what}. What {finding.code} means: sparsemem explain {finding.code}\n"


def _where(finding: Finding) -> str:
    return f"{finding.location.path}:{finding.location.line}" if finding.location else finding.name


def _finding(finding: Finding) -> str:
    place = finding.location
    where = f"{place.path}:{place.line}: " if place else ""
    size = f" [{format_size(finding.bytes)}]" if finding.bytes is not None else ""
    inside = f" in {place.function}" if place and place.function else ""
    advice = "".join(f"    {remedy.text}\n" for remedy in finding.remedies)
    return f"{where}{finding.severity} {finding.code} {finding.name}{inside}{size}\n    {finding.message}\n{advice}"
