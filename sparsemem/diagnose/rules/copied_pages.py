"""SM108: pages that workers shared with their parent after a fork, and that were copied since. A note at most."""

from collections.abc import Iterator

from sparsemem.diagnose.quantities.series import series
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Process, Remedy, Run
from sparsemem.model.run_processes import is_fork, others
from sparsemem.units import format_size

FREEZE = Remedy(
    "Freeze what is there just before the workers are forked: the collector then leaves it alone. This keeps "
    "what collections copy, not what reference counts do.",
    "gc.collect(); gc.freeze()",
)
OF_COUNTS = (
    Remedy(
        "Keep what all workers read in few large blocks: arrays, bytes or multiprocessing.shared_memory. Reading a "
        "Python object writes its reference count, and so copies its page."
    ),
    Remedy("Load the data in one process, and send the workers only what each of them needs."),
)
REMEDIES = (*OF_COUNTS, FREEZE)


def copied_bytes(run: Run) -> int | None:
    """Bytes that forks of the run shared at the first look and had for themselves at the last; None without forks."""
    known = [size for process in _forks(run) if (size := _copied(process)) is not None]
    return sum(known) if known else None


def _forks(run: Run) -> list[Process]:
    return [process for process in others(run) if is_fork(process, run)]


def _copied(process: Process) -> int | None:
    """By the kernel's sums, which are of nearly all of its life, or by two looks into it, whichever saw more."""
    known = [size for size in (_copied_by_sums(process), _copied_by_looks(process)) if size is not None]
    return max(known, default=None)


def _copied_by_sums(process: Process) -> int | None:
    return process.copies.copied_bytes if process.copies else None


def _copied_by_looks(process: Process) -> int | None:
    """What was shared became own: both must have happened, since pages are also given back, and others are new."""
    first, last = process.first_sharing, process.last_sharing
    if first is None or last is None:
        return None
    own, own_before = last.own_heap_bytes, first.own_heap_bytes
    shared, shared_before = last.shared_heap_bytes, first.shared_heap_bytes
    if own is None or own_before is None or shared is None or shared_before is None:
        return None
    return max(min(own - own_before, shared_before - shared), 0)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """A note where much of what each worker shared at first was copied until the last look, on the average.

    Any fork copies a few MB of the interpreter's own, and many of them are many MB: those are not meant.
    """
    sweep = measured.sweep
    copied, shared = series(sweep, copied_bytes), series(sweep, _shared_before)
    if not copied.last or not shared.last:
        return
    scale = copied.points[-1][0]
    count = max(len(_forks(run)) for run in sweep.completed(scale))
    counts = [_full_collections(run) for run in sweep.completed(scale)]
    full = max((count for count in counts if count is not None), default=None)
    if severity(copied.last // count, shared.last // count) is None:
        return
    yield Conclusion(
        severity="note",
        message=(
            f"{count} forked {'worker' if count == 1 else 'workers'} shared {format_size(shared.last)} with the "
            f"parent at first, and {format_size(copied.last)} of that were copied since: {_writers(full)} beside the "
            "objects, and the kernel copies each page that is written into."
        ),
        bytes=copied.last,
        evidence={
            "scale": scale,
            "shared_bytes": shared.last,
            "bytes_by_scale": {str(scale): size for scale, size in copied.points},
            "forks": count,
            "full_collections": full,
        },
        remedies=OF_COUNTS if full == 0 else (FREEZE, *OF_COUNTS) if full else REMEDIES,
    )


def _full_collections(run: Run) -> int | None:
    """Collections of the oldest generation in all forks together; None where that is known of none."""
    counts = [process.copies.full_collections for process in _forks(run) if process.copies]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _writers(full: int | None) -> str:
    """What writes beside the objects: the collector only where it went through the old ones."""
    return "reference counts write" if full == 0 else "reference counts and the collector write"


def _shared_before(run: Run) -> int | None:
    """What the forks shared at first, each counted by itself."""
    forks = [process for process in _forks(run) if _copied(process) is not None]
    return sum(map(_shared_at_first, forks)) if forks else None


def _shared_at_first(process: Process) -> int:
    looked = process.first_sharing.shared_heap_bytes if process.first_sharing else None
    summed = process.copies.inherited_bytes if process.copies else None
    return max(looked or 0, summed or 0)


def is_answered(measured: Measurements) -> bool:
    """Whether there were no forks, or some of them were looked at twice."""
    runs = measured.sweep.completed()
    return bool(runs) and all(not _forks(run) or copied_bytes(run) is not None for run in runs)


RULE = RuntimeRule(
    code="SM108",
    name="pages copied after a fork",
    family=None,
    meaning="""
        A forked process begins with its parent's pages, and the kernel copies a page only when one of them writes
        into it. Python writes where a program only reads: each use of an object writes its reference count, and
        each collection writes into the heads of the objects that it looks at. So workers that were meant to share
        a large table end up with a copy each. It is no leak, and it is no more than the parent has; it comes once
        for each worker.
    """,
    measured="""
        The kernel's sums of each forked process (/proc/PID/smaps_rollup), read beside its parent's many times a
        second: what it began with, which is no more than its parent had, less what it still shares, as far as it has
        as much for itself. Where there are looks into its memory as well, pages that no other process has mapped
        (bit 56 of /proc/PID/pagemap), at the first look and at the last: the larger of both. Collections of the
        oldest generation are counted in each fork: where there were none, `gc.freeze()` is not advised.
        `attach --tree` compares pages of a fork with those of its parent at the same addresses: what is mostly the
        same, and is there twice, was copied.
    """,
    example="""
        import multiprocessing

        TABLE = [{"id": i} for i in range(1_000_000)]

        def work(part):
            return sum(row["id"] for row in TABLE[part::4])  # writes each reference count

        multiprocessing.get_context("fork").Pool(4).map(work, range(4))
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
)
