"""What every form of a scan says in the same words: the verdict, the forecast, and how it was measured."""

from collections.abc import Sequence

from sparsemem.model import Finding, Report, Run, Verdict
from sparsemem.report.words.profile_words import profiled, profiled_workers
from sparsemem.units import format_size

_MEANINGS = {
    "healthy": "no sparse memory here",
    "sparse": "freed memory that does not go back",
    "peaky": "a transient peak",
    "cyclic": "reference cycles hold memory",
    "overcached": "caches hold memory",
    "growing": "the live heap grows",
    "inconclusive": "no verdict",
}
_MEANINGS_OF = {
    ("growing", "SM122"): "native memory is lost",
    ("sparse", "SM105"): "private memory beside both allocators",
    ("sparse", "SM106"): "huge pages hold more than was asked for",
}
"""Where a finding says something else than the others of its verdict."""


def last_run(report: Report) -> Run | None:
    """The run that the report's figures are about: the first one at the largest scale that completed."""
    scales = report.sweep.completed_scales
    return report.sweep.completed(scales[-1])[0] if scales else None


def verdict_title(verdict: Verdict, findings: Sequence[Finding]) -> str:
    """The verdict in a few words, by the finding that it follows: `sparse: freed memory that does not go back`."""
    first = next((one.code for one in findings if one.loud), "")
    return f"{verdict}: {_MEANINGS_OF.get((verdict, first), _MEANINGS[verdict])}"


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
