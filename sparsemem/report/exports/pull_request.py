"""A scan or an attach as a comment on a pull request: under 80 lines, whatever was found."""

from collections.abc import Sequence

from sparsemem.model import Attachment, Finding, Moment, Report
from sparsemem.report.markdown.markdown_blocks import code, ledger_table, plain, table
from sparsemem.report.words.ledger_words import sizes
from sparsemem.report.words.scan_answer import answer
from sparsemem.report.words.scan_words import forecast, last_run, verdict_title
from sparsemem.report.words.sweep_rows import sweep_rows
from sparsemem.report.words.visible_names import visible
from sparsemem.units import format_size

MOST_LINES = 79
_MOST_FINDINGS, _MOST_OWNERS, _MOST_SCALES = 8, 6, 8
_LONGEST = 600


def render_pull_request(record: Report | Attachment) -> str:
    """The verdict, what to do first, the findings in a line each, and the figures folded away."""
    if isinstance(record, Report):
        told, figures = answer(record), _of_scan(record)
    else:
        last = record.looks[-1].moment
        told, figures = sizes("The process holds", last), [_folded(last, "")]
    loud = next((finding for finding in record.findings if finding.loud), None)
    blocks = [f"### {verdict_title(record.verdict, record.findings)}", plain(visible(told, _LONGEST))]
    if loud is not None and loud.remedies:
        blocks.append(f"**Do this first:** {plain(visible(loud.remedies[0].text, _LONGEST))}")
    blocks += [_findings(record.findings), *figures, _owners(record)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _findings(findings: Sequence[Finding]) -> str:
    lines = [f"- {_finding(one)}" for one in findings[:_MOST_FINDINGS]]
    more = len(findings) - len(lines)
    return "\n".join([*lines, *([f"- and {more} more"] if more > 0 else [])])


def _finding(finding: Finding) -> str:
    size = f", {format_size(finding.bytes)}" if finding.bytes is not None else ""
    subject = f" {code(visible(finding.subject, 80))}" if finding.subject else ""
    return f"**{finding.code} {finding.name}** ({finding.severity}{size}){subject}"


def _of_scan(report: Report) -> list[str]:
    scales = report.sweep.completed_scales
    shown = scales if len(scales) <= _MOST_SCALES else [*scales[: _MOST_SCALES - 1], scales[-1]]
    rows = [row.cells() for scale in shown for row in sweep_rows(report, scale)[:1]]
    sweep = table(("scale", "live heap", "RSS", "trimmed", "peak", "time"), rows) if rows else ""
    run = last_run(report)
    end = run.moments.end if run else None
    where = f" at the end of {run.scale}x" if run else ""
    return [sweep, " ".join(forecast(report)), _folded(end, where)]


def _folded(moment: Moment | None, where: str) -> str:
    found = ledger_table(moment, where) if moment else ""
    return f"<details><summary>Where the RSS is</summary>\n\n{found}\n\n</details>" if found else ""


def _owners(record: Report | Attachment) -> str:
    owners = [one for one in record.heap.owners if one.owner] if record.heap else []
    rows = [
        (code(visible(one.owner or "", 80)), format_size(one.live_bytes), format_size(one.retained_bytes))
        for one in owners[:_MOST_OWNERS]
    ]
    found = table(("owner", "holds", "retains"), rows) if rows else ""
    return f"<details><summary>Who holds the live heap</summary>\n\n{found}\n\n</details>" if found else ""
