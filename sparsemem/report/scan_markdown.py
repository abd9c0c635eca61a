"""The report as Markdown, for a ticket or a pull request."""

from statistics import median

from sparsemem.diagnose.quantities.charges import charge, death
from sparsemem.model import Report, Run
from sparsemem.report.markdown_blocks import finding_section, ledger_table
from sparsemem.report.words import (
    answer,
    forecast,
    last_run,
    method,
    proof,
    verdict_title,
    worst_finding,
)
from sparsemem.units import format_seconds, format_size


def render_scan_markdown(report: Report) -> str:
    """The answer, the sweep, the ledger, the findings and how it was measured."""
    blocks = [f"## {verdict_title(report.verdict)}", answer(report)]
    worst = worst_finding(report)
    if worst is not None:
        blocks += [worst.message, f"**Do this first:** {worst.remedies[0].text}"]
    blocks += [_sweep(report), " ".join(forecast(report)), _ledger(report), _charge(report)]
    blocks += [finding_section(finding) for finding in report.findings]
    blocks += [f"**{line}**" for line in proof(report)]
    blocks.append("\n".join(f"*{line}*  " for line in method(report)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _sweep(report: Report) -> str:
    rows = ["| scale | live heap | RSS | trimmed | peak | time |", "|---:|---:|---:|---:|---:|---:|"]
    for scale in report.plan.scales:
        good = report.sweep.completed(scale)
        if good:
            rows.append(f"| {' | '.join(_cells(scale, good))} |")
        for run in report.runs:
            if run.scale == scale and run not in good:
                rows.append(f"| {scale}x | {death(run) or run.outcome} | | | {format_size(run.peak_rss_bytes)} | |")
    return "\n".join(rows)


def _cells(scale: int, runs: list[Run]) -> list[str]:
    ends = [run.moments.end for run in runs if run.moments.end]
    trims = [run.moments.after_trim for run in runs if run.moments.after_trim]
    return [
        f"{scale}x",
        _middle([end.live_bytes for end in ends]),
        _middle([end.rss_bytes for end in ends]),
        _middle([trim.rss_bytes for trim in trims]),
        _middle([run.peak_rss_bytes for run in runs]),
        format_seconds(median(run.wall_seconds for run in runs)),
    ]


def _middle(values: list[int | None]) -> str:
    known = [value for value in values if value is not None]
    return format_size(round(median(known)) if known else None)


def _ledger(report: Report) -> str:
    run = last_run(report)
    end = run.moments.end if run else None
    return ledger_table(end, f" at the end of {run.scale}x") if run and end else ""


def _charge(report: Report) -> str:
    run = last_run(report)
    return " ".join(charge(run)) if run else ""
