"""The findings on the workers of a run: those that are alike are judged together, the bad ones among them named."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sparsemem.diagnose.judging import Judgement
from sparsemem.diagnose.series import Series, series
from sparsemem.diagnose.severity import severity
from sparsemem.diagnose.worker_rules import WORKER_RULES, WorkerRule
from sparsemem.diagnose.workers import Kind, alike, most_together, own_anonymous_bytes, short_command
from sparsemem.model import Finding, Process, Run, Sweep

_MOST_NAMED = 4
_MOST_LETTERS = 60


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


def check_workers(sweep: Sweep) -> list[Finding]:
    """A finding for each rule and each kind of worker in which much is free and held."""
    kinds = dict.fromkeys(kind for run in sweep.completed() for kind in alike(run))
    found = [_check(sweep, kind, rule) for rule in WORKER_RULES for kind in kinds]
    return [finding for finding in found if finding is not None]


def _check(sweep: Sweep, kind: Kind, rule: WorkerRule) -> Finding | None:
    """On those that are over the bounds by themselves; where none is, on all of the kind as one."""

    def all_of(run: Run) -> list[_Sized]:
        return _sized(run, kind, rule)

    def bad_of(run: Run) -> list[_Sized]:
        return [one for one in all_of(run) if one.is_bad]

    growth = series(sweep, _sum(all_of, "bytes"))
    for chosen in (bad_of, all_of):
        found = _judge(sweep, chosen, growth)
        if found is not None:
            last = max(sweep.completed(found.scale), key=lambda run: len(chosen(run)))
            return _finding(found, rule, chosen(last), len(alike(last).get(kind, [])))
    return None


def _sized(run: Run, kind: Kind, rule: WorkerRule) -> list[_Sized]:
    """The workers of the kind of which the rule's bytes are known."""
    found = []
    for number, process in enumerate(alike(run).get(kind, []), 1):
        size, anonymous = rule.size(process, run), own_anonymous_bytes(process, run)
        if size is not None and anonymous is not None:
            ledger = process.last.ledger if process.last else None
            found.append(_Sized(process, number, size, anonymous, getattr(ledger, rule.live, None)))
    return found


def _sum(chosen: Callable[[Run], list[_Sized]], name: str) -> Callable[[Run], int | None]:
    """Of those that were there at one time: of a pool that replaces its workers, the dead hold nothing."""

    def read(run: Run) -> int | None:
        sizes = {one.process.pid: (one.process, int(getattr(one, name))) for one in chosen(run)}
        processes = [process for process, _ in sizes.values()]
        return most_together(processes, lambda process: sizes[process.pid][1]) if processes else None

    return read


def _judge(sweep: Sweep, chosen: Callable[[Run], list[_Sized]], growth: Series) -> Judgement | None:
    sizes, anonymous = series(sweep, _sum(chosen, "bytes")), series(sweep, _sum(chosen, "anonymous_bytes"))
    if not sizes.last or not anonymous.last or sizes.points[-1][0] != growth.points[-1][0]:
        return None
    level = severity(sizes.last, anonymous.last)
    if level is None:
        return None
    return Judgement(sizes.last, anonymous.last, "note" if growth.grows is False else level, growth)


def _finding(found: Judgement, rule: WorkerRule, workers: list[_Sized], count: int) -> Finding:
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
    message = f"{who[0].upper()}{who[1:]}: {rule.message(found, sum(live) if live else None)}"
    finding = found.finding(rule.code, rule.name, message, rule.remedies, workers=saved, of=count)
    return replace(finding, subject=who)


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
