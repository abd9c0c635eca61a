"""Workflow commands of GitHub, which a runner shows as annotations on a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from sparsemem.model import Finding

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def finding_command(finding: Finding) -> str:
    """A finding at its place, on one line; without a place it stands on the run."""
    place = finding.location
    at = f"file={property_text(place.path)},line={place.line}," if place else ""
    sentences = [finding.message, *(remedy.text for remedy in finding.remedies)]
    message = ". ".join(one.rstrip(".") for one in sentences[:-1]) + (". " if sentences[1:] else "") + sentences[-1]
    title = f"{finding.code} {property_text(finding.name)}"
    return f"::{_LEVELS[finding.severity]} {at}title={title}::{message_text(message)}"


def message_text(text: str) -> str:
    """What stands behind the second pair of colons."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_text(text: str) -> str:
    """The value of a property."""
    return message_text(text).replace(":", "%3A").replace(",", "%2C")
