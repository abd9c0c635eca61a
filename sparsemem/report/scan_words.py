"""What every form of a scan says in the same words: the answer, the forecast, and how it was measured."""

from sparsemem.model import Finding, Moment, Report, Run, Verdict
from sparsemem.report.ledger_words import sizes
from sparsemem.report.profile_words import profiled, profiled_workers
from sparsemem.report.run_words import how_it_ended, killed_workers, last_seen
from sparsemem.report.sweep_rows import shown_tree
from sparsemem.units import MB, format_size

_MEANINGS = {
    "healthy": "no sparse memory here",
    "sparse": "freed memory that does not go back",
    "peaky": "a transient peak",
    "cyclic": "reference cycles hold memory",
    "overcached": "caches hold memory",
    "growing": "the live heap grows",
    "inconclusive": "no verdict",
}


def last_run(report: Report) -> Run | None:
    """The run that the report's figures are about: the first one at the largest scale that completed."""
    scales = report.sweep.completed_scales
    return report.sweep.completed(scales[-1])[0] if scales else None


def verdict_title(verdict: Verdict) -> str:
    """The verdict in a few words: `sparse: freed memory that does not go back`."""
    return f"{verdict}: {_MEANINGS[verdict]}"


def answer(report: Report) -> str:
    """Is it a leak? How much is held, beside how much is alive? One or two sentences."""
    run = last_run(report)
    end = run.moments.end if run else None
    if run is None or end is None:
        return f"No run completed: there is nothing to judge. {_unseen(report)}"
    held = " ".join(filter(None, (_held_at(run, end), how_it_ended(run), killed_workers(run))))
    if report.verdict == "inconclusive":
        return f"{held} {_missing(report)}"
    if report.verdict == "healthy" and len(report.plan.scales) < 2:
        return f"{held} {_of_whom(run)} {NO_GROWTH}"
    if report.verdict == "healthy":
        return f"{held} {_of_whom(run)}"
    return held


def _unseen(report: Report) -> str:
    """Why no run could be judged."""
    told = [how_it_ended(run) for run in report.runs]
    return next(filter(None, told), "It ended before anybody saw its memory.")


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
        f"their highest (PSS summed); {live}. {sizes('Its root process ends with', end)}"
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
    return "Repeats of one scale differ by more than 15 % and 10 MB: run it more often (--repeats)."


def worst_finding(report: Report) -> Finding | None:
    """The finding that the verdict follows: a report has it first, where it has a loud one at all."""
    return next((finding for finding in report.findings if finding.loud), None)


def forecast(report: Report) -> list[str]:
    """What larger data would take, a sentence each."""
    if report.prediction is None:
        return []
    lines = [
        f"At {at.scale}x the peak would be {format_size(at.peak_rss_bytes)} "
        f"({format_size(at.low_bytes)} to {format_size(at.high_bytes)})."
        for at in report.prediction.at
    ]
    limit, reached = report.prediction.limit_bytes, report.prediction.limit_reached_at_scale
    if limit is not None and reached is not None:
        lines.append(f"The limit of {format_size(limit)} is reached at {reached}x.")
    return lines


_MOST_HOLDERS = 4


def holders(finding: Finding) -> list[tuple[str, str, str]]:
    """Function, place and size of the copies that are alive together, the largest first; none of other findings."""
    found = []
    for one in finding.evidence.get("holders", [])[:_MOST_HOLDERS]:
        function = one["function"]
        name = f"{function}()" if function and function.isidentifier() else function or "?"
        found.append((name, f"{one['path']}:{one['line']}", format_size(one["bytes"])))
    return found


def proof(report: Report) -> list[str]:
    """What came back without an owner, beside what was predicted: a sentence, or none."""
    found = report.proof
    if found is None:
        return []
    error = "" if found.error is None else f" ({100 * found.error:.0f} % off)"
    head = "Proved" if found.held else "Not as predicted"
    returned, predicted = format_size(found.returned_bytes), format_size(found.predicted_bytes)
    if found.predicted_bytes is None:
        return [
            f"Measured: without {found.owner} {returned} went back at {found.scale}x; nothing could be predicted."
        ]
    return [f"{head}: without {found.owner} {returned} went back at {found.scale}x; predicted {predicted}{error}."]


def method(report: Report) -> list[str]:
    """How it was measured, and what the reader might take for granted and was not had; a sentence each."""
    environment, plan = report.environment, report.plan
    interpreter = (
        f"{environment.implementation or 'an interpreter'} {environment.python_version or 'of unknown version'}"
    )
    repeats = "one fresh process" if plan.repeats == 1 else f"medians of {plan.repeats} fresh processes"
    lines = [
        f"Knob: {plan.detail}.",
        f"Measured with {interpreter}, {environment.libc or 'an unknown C library'}, allocator "
        f"{environment.allocator or 'unknown'}; {repeats} at each scale; "
        "RSS from smaps, live heap from pymalloc and malloc.",
    ]
    if report.profile is not None:
        for one in (report.profile, *report.profile.others):
            lines += [profiled(one), *profiled_workers(one)]
    worst = worst_finding(report)
    if worst is not None:
        lines.append(f"What {worst.code} means, with an example: python -m sparsemem explain {worst.code}")
    run = last_run(report)
    if run is not None and run.moments.after_trim is None:
        lines.append("The moments after the end were not reached: what a collection or a trim returns is unknown.")
    return lines
