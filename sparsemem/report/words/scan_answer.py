"""The answer of a scan, in the same words in every form: is it a leak, how much is held, and how much is alive?"""

from sparsemem.diagnose.conclusions.verdict import repeats_differ
from sparsemem.model import Moment, Report, Run
from sparsemem.report.words.ledger_words import sizes
from sparsemem.report.words.run_words import ending, how_it_ended, killed_workers, last_seen, outliving
from sparsemem.report.words.scan_words import last_run
from sparsemem.report.words.sweep_rows import shown_tree
from sparsemem.units import MB, format_size


def answer(report: Report) -> str:
    """Is it a leak? How much is held, beside how much is alive? One or two sentences."""
    run = last_run(report)
    end = run.moments.end if run else None
    if run is None or end is None:
        return f"No run completed: there is nothing to judge. {_unseen(report)}"
    told = [_held_at(run, end), how_it_ended(run), killed_workers(run), outliving(run)]
    if report.verdict == "inconclusive":
        told.append(_missing(report))
    if report.verdict == "healthy":
        told.append(_of_whom(run))
    if report.verdict == "healthy" and len(report.plan.scales) < 2:
        told.append(NO_GROWTH)
    return " ".join(filter(None, (*told, _unknown_scales(report))))


def _unseen(report: Report) -> str:
    """Why no run could be judged."""
    told = [how_it_ended(run) for run in report.runs]
    return next(filter(None, told), "It ended before anybody saw its memory.")


def _unknown_scales(report: Report) -> str:
    """A sentence on the scales at which no run completed, where others did."""
    completed = report.sweep.completed_scales
    cut = [run for run in report.runs if run.scale not in completed]
    if not cut:
        return ""
    *others, last = (f"{scale}x" for scale in sorted({run.scale for run in cut}))
    scales = f"{', '.join(others)} and {last}" if others else last
    return f"At {scales} no run completed ({ending(cut[0])}): what it would hold there is not known."


NO_GROWTH = "That is so at this size; whether it grows with the data was not looked at: name a knob to scale it by."
"""Said of one scale alone."""


def _held_at(run: Run, end: Moment) -> str:
    """Of the whole tree, where its other processes hold much; the root is told beside it."""
    tree = shown_tree(run)
    if tree is None:
        return sizes(f"At {run.scale}x the process ends with" if run.last is None else last_seen(run), end)
    known = f"{format_size(tree.live_bytes)} of that are live heap"
    live = "how much of that is live heap is not known" if tree.live_bytes is None else known
    return (
        f"At {run.scale}x the program's {tree.processes} processes hold {format_size(tree.pss_bytes)} together at "
        f"the highest look (PSS summed); {live}. {sizes('Its root process ends with', end)}"
    )


COLLECTED_SHARE, COLLECTED_BYTES = 0.2, 10 * MB
"""What a garbage collection returned is told from both of these on: share of the anonymous memory, size."""


def _of_whom(run: Run) -> str:
    """Whose the memory of a healthy process is."""
    end, collected = run.moments.end, run.moments.after_collect
    held, kept = (moment.anonymous_bytes if moment else None for moment in (end, collected))
    if held is None or kept is None or held - kept < max(COLLECTED_SHARE * held, COLLECTED_BYTES):
        return "What the process holds is what its objects and libraries take."
    return (
        f"A full garbage collection returned {format_size(held - kept)} of it: cycles that nothing refers to had "
        "kept it, or free blocks that the interpreter sets aside for its next objects. gc.collect() after the work "
        "does the same."
    )


def _missing(report: Report) -> str:
    run = last_run(report)
    if run is not None and not run.is_whole:
        return "It was cut short, so there is no verdict on what it holds at its end."
    if len(report.plan.scales) < 2 and run is not None and run.moments.end and run.moments.end.live_bytes is not None:
        return "It had held more before that look, so no verdict on one scale: name a knob to scale it by."
    if len(report.plan.scales) < 2:
        return "What of it is alive is not known, so no verdict on one scale: name a knob to scale it by."
    if len(report.sweep.completed_scales) < 2:
        return "Only one scale completed, so what grows with the data is not known."
    if not repeats_differ(report.sweep):
        return "What of it is alive and what is free is not known, so there is no verdict on what it holds."
    return "Repeats of one scale differ by more than 15 % and 10 MB: run it more often (--repeats)."
