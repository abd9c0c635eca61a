"""The report as Markdown, for a ticket or a pull request."""

from sparsemem.diagnose.quantities.charges import charge
from sparsemem.model import Report
from sparsemem.report.markdown.markdown_blocks import (
    caches_table,
    cycles_table,
    finding_section,
    ledger_table,
    owners_table,
    plain,
    waste_table,
)
from sparsemem.report.words.holder_words import tell_growth
from sparsemem.report.words.run_words import ending, where
from sparsemem.report.words.scan_answer import answer
from sparsemem.report.words.scan_words import forecast, last_run, method, proof, verdict_title, worst_finding
from sparsemem.report.words.sweep_rows import TREE_NOTE, has_tree, shown_tree, sweep_rows, unjudged_runs
from sparsemem.report.words.worker_words import tell_holders_of_scan
from sparsemem.units import format_size


def render_scan_markdown(report: Report) -> str:
    """The answer, the sweep, the ledger, the findings and how it was measured."""
    blocks = [f"## {verdict_title(report.verdict, report.findings)}", answer(report)]
    blocks += [plain(line) for line in (*tell_holders_of_scan(report), *tell_growth(report.heap))]
    worst = worst_finding(report)
    if worst is not None:
        blocks += [worst.message, f"**Do this first:** {worst.remedies[0].text}"]
    blocks += [_sweep(report), " ".join(forecast(report)), _ledger(report), _charge(report)]
    blocks.append(owners_table(report.heap))
    run = last_run(report)
    blocks.append(caches_table(report.heap, run.processes if run else ()))
    blocks.append(waste_table(report.heap))
    blocks.append(cycles_table(report.heap))
    blocks += [finding_section(finding) for finding in report.findings]
    blocks += [f"**{line}**" for line in proof(report)]
    blocks.append("\n".join(f"*{line}*  " for line in method(report)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _sweep(report: Report) -> str:
    rows = ["| scale | live heap | RSS | trimmed | peak | time |", "|---:|---:|---:|---:|---:|---:|"]
    for scale in report.plan.scales:
        for row in sweep_rows(report, scale):
            rows.append(f"| {' | '.join(row.cells())} |{f' {row.ending} |' if row.ending else ''}")
        for run in unjudged_runs(report, scale):
            rows.append(f"| {scale}x | {ending(run)} | | | {format_size(run.peak_rss_bytes)} | |")
    return "\n".join(rows) + (f"\n\n{TREE_NOTE}" if has_tree(report) else "")


def _ledger(report: Report) -> str:
    run = last_run(report)
    end = run.moments.end if run else None
    whose = " of the root process" if run and shown_tree(run) else ""
    return ledger_table(end, f"{whose} {where(run)}") if run and end else ""


def _charge(report: Report) -> str:
    run = last_run(report)
    return " ".join(charge(run)) if run else ""
