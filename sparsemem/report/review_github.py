"""A review as GitHub workflow commands, which the runner shows as annotations on the pull request."""

from sparsemem.model import Finding, Review

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(review: Review) -> str:
    """One workflow command for each finding and each file that was not reviewed."""
    lines = [_command(finding) for finding in review.findings]
    lines += [
        f"::warning file={_property(skipped.path)},title=not reviewed::{_data(skipped.reason)}"
        for skipped in review.skipped
    ]
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding) -> str:
    place = finding.location
    at = f"file={_property(place.path)},line={place.line}," if place else ""
    message = ". ".join([finding.message, *(remedy.text for remedy in finding.remedies)])
    return f"::{_LEVELS[finding.severity]} {at}title={finding.code} {_property(finding.name)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
