"""The order of findings: the largest first, by measured size where there is one; the small ones apart."""

from collections.abc import Iterable
from dataclasses import replace

from sparsemem.model import Finding, Severity
from sparsemem.review.measured_sizes import Size, Sizes
from sparsemem.review.result import Candidate
from sparsemem.review.rule import Hit, Likely, Rule
from sparsemem.units import MB

_FEW_ELEMENTS = 10
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
_ERROR_BYTES, _WARNING_BYTES = 100 * MB, 10 * MB


def severity_of(rule: Rule, hit: Hit) -> Severity:
    """The severity of a finding as far as the text alone tells: never an error."""
    if hit.likely is Likely.SMALL:
        return "note"
    if hit.severity is not None:
        return hit.severity
    return "warning" if hit.likely is Likely.LARGE else rule.severity


def ranked(candidates: Iterable[Candidate], sizes: Sizes, small_too: bool) -> tuple[list[Finding], int]:
    """The findings to be shown in their order, and how many are hidden because they are known to be small."""
    measured = [_measured(candidate, sizes) for candidate in candidates]
    shown = [c for c in measured if small_too or c.likely is not Likely.SMALL]
    shown.sort(key=_order)
    return [candidate.finding for candidate in shown], len(measured) - len(shown)


def _measured(candidate: Candidate, sizes: Sizes) -> Candidate:
    """What was measured of a container is its own block without its elements: it makes nothing less severe."""
    size = sizes.of(candidate.finding, candidate.fed_by) if candidate.about_size else None
    if size is None:
        return candidate
    small = size.elements is not None and size.elements <= _FEW_ELEMENTS
    finding = replace(
        candidate.finding,
        bytes=size.bytes,
        severity=min(candidate.finding.severity, _by_size(size), key=_SEVERITIES.index),
        evidence={**candidate.finding.evidence, "elements": size.elements},
    )
    likely = Likely.SMALL if small else max(candidate.likely, Likely.UNKNOWN)
    return replace(candidate, finding=finding, likely=likely)


def _by_size(size: Size) -> Severity:
    found = size.bytes or 0
    return "error" if found >= _ERROR_BYTES else "warning" if found >= _WARNING_BYTES else "note"


def _order(candidate: Candidate) -> tuple[int, int, int, str, int]:
    finding = candidate.finding
    assert finding.location is not None
    return (
        -(finding.bytes or 0),
        -candidate.likely,
        _SEVERITIES.index(finding.severity),
        finding.location.path,
        finding.location.line,
    )
