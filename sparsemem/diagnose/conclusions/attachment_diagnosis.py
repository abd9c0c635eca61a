"""The diagnosis of a process that was already running: the same rules, as far as its present memory allows."""

from dataclasses import fields, replace

from sparsemem.diagnose.conclusions.diagnosis import ask
from sparsemem.diagnose.conclusions.verdict import decide
from sparsemem.diagnose.rules import copied_pages
from sparsemem.diagnose.ruling import live_looks
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import (
    Allocated,
    AttachedLook,
    Attachment,
    Environment,
    FamilyAttachment,
    Finding,
    Heap,
    Ledger,
    Moment,
    Moments,
    Observation,
    Pinner,
    Plan,
    Process,
    Run,
    Sweep,
    Target,
    Verdict,
)

_NOTHING = Moment(0, 0, 0, Allocated(0, 0, 0), Ledger(**{part.name: 0 for part in fields(Ledger)}))


def diagnose_attachment(seen: Observation) -> Attachment:
    """The record of what was seen, with the diagnosis of the last look; of a family where one was looked at."""
    verdict: Verdict = "inconclusive"
    findings: tuple[Finding, ...] = ()
    if seen.trimmable_bytes is not None:
        seen_beside = (seen.pinners, seen.allocator, seen.heap, seen.processes or ())
        verdict, findings = conclude(seen.looks, seen.trimmable_bytes, *seen_beside)
    if seen.processes is not None:
        findings += _copied_by_forks(seen.looks[-1].moment, seen.processes)
    record = Attachment(seen.target, seen.looks, seen.pinners, seen.heap, seen.coverage, verdict, findings)
    if seen.processes is None:
        return record
    parts = {part.name: getattr(record, part.name) for part in fields(Attachment)}
    return FamilyAttachment(**parts, processes=seen.processes)


def conclude(
    looks: tuple[AttachedLook, ...],
    trimmable_bytes: int,
    pinners: tuple[Pinner, ...] = (),
    allocator: str | None = None,
    heap: Heap | None = None,
    processes: tuple[Process, ...] = (),
) -> tuple[Verdict, tuple[Finding, ...]]:
    """Verdict and findings for the last look; `trimmable_bytes` is what a malloc_trim(0) would return from it,
    `allocator` is as in `Environment`, `heap` is who holds what by then, and `processes` are all of its family."""
    sweep = as_sweep(looks[-1].moment, trimmable_bytes)
    sweep = replace(sweep, environment=replace(sweep.environment, allocator=allocator))
    findings = ask(Measurements(sweep, pinners=pinners, looks=looks, heap=heap, family=processes))
    verdict = decide(sweep, findings)
    # A live heap that grew is no clear no, even where the looks are too few for a finding.
    return "inconclusive" if verdict == "healthy" and live_looks.is_open(looks) else verdict, findings


def _copied_by_forks(moment: Moment, processes: tuple[Process, ...]) -> tuple[Finding, ...]:
    """What forks have copied of their parents' pages: but for caches all else is asked of the largest alone."""
    sweep = as_sweep(moment, 0)
    family = replace(sweep, runs=tuple(replace(run, processes=processes) for run in sweep.runs))
    return tuple(copied_pages.RULE.findings(Measurements(family)))


def as_sweep(moment: Moment, trimmable_bytes: int) -> Sweep:
    """The moment as a sweep of one run that ends with it and began with nothing, and a trim as it would come out."""
    moments = Moments(
        start=_NOTHING,
        end=moment,
        after_release=moment,
        after_trim=_trimmed(moment, trimmable_bytes),
    )
    run = Run(1, 0, (), "ok", None, 0.0, None, None, moments, (), ())
    return Sweep(_TARGET, _ENVIRONMENT, Plan("none", "", (1,), 1), (run,))


_TARGET = Target("script", "", (), "")
_ENVIRONMENT = Environment(None, None, "", None, None, None, None, 1)


def _trimmed(moment: Moment, trimmable_bytes: int) -> Moment:
    """The moment after a trim that returns as much of malloc's free memory."""
    ledger = moment.ledger
    if ledger is None or ledger.malloc_free_bytes is None or moment.anonymous_bytes is None:
        return moment
    returned = min(trimmable_bytes, ledger.malloc_free_bytes)
    return replace(
        moment,
        rss_bytes=moment.rss_bytes - returned,
        anonymous_bytes=moment.anonymous_bytes - returned,
        ledger=replace(ledger, malloc_free_bytes=ledger.malloc_free_bytes - returned),
    )
