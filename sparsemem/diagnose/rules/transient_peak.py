"""SM110: full-size copies are alive together for a while and are then dropped."""

from collections.abc import Iterator
from dataclasses import replace

from sparsemem.diagnose.holders.growers import scale_evidence, tell_scale_growth
from sparsemem.diagnose.holders.peak_remedies import joined, peak_remedies
from sparsemem.diagnose.quantities.series import at, series
from sparsemem.diagnose.quantities.severity import lesser
from sparsemem.diagnose.ruling.judgement import Judgement, increase, is_known, judge
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Finding, Heap, HeapLine, Location, Profile, Remedy
from sparsemem.units import format_ratio, format_size

REMEDIES = (
    Remedy(
        "Stream the records: make each step a generator, so that one record at a time is alive, not one copy a step."
    ),
    Remedy("Drop each intermediate result before the next one is built: rebind its name, or del it."),
    Remedy("Where the work comes in batches, make the batches smaller: the peak goes with the largest of them."),
)

passing_bytes = increase(at("end", "anonymous_bytes"), at("peak", "anonymous_bytes"))
"""Anonymous bytes at the peak, less those at the end."""


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the passing bytes are a large part of the anonymous memory at the peak."""
    found = judge(measured.sweep, passing_bytes, moment="peak", must_grow=False)
    if found is None:
        return
    end = found.anonymous_bytes - found.bytes
    # A peak that is the same at every scale is no worse with more data: it counts one step less.
    level = lesser(found.severity) if found.series.grows is False else found.severity
    concluded = found.conclusion(
        f"The peak of {_beside_the_end(found, measured)} at the end: {format_size(found.bytes)} are alive together "
        "for a while and then go back to the system. A limit has to be set for the peak." + found.doubt,
        end_anonymous_bytes=end,
    )
    yield _with_grower(name_holders(replace(concluded, severity=level), measured.profile), measured.heap)


_OTHER_SHARE = 0.2
"""Of the anonymous memory at the peak: with so much mapped beside it, the peak of the RSS is another one."""


def _beside_the_end(found: Judgement, measured: Measurements) -> str:
    """How high it is, and how many times what is left; of which kind of memory, where there is much of another."""
    rss = dict(series(measured.sweep, at("peak", "rss_bytes")).points).get(found.scale, 0)
    is_other = rss - found.anonymous_bytes >= _OTHER_SHARE * found.anonymous_bytes
    kind, of_it = (" of anonymous memory", " of it") if is_other else ("", "")
    ratio = format_ratio(found.anonymous_bytes, found.anonymous_bytes - found.bytes)
    return f"{format_size(found.anonymous_bytes)}{kind} is {ratio} what is left{of_it}"


def _with_grower(finding: Conclusion, heap: Heap | None) -> Conclusion:
    """The conclusion with the holder of what stays and grows with the data, where smaller scales were read."""
    told = tell_scale_growth(heap)
    if not told:
        return finding
    message = (
        f"{finding.message} Of what is left at the end there is a holder that grows: {told[0].lower()}{told[1:]}"
    )
    return replace(finding, message=message, evidence=finding.evidence | scale_evidence(heap))


_HOLDING_SHARE, _MOST_NAMED, _MOST_SAVED = 0.1, 4, 10


def name_holders(finding: Conclusion, profile: Profile | None) -> Conclusion:
    """The conclusion with the functions named whose copies are alive together, where a profiler saw the peak.

    A function holds what its lines hold at the highest live heap, less what they still hold at the end.
    """
    if profile is None:
        return finding
    found = passing_lines(profile)
    if not found:
        return finding
    passing = sum(line.bytes for line in found)
    large = [line for line in found if line.bytes >= _HOLDING_SHARE * passing][:_MOST_NAMED]
    first = large[0] if large else found[0]
    holders = [
        {"function": line.function, "path": line.path, "line": line.line, "bytes": line.bytes}
        for line in found[:_MOST_SAVED]
    ]
    return replace(
        finding,
        message=f"{finding.message} {_alive(large or [first])}",
        subject=finding.subject or first.function,
        location=Location(first.path, first.line, first.function),
        evidence=finding.evidence | {"holders": holders, "holders_scale": profile.scale},
    )


def passing_lines(profile: Profile) -> list[HeapLine]:
    """One for each function that holds more at the peak than at the end, the most first; its line is the largest."""
    left = {(line.function, line.path, line.line): line.bytes for line in profile.end_lines}
    functions: dict[tuple[str | None, str], HeapLine] = {}
    for line in profile.peak_lines:
        held = line.bytes - left.get((line.function, line.path, line.line), 0)
        known = functions.get((line.function, line.path))
        whole = replace(known, bytes=known.bytes + held) if known else replace(line, bytes=held)
        functions[line.function, line.path] = whole
    return sorted((one for one in functions.values() if one.bytes > 0), key=lambda one: -one.bytes)


def _alive(lines: list[HeapLine]) -> str:
    names = [_name(line) for line in lines]
    if len(names) == 1:
        return f"Nearly all of it was made in {names[0]}."
    return f"The copies made in {joined(names)} are alive together."


def _name(line: HeapLine) -> str:
    named = line.function if line.function and line.function.isidentifier() else None
    return f"{named}()" if named else f"{line.path}:{line.line}"


def advise(finding: Finding, measured: Measurements) -> tuple[Remedy, ...]:
    """What to do, by who was seen to hold the peak."""
    return peak_remedies(finding)


def accounts_for(peak: Finding, other: Finding) -> bool:
    """What stays after a peak is what the peak left behind; both are of the root process, not of its workers."""
    return "workers" not in other.evidence


PASSING_WEIGHT = 0.5
"""Of a byte that only passes, beside one that stays: a peak decides the verdict when it is twice what stays.

A peak is over when the work is; what stays is charged for the rest of the process's life. It must be so in each
repeat: what a pool returns by a timer of its own is less in one run and more in the next, and what it keeps in one of
them it can keep in each.
"""

RULE = RuntimeRule(
    code="SM110",
    name="transient peak",
    family="peaky",
    meaning="""
        For a while several full-size copies are alive together, and then they go. The end of the program looks
        innocent; the limit of a pod, and so its price, has to be set for the peak. It is no leak.
    """,
    measured="""
        The anonymous memory at the highest look from outside, less that at the end.
    """,
    example="""
        rows = [parse(line) for line in open("orders.txt")]
        taxed = [{**row, "tax": row["amount"] * 0.2} for row in rows]
        total = sum(row["amount"] + row["tax"] for row in taxed)  # three full copies at their peak
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_known(passing_bytes),
    advise=advise,
    accounts_for=accounts_for,
    weight=PASSING_WEIGHT,
    of_repeats=min,
    questions=("built whole", "read whole", "copies", "gap"),
)
