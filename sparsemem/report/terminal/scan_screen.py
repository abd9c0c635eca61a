"""The report for a terminal: the sweep, the ledger, the findings, how it was measured, and the answer last."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sparsemem.diagnose.quantities.charges import charge
from sparsemem.model import Ledger, Moment, Report, Run
from sparsemem.report.terminal.answer_panel import answer_panel, where_the_rest_is
from sparsemem.report.terminal.caches_table import caches_table
from sparsemem.report.terminal.cycles_table import cycles_block
from sparsemem.report.terminal.holders_table import owners_table, types_table
from sparsemem.report.terminal.processes_table import print_processes
from sparsemem.report.terminal.scales_plot import Point, sweep_plot
from sparsemem.report.terminal.terminal_blocks import finding_block, has_room, ledger_table
from sparsemem.report.terminal.waste_table import waste_table
from sparsemem.report.words.holder_words import MOST_ROWS, tell_growth
from sparsemem.report.words.run_words import ending, where
from sparsemem.report.words.scan_answer import answer
from sparsemem.report.words.scan_words import forecast, last_run, method, proof, worst_finding
from sparsemem.report.words.sweep_rows import TREE_NOTE, has_tree, shown_tree, sweep_rows, unjudged_runs
from sparsemem.report.words.waste_words import is_told
from sparsemem.report.words.worker_words import tell_holders_of_scan
from sparsemem.units import format_seconds, format_size


def print_report(report: Report, console: Console, everything: bool = True, most: int | None = None) -> None:
    """Print the report, the answer last; colours, width and encoding are the console's.

    Of who holds the heap there are `most` rows. Without `everything` what does not bear on the verdict is left out:
    the plot, healthy processes, further remedies, and how it was measured.
    """
    console.print(_sweep_table(report, console))
    plot = sweep_plot(_points(report), console) if everything else None
    if plot is not None:
        console.print(plot)
    if forecast(report):
        console.print(Text(" ".join(forecast(report)) + "\n"))
    run = last_run(report)
    if run is not None:
        _print_end(run, console, everything, _is_about_workers(report))
    if report.heap is not None and (everything or most):
        console.print(owners_table(report.heap, console, most or MOST_ROWS))
        console.print(types_table(report.heap, console, most or MOST_ROWS))
    processes = run.processes if run else ()
    caches = caches_table(report.heap, processes=processes) if report.heap is not None else None
    if caches is not None and (everything or report.verdict == "overcached"):
        console.print(caches)
    waste = waste_table(report.heap, console) if report.heap is not None else None
    if waste is not None and (everything or is_told(report.findings)):
        console.print(waste)
    cycles = cycles_block(report.heap, console) if report.heap is not None else None
    if cycles is not None and (everything or report.verdict == "cyclic"):
        console.print(cycles)
    worst = worst_finding(report)
    for finding in report.findings:
        console.print(finding_block(finding, told=finding is worst, everything=everything))
    for line in proof(report):
        console.print(Text(f"\n{line}", style="bold"))
    if everything:
        console.print(Group(Text(""), *(Text(line, style="dim") for line in method(report))))
    rest = where_the_rest_is(worst, hidden=not everything)
    told = [answer(report), *tell_holders_of_scan(report)]
    # SM110 has that sentence in its message.
    told += [] if worst is not None and "grower" in worst.evidence else tell_growth(report.heap)
    console.print(Group(Text(""), answer_panel(report.verdict, told, worst, rest)))


def _print_end(run: Run, console: Console, everything: bool, workers_too: bool) -> None:
    """The ledger at the end of a run, what its control group is charged with, and its processes."""
    end = run.moments.end
    if end is not None and end.ledger is not None:
        console.print(_end_ledger(run, end, end.ledger, console))
    if everything or (run.group is not None and run.group.limit_bytes is not None):
        for line in charge(run):
            console.print(Text(line))
    if everything or workers_too:
        print_processes(run, console)


def _is_about_workers(report: Report) -> bool:
    """Whether much of the memory is in other processes, or a loud finding names them."""
    return has_tree(report) or any(finding.loud and "workers" in finding.evidence for finding in report.findings)


def _sweep_table(report: Report, console: Console) -> RenderableType:
    """A row for each scale, medians of its repeats."""
    table = Table(title="The sweep", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.padding = (0, 1) if has_room(console) else (0, 0, 0, 1)
    for column in ("scale", "live heap", "RSS", "trimmed", "peak", "time"):
        table.add_column(column, justify="right", overflow="fold", no_wrap=has_room(console))
    has_endings = any(map(ending, report.runs))
    if has_endings:
        table.add_column("", overflow="fold")
    for scale in report.plan.scales:
        for row in sweep_rows(report, scale):
            table.add_row(*row.cells(), *([row.ending] if has_endings else []))
        for run in unjudged_runs(report, scale):
            peak, seconds = format_size(run.peak_rss_bytes), format_seconds(run.wall_seconds)
            table.add_row(f"{scale}x", "", "", "", peak, seconds, ending(run))
    return Group(table, Text(TREE_NOTE + "\n", style="dim")) if has_tree(report) else table


def _points(report: Report) -> list[Point]:
    """What is known of each scale, for the plot: of the whole tree where the rows are."""
    rows = [(scale, sweep_rows(report, scale)[0]) for scale in report.sweep.completed_scales]
    return [
        Point(scale, row.live_bytes, row.anonymous_bytes, row.rss_bytes)
        for scale, row in rows
        if row.live_bytes is not None and row.anonymous_bytes is not None and row.rss_bytes is not None
    ]


def _end_ledger(run: Run, moment: Moment, ledger: Ledger, console: Console) -> RenderableType:
    whose = " of the root process" if shown_tree(run) else ""
    title = f"Where the {format_size(moment.rss_bytes)} of RSS{whose} are, {where(run)}"
    return ledger_table(moment, ledger, title, console)
