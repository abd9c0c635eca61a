"""How a run ended, in the words that the progress line and the reports share."""

from sparsemem.diagnose.quantities.charges import death
from sparsemem.model import Run
from sparsemem.model.run_processes import others
from sparsemem.units import format_seconds, format_size

_STOPPED = {
    "timeout": "stopped by --timeout",
    "max_rss": "stopped by --max-rss",
    "interrupted": "interrupted by Ctrl-C",
}
"""By outcome: what of us or of the person who waits ended it."""


def ending(run: Run) -> str:
    """How it ended, in a few words; "" for a run that was seen at the end of its last line and ended as it should."""
    if (killed := death(run)) is not None:
        return killed
    if run.outcome in _STOPPED:
        return f"{_STOPPED[run.outcome]}{_peak(run)}"
    if run.ended == "exec":
        return f"became another program by exec{_judged_by(run)}"
    if run.outcome == "ok":
        return "" if is_seen_at_end(run) else f"left before its last line was done, as by os._exit{_judged_by(run)}"
    if run.exit_code is not None and run.exit_code < 0:
        return f"ended by {signal_name(-run.exit_code)}{_judged_by(run)}"
    by = {"exception": "an exception that nobody caught: ", "left": "left by os._exit with "}.get(run.ended or "", "")
    return f"{by}{_status(run.exit_code)}{_judged_by(run)}{_expected(run)}"


def is_seen_at_end(run: Run) -> bool:
    """Whether its moment `end` is one, and no earlier look that stands for it."""
    return run.moments.end is not None and run.last is None


def how_it_ended(run: Run) -> str:
    """A sentence on it, where it did not end as it should: what that says of the figures, and what to do."""
    said = ending(run)
    if not said or (run.last is not None and run.outcome == "ok"):
        return ""
    if run.outcome in _STOPPED:
        return f"The run at {run.scale}x was {said}: what it would have held later is not known."
    if run.is_whole and run.exit_code is not None:
        measured = "It was measured to its end. " if run.last is None else ""
        return f"It ended with {_status(run.exit_code)}. {measured}If that is meant, say so: {_option(run)}."
    if run.ended == "exception":
        return f"An exception that nobody caught ended it, with {_status(run.exit_code)}: see its standard error."
    return f"It was {said}." if said.startswith(("ended", "killed")) else f"{said[:1].upper()}{said[1:]}."


def outliving(run: Run) -> str:
    """A sentence on processes that went on without the root; empty where there were none."""
    if not run.outlived:
        return ""
    many, were, they = (
        ("A process", "was", "it") if run.outlived == 1 else (f"{run.outlived} processes", "were", "they")
    )
    return (
        f"{many} that it had started went on without it, and {were} ended with the run: what {they} would have held "
        "later is not known."
    )


def killed_workers(run: Run) -> str:
    """A sentence on processes beside the root that a signal ended which nobody sends to end work that is done."""
    killed = [process for process in others(run) if (process.exit_code or 0) < 0]
    crashed = [process for process in killed if -(process.exit_code or 0) not in _ASKED_TO_END]
    if not crashed:
        return ""
    first = crashed[0]
    of = f"{len(crashed)} processes beside the root were" if len(crashed) > 1 else "A process beside the root was"
    said = f"{of} ended by {signal_name(-(first.exit_code or 0))}"
    one = f", first pid {first.pid}" if len(crashed) > 1 else f": pid {first.pid}"
    when = "" if first.last_seconds is None else f", last seen at {format_seconds(first.last_seconds)}"
    return f"{said}{one}{when}. What it would have held later is not known."


def where(run: Run) -> str:
    """Of which moment the figures of the run are."""
    return f"at {'the end of' if is_seen_at_end(run) else 'the last look at'} {run.scale}x"


def last_seen(run: Run) -> str:
    """The beginning of a sentence on the last look at a run of which no end was seen."""
    seconds = 0.0 if run.last is None else run.last.seconds_before_end
    before = "just before" if seconds < _AT_ONCE_SECONDS else f"{format_seconds(seconds)} before"
    return f"At {run.scale}x the last look, {before} {_LEFT.get(run.ended or '', 'its end')}, saw"


_AT_ONCE_SECONDS = 0.05
"""A look that was nearer to the end than this is told without a number."""
_LEFT = {
    "left": "the program left by os._exit",
    "exec": "the program became another one by exec",
    "signal": "a signal ended the program",
    "stopped": "the program was stopped",
}


_ASKED_TO_END = (1, 2, 15)
"""SIGHUP, SIGINT and SIGTERM: so pools and servers end their workers."""
_SIGNALS = {1: "HUP", 2: "INT", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 11: "SEGV", 13: "PIPE", 15: "TERM"}
"""The names after SIG of those that end programs, as Linux numbers them (signal(7))."""


def signal_name(number: int) -> str:
    """`signal 11 (SIGSEGV)`; the number alone for one that has no name here."""
    return f"signal {number} (SIG{_SIGNALS[number]})" if number in _SIGNALS else f"signal {number}"


def _peak(run: Run) -> str:
    return "" if run.peak_rss_bytes is None else f" at a peak of {format_size(run.peak_rss_bytes)}"


def _judged_by(run: Run) -> str:
    if is_seen_at_end(run):
        return ""
    return ": judged by the last look" if run.last is not None else ": nobody saw its memory before"


def _expected(run: Run) -> str:
    return f"; if that is meant: {_option(run)}" if run.is_whole and run.exit_code is not None else ""


def _option(run: Run) -> str:
    return f"--expect-exit {run.exit_code}"


def _status(code: int | None) -> str:
    return "no exit status" if code is None else f"exit status {code}"
