"""The findings of a scan as GitHub workflow commands."""

from sparsemem.model import Attachment, Report
from sparsemem.report.exports.workflow_commands import finding_command, message_text
from sparsemem.report.words.scan_words import verdict_title


def render_findings_github(record: Report | Attachment) -> str:
    """One for each finding; the verdict where there is none."""
    lines = [finding_command(finding) for finding in record.findings]
    return "".join(
        f"{line}\n"
        for line in lines
        or [f"::notice title=sparsemem::{message_text(verdict_title(record.verdict, record.findings))}"]
    )
