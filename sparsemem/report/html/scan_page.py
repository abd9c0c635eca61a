"""A scan as a page."""

from sparsemem.diagnose.quantities.charges import charge
from sparsemem.model import Report, Run
from sparsemem.report.holdings.holdings import scan_holdings
from sparsemem.report.html.assembly import render_page
from sparsemem.report.html.explorer_rows import explorer_rows
from sparsemem.report.html.first_screen import first_screen_of_scan
from sparsemem.report.html.ledger_content import bars_of_run
from sparsemem.report.html.map_content import map_content
from sparsemem.report.pictures.cycle_loop import draw_loop
from sparsemem.report.pictures.icicle import draw_icicle
from sparsemem.report.pictures.time_course import draw_timeline
from sparsemem.report.words.run_words import ending
from sparsemem.report.words.scan_words import forecast, last_run, method, proof
from sparsemem.report.words.sweep_rows import TREE_NOTE, has_tree, shown_tree, sweep_rows
from sparsemem.report.words.waste_words import waste_rows

_WIDE, _NARROW = (1100, 240), (360, 200)


def render_scan_html(report: Report) -> str:
    """One file that needs no network: the first screen, who holds what, and everything else in its own section."""
    root, run = scan_holdings(report), last_run(report)
    return render_page(
        "scan.html.j2",
        report=report,
        screen=first_screen_of_scan(report),
        run=run,
        heap=report.heap,
        rows=explorer_rows(root) if root else [],
        still=draw_icicle(root, 1120) if root else None,
        bars=bars_of_run(run) if run else [],
        map=map_content(report.heap_map),
        sweep=[row for scale in report.plan.scales for row in sweep_rows(report, scale)],
        tree_note=TREE_NOTE if has_tree(report) else "",
        shown_tree=shown_tree,
        no_curve=_no_curve(report),
        failed=[(one, ending(one)) for one in report.runs if one not in report.sweep.completed()],
        timelines=[(one, draw_timeline(one, *_WIDE), draw_timeline(one, *_NARROW)) for one in _shown_runs(report)],
        forecast=forecast(report),
        proof=proof(report),
        method=method(report),
        charge=charge(run) if run else [],
        draw_loop=draw_loop,
        waste=waste_rows(report.heap),
    )


def _no_curve(report: Report) -> str:
    """Why the first picture is one bar."""
    whose = " of the root process" if has_tree(report) else ""
    if len(report.sweep.completed_scales) < 2:
        return f"One scale was measured: the bar is the end{whose}. Scan at several scales to see what grows."
    every = " of all processes" if whose else ""
    return f"The live heap{every} is known at fewer than two scales: the bar is the end{whose} at the largest."


def _shown_runs(report: Report) -> list[Run]:
    """One of each scale: a completed one, where there is one."""
    chosen = {run.scale: run for run in reversed(report.runs) if len(run.timeline) > 1}
    chosen |= {run.scale: run for run in reversed(report.sweep.completed()) if len(run.timeline) > 1}
    return [chosen[scale] for scale in sorted(chosen, reverse=True)]
