"""The whole diagnosis of a sweep: findings, verdict, and the report that holds them."""

from dataclasses import replace

import sparsemem
from sparsemem.diagnose.culprits import name_pinners
from sparsemem.diagnose.prediction import predict
from sparsemem.diagnose.rules import RULES, huge_pages, limit_reached, transient_peak
from sparsemem.diagnose.series import model_sweep
from sparsemem.diagnose.severity import severity
from sparsemem.diagnose.worker_findings import check_workers
from sparsemem.model import Finding, Pinner, Report, Sweep, Tool, Verdict
from sparsemem.units import MB

FAMILIES: dict[str, Verdict] = {
    "SM10": "sparse",
    "SM11": "peaky",
    "SM12": "growing",
    "SM13": "cyclic",
    "SM14": "overcached",
}
"""The verdict that a loud finding asks for, by the beginning of its code."""

PASSING_WEIGHT = 0.5
"""Of a byte that only passes, beside one that stays: a peak decides the verdict when it is twice what stays.

A peak is over when the work is; what stays is charged for the rest of the process's life.
"""

SPREAD_SHARE, SPREAD_BYTES = 0.15, 10 * MB
"""Repeats of one scale that differ by more than both are too far apart to call a program healthy."""


def diagnose(sweep: Sweep, limit_bytes: int | None = None, pinners: tuple[Pinner, ...] = ()) -> Report:
    """The report on a sweep; the limit to hold it against is the environment's where none is given.

    `pinners` are those who keep the free memory at the end of the largest scale, where they are known.
    """
    prediction = predict(sweep, limit_bytes or sweep.environment.memory_limit_bytes)
    found = [rule(sweep) for rule in RULES] + [limit_reached.check(sweep, prediction)]
    named = [name_pinners(finding, pinners) for finding in explain_by_peak(order(found))]
    # Who pins, and what a peak left behind, is known of the root alone.
    findings = explain_by_huge_pages(order([*named, *check_workers(sweep)]))
    return Report(
        tool=Tool("sparsemem", sparsemem.__version__),
        target=sweep.target,
        environment=sweep.environment,
        plan=sweep.plan,
        runs=sweep.runs,
        profile=None,
        model=model_sweep(sweep),
        prediction=prediction,
        verdict=decide(sweep, findings),
        findings=findings,
        control=sweep.control,
    )


def order(found: list[Finding | None]) -> tuple[Finding, ...]:
    """What was found, the one that decides the verdict first; the order of the rules settles ties."""
    return tuple(sorted(filter(None, found), key=lambda one: (one.loud, weight(one)), reverse=True))


EXPLAINED = ("SM101", "SM102", "SM103", "SM104")
"""What stays after a peak is what the peak left behind."""


INFLATED = ("SM101", "SM102", "SM103", "SM104", "SM105")
"""Resident memory that is less where pages are small."""


def explain_by_peak(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, those of what stays tied to the peak where there is a loud one."""
    if not any(finding.code == transient_peak.CODE and finding.loud for finding in findings):
        return findings
    tied = (transient_peak.CODE,)
    return tuple(replace(one, explained_by=tied) if one.code in EXPLAINED else one for one in findings)


def explain_by_huge_pages(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings; behind a loud one on huge pages come those of memory that is for the most part in them.

    A page of 2 MB is part of the ledger like any other, so that what it inflates is found there as well.
    """
    huge = next((one for one in findings if one.code == huge_pages.CODE and one.loud), None)
    if huge is None or huge.bytes is None:
        return findings
    inflated = [one for one in findings if one.code in INFLATED and (one.bytes or 0) <= 2 * huge.bytes]
    tied = [replace(one, explained_by=(*one.explained_by, huge.code)) for one in inflated]
    rest = [one for one in findings if one not in inflated]
    place = rest.index(huge) + 1
    return (*rest[:place], *tied, *rest[place:])


def decide(sweep: Sweep, findings: tuple[Finding, ...]) -> Verdict:
    """The family of the loud finding with the most weight; where there is none, healthy or inconclusive."""
    loud = [finding for finding in findings if finding.loud]
    if loud:
        return FAMILIES[max(loud, key=weight).code[:4]]
    if len(sweep.completed_scales) < 2 or repeats_differ(sweep) or hides_much(sweep):
        return "inconclusive"
    return "healthy"


def hides_much(sweep: Sweep) -> bool:
    """Whether an allocator that does not tell live memory from free may hold what a finding would be loud about."""
    for run in sweep.completed(sweep.completed_scales[-1]):
        end = run.moments.end
        if end and end.ledger and end.live_bytes is None and end.anonymous_bytes:
            level = severity(end.ledger.unattributed_bytes or 0, end.anonymous_bytes)
            if level in ("error", "warning"):
                return True
    return False


def weight(finding: Finding) -> float:
    """What a finding has to say in the verdict: its bytes, those of a peak at a discount, none for a limit."""
    if finding.code == limit_reached.CODE:
        return 0.0
    share = PASSING_WEIGHT if FAMILIES.get(finding.code[:4]) == "peaky" else 1.0
    return share * (finding.bytes or 0)


def repeats_differ(sweep: Sweep) -> bool:
    """Whether the RSS at the end differs too much between the repeats of a scale."""
    for scale in sweep.completed_scales:
        sizes = [run.moments.end.rss_bytes for run in sweep.completed(scale) if run.moments.end]
        spread = max(sizes) - min(sizes)
        if spread > SPREAD_BYTES and spread > SPREAD_SHARE * min(sizes):
            return True
    return False
