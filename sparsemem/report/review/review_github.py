"""A review as GitHub workflow commands, which the runner shows as annotations on the pull request."""

from sparsemem.model import Review
from sparsemem.report.exports.workflow_commands import finding_command, message_text, property_text


def render_github(review: Review) -> str:
    """One workflow command for each finding and each file that was not reviewed."""
    lines = [finding_command(finding) for finding in review.findings]
    lines += [
        f"::warning file={property_text(skipped.path)},title=not reviewed::{message_text(skipped.reason)}"
        for skipped in review.skipped
    ]
    return "".join(f"{line}\n" for line in lines)
