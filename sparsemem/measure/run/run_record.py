"""From what was seen of a run to its record: pure functions, nothing is looked at any more."""

from sparsemem.measure.program.command import Turn
from sparsemem.measure.run.last_look import read_last_look, seen_until
from sparsemem.measure.run.process_record import record_process
from sparsemem.measure.run.run_moments import read_moments
from sparsemem.measure.run.watched import Watched
from sparsemem.model import Ended, Outcome, Run, Sample


def record_run(turn: Turn, argv: tuple[str, ...], watched: Watched, exit_code: int, expect_exit: int) -> Run:
    """The record of a run that is over."""
    moments = read_moments(watched)
    peak, highest = watched.peak_rss_bytes, moments.peak
    return Run(
        scale=turn.scale,
        repeat=turn.repeat,
        argv=argv,
        outcome=_outcome(watched, exit_code, expect_exit),
        exit_code=exit_code,
        wall_seconds=_wall_seconds(watched),
        peak_rss_bytes=peak,
        peak_unseen_bytes=None if peak is None or highest is None else max(peak - highest.rss_bytes, 0),
        moments=moments,
        timeline=_timeline(watched),
        processes=tuple(record_process(member, watched) for member in watched.members),
        group=watched.group,
        tree_peak=watched.tree_peak,
        collections=watched.collections,
        ended=_ended(watched, exit_code),
        last=None if moments.end else read_last_look(watched),
        collection_seconds=_collection_seconds(watched),
        outlived=watched.outlived,
    )


def _outcome(watched: Watched, exit_code: int, expect_exit: int) -> Outcome:
    if watched.stopped is not None:
        return watched.stopped
    return "ok" if watched.in_place or exit_code == expect_exit else "failed"


def _ended(watched: Watched, exit_code: int) -> Ended:
    if watched.stopped is not None:
        return "stopped"
    if watched.in_place:
        return "in place"
    if exit_code < 0:
        return "signal"
    if "end" in watched.looks:
        return "exception" if exit_code and watched.told("end", "uncaught") else "exit"
    return "left" if seen_until(watched) is None else "exec"


def _wall_seconds(watched: Watched) -> float:
    """From the start to the posting of `end`, or to the process's end, less the pauses that we made."""
    end, start = watched.looks.get("end"), watched.looks.get("start")
    last = end.posted_seconds if end else watched.left_seconds or watched.ended
    pause = start.answered_seconds - start.posted_seconds if start else 0.0
    return max(last - watched.started - pause - watched.held_seconds, 0.0)


def _timeline(watched: Watched) -> tuple[Sample, ...]:
    """The looks at the root process in the order of time: those at its status, and those into its memory."""
    seen = [Sample(s.seconds, s.status.rss_bytes or 0, None) for s in watched.samples]
    read = [
        Sample(k.seconds, k.moment.rss_bytes, k.moment.live_bytes) for k in watched.outlook if k.pid == watched.root
    ]
    return tuple(sorted(seen + read, key=lambda sample: sample.seconds))


def _collection_seconds(watched: Watched) -> float | None:
    """How long our own collection took, by the clock of the process itself."""
    told = dict(line.split(" ", 1) for line in watched.told("after_collect", "gc").splitlines())
    return int(told["nanoseconds"]) / 1e9 if "nanoseconds" in told else None
