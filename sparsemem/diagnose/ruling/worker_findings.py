"""What a rule for a whole run asks of its workers, of which there is no moment but the last look.

Workers that are alike are judged together, and the bad ones among them are named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sparsemem.diagnose.holders.keepers import find_keepers
from sparsemem.diagnose.holders.remedies import advise, returns_some
from sparsemem.diagnose.quantities.series import Series, series
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.quantities.workers import Kind, alike, most_together, own_anonymous_bytes, short_command
from sparsemem.diagnose.ruling.judgement import Judgement, part
from sparsemem.diagnose.ruling.pinner_names import name_pinners
from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.model import PinnedHeap, Process, Remedy, Run, Sweep

RECYCLE = Remedy(
    "Have the pool replace each worker after so many tasks: its memory goes with it.",
    "multiprocessing.Pool(maxtasksperchild=100)",
)

_MOST_NAMED = 4
_MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class WorkerQuestion:
    """What a rule asks of a worker."""

    size: Callable[[Process, Run], int | None]
    """The bytes that it is about; None where unknown."""
    live: str
    """The part of the ledger that lies between them."""
    message: Callable[[Judgement, int | None], str]
    remedies: tuple[Remedy, ...]
    must_grow: bool = True
    """Whether it is no more than a note where it does not grow with the data."""
    kept: tuple[PinnedHeap, str] | None = None
    """Whose free memory it is, and what that is released in: then those who keep it are named."""


@dataclass(frozen=True, slots=True)
class _Sized:
    """A worker of a kind, its number among them from 1, and what a rule finds in it, in bytes."""

    process: Process
    number: int
    bytes: int
    anonymous_bytes: int
    live_bytes: int | None

    @property
    def is_bad(self) -> bool:
        return severity(self.bytes, self.anonymous_bytes) in ("error", "warning")


def check_workers(sweep: Sweep, question: WorkerQuestion) -> Iterator[Conclusion]:
    """A conclusion for each kind of worker in which much is free and held."""
    kinds = dict.fromkeys(kind for run in sweep.completed() for kind in alike(run))
    found = [_check(sweep, kind, question) for kind in kinds]
    yield from (one for one in found if one is not None)


def less_start(size: int | None, name: str, run: Run) -> int | None:
    """Bytes less what the part `name` of the ledger was when the root began, 0 at least; None where unknown."""
    return None if size is None else max(size - (part("start", name)(run) or 0), 0)


def _check(sweep: Sweep, kind: Kind, question: WorkerQuestion) -> Conclusion | None:
    """On those that are over the bounds by themselves; where none is, on all of the kind as one."""

    def all_of(run: Run) -> list[_Sized]:
        return _sized(run, kind, question)

    def bad_of(run: Run) -> list[_Sized]:
        return [one for one in all_of(run) if one.is_bad]

    growth = series(sweep, _sum(all_of, "bytes"))
    for chosen in (bad_of, all_of):
        found = _judge(sweep, chosen, growth, question.must_grow)
        if found is not None:
            last = max(sweep.completed(found.scale), key=lambda run: len(chosen(run)))
            return _concluded(found, question, chosen(last), len(alike(last).get(kind, [])))
    return None


def _sized(run: Run, kind: Kind, question: WorkerQuestion) -> list[_Sized]:
    """The workers of the kind of which the rule's bytes are known."""
    found = []
    for number, process in enumerate(alike(run).get(kind, []), 1):
        size, anonymous = question.size(process, run), own_anonymous_bytes(process, run)
        if size is not None and anonymous is not None:
            ledger = process.last.ledger if process.last else None
            found.append(_Sized(process, number, size, anonymous, getattr(ledger, question.live, None)))
    return found


def _sum(chosen: Callable[[Run], list[_Sized]], name: str) -> Callable[[Run], int | None]:
    """Of those that were there at one time: of a pool that replaces its workers, the dead hold nothing."""

    def read(run: Run) -> int | None:
        sizes = {one.process.pid: (one.process, int(getattr(one, name))) for one in chosen(run)}
        processes = [process for process, _ in sizes.values()]
        return most_together(processes, lambda process: sizes[process.pid][1]) if processes else None

    return read


def _judge(sweep: Sweep, chosen: Callable[[Run], list[_Sized]], growth: Series, must_grow: bool) -> Judgement | None:
    sizes, anonymous = series(sweep, _sum(chosen, "bytes")), series(sweep, _sum(chosen, "anonymous_bytes"))
    if not sizes.last or not anonymous.last or sizes.points[-1][0] != growth.points[-1][0]:
        return None
    level = severity(sizes.last, anonymous.last)
    if level is None:
        return None
    return Judgement(sizes.last, anonymous.last, "note" if must_grow and growth.grows is False else level, growth)


def _concluded(found: Judgement, question: WorkerQuestion, workers: list[_Sized], count: int) -> Conclusion:
    who = _named(workers, count)
    live = [one.live_bytes for one in workers if one.live_bytes is not None]
    saved = [
        {
            "pid": one.process.pid,
            "number": one.number,
            "command": one.process.command,
            "bytes": one.bytes,
            "anonymous_bytes": one.anonymous_bytes,
        }
        for one in workers
    ]
    message = f"{who[0].upper()}{who[1:]}: {question.message(found, sum(live) if live else None)}"
    concluded = replace(found.conclusion(message, workers=saved, of=count), remedies=question.remedies)
    if question.kept is not None:
        concluded = _with_keepers(concluded, max(workers, key=lambda one: one.bytes), question.kept)
    return replace(concluded, subject=who)


def _with_keepers(concluded: Conclusion, worker: _Sized, kept: tuple[PinnedHeap, str]) -> Conclusion:
    """Those who keep the free memory of the worst of them, and what to do about each before all else."""
    heap, cells = kept
    pinners = tuple(one for one in worker.process.pinners or () if one.heap == heap)
    keepers = [one for one in find_keepers(pinners, worker.bytes) if returns_some(one, worker.bytes)]
    own = tuple(remedy for one in keepers if (remedy := advise(one)) is not None)
    return replace(name_pinners(concluded, pinners, heap, cells), remedies=(*own, *concluded.remedies))


def _named(workers: list[_Sized], count: int) -> str:
    """Who it is: `worker 3 of 4 (pid 123, python worker.py)`."""
    command = short_command(workers[0].process.command, _MOST_LETTERS)
    if len(workers) == 1:
        number = f"worker {workers[0].number} of {count}" if count > 1 else "the child process"
        return f"{number} (pid {workers[0].process.pid}, {command})"
    pids = ", ".join(str(one.process.pid) for one in workers[:_MOST_NAMED])
    more = ", ..." if len(workers) > _MOST_NAMED else ""
    some = f"{len(workers)} of {count} workers" if len(workers) < count else f"{count} workers"
    return f"{some} (pids {pids}{more}; {command}), together"
