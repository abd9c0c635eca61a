"""Who holds the live heap of a run: of the workers first, where they hold more of it than the root."""

from collections import defaultdict
from collections.abc import Iterable

from sparsemem.diagnose.quantities.workers import shared_bytes
from sparsemem.model import Process, Report, Run
from sparsemem.model.run_processes import others
from sparsemem.report.words.holder_words import tell_holders
from sparsemem.report.words.scan_words import last_run
from sparsemem.units import MB, format_share, format_size

_LEAST_BYTES = 10 * MB
"""Of live heap: what less hold is not worth a sentence."""
_FIRST, _LEAST_SHARE = 3, 0.05


def tell_holders_of_scan(report: Report) -> list[str]:
    """The three that hold the most, in sentences: of the workers and of the root."""
    workers = _tell_workers(last_run(report))
    return [*workers, *tell_holders(report.heap, report.findings, " of the root" if workers else "")]


def _tell_workers(run: Run | None) -> list[str]:
    """One sentence on all of them together; none where nobody looked, or the root holds more."""
    known = [one for one in others(run) if one.owners and _live(one)] if run else []
    if run is None or not known:
        return []
    live, shared = sum(map(_live, known)), sum(shared_bytes(one, run) for one in known)
    end = run.moments.end
    if live - shared < max(_LEAST_BYTES, (end.live_bytes if end else None) or 0):
        return []
    told = [
        f"{name} {format_size(sum(sizes))} ({format_share(sum(sizes), live)}{_in_some(len(sizes), len(known))})"
        for name, sizes in _held(known)[:_FIRST]
        if sum(sizes) >= _LEAST_SHARE * live
    ]
    count = f"{len(known)} workers" if len(known) > 1 else "one worker"
    doubled = ", pages that forks share counted for each" if shared >= _LEAST_SHARE * live else ""
    return [f"Live heap of {count}, {format_size(live)}{doubled}, held by: {'; '.join(told)}."] if told else []


def _held(processes: Iterable[Process]) -> list[tuple[str, list[int]]]:
    """What each name holds in each of the processes, the most in all of them first."""
    held: dict[str, list[int]] = defaultdict(list)
    for process in processes:
        for owner in process.owners or ():
            held[owner.owner or ""].append(owner.most_bytes)
    return sorted(held.items(), key=lambda one: sum(one[1]), reverse=True)


def _in_some(count: int, processes: int) -> str:
    return f", in {count} of them" if count < processes else ""


def _live(process: Process) -> int:
    return (process.last.live_bytes if process.last else None) or 0
