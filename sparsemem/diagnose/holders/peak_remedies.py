"""What to do about a peak that passes, by who was seen to hold it: pure functions of the finding."""

from typing import Any

from sparsemem.model import Finding, Remedy
from sparsemem.units import format_size

LARGE_SHARE = 0.1
"""Of what all functions hold at the peak and no more at the end: who holds less is not worth a change."""
FIND = Remedy(
    "Find the lines that hold it: scan without --quick, with memray installed beside the program.",
    "pip install memray",
)
"""Where nobody saw who holds the peak, no change can be named."""
BATCHES = Remedy("Where the work comes in batches, make the batches smaller: the peak goes with the largest of them.")


def peak_remedies(finding: Finding) -> tuple[Remedy, ...]:
    """The best first. Streaming is for copies of several functions that were seen alive together; where one function
    holds it all, it is to build less at once."""
    large = _large(finding)
    if not large:
        return FIND, BATCHES
    names = list(dict.fromkeys(_name(one) for one in large))
    scale = finding.evidence.get("holders_scale")
    size = f" At {scale}x {format_size(sum(one['bytes'] for one in large))} would not be there together."
    if "waits_at" in large[0]:
        return _bound(large[0]), BATCHES
    if len(names) == 1:
        place = f"{large[0]['path']}:{large[0]['line']}"
        text = (
            f"Build less at once in {names[0]} ({place}): in smaller batches, one record at a time (yield), or in "
            "place, as list.sort() does and sorted() does not."
        )
        return Remedy(text + size), BATCHES
    steps = f"{', '.join(names[:-1])} and {names[-1]}"
    text = f"Stream the records: make {steps} generators, so that one record at a time is alive, not one copy a step."
    drop = Remedy("Drop each intermediate result before the next one is built: rebind its name, or del it.")
    return Remedy(text + size), drop, BATCHES


def several_hold(finding: Finding) -> tuple[str, ...]:
    """The functions, two at least, whose copies were seen alive together at a peak; none where nobody saw them, or
    where they wait in a queue."""
    large = _large(finding)
    names = tuple(dict.fromkeys(map(_name, large)))
    return () if len(names) < 2 or "waits_at" in large[0] else names


def _large(finding: Finding) -> list[dict[str, Any]]:
    holders: list[dict[str, Any]] = finding.evidence.get("holders", [])
    passing = sum(one["bytes"] for one in holders)
    return [one for one in holders if one["bytes"] >= LARGE_SHARE * passing]


def _bound(holder: dict[str, Any]) -> Remedy:
    """For values that are made faster than they are taken: what takes them over keeps them all."""
    waits, name = holder["waits_at"], _name(holder)
    takes, place = f"{waits['call']}() ({holder['path']}:{waits['line']})", format_size(holder["bytes"])
    if waits["is_queue"]:
        text = f"Give the queue a bound: what {name} makes waits in it, since {takes} never waits for room."
        return Remedy(f"{text} {place} waited.", "queue.Queue(maxsize=100)")
    return Remedy(
        f"Hand over no more than is being worked on: {takes} reads what {name} makes to its end, however slowly the "
        f"results are taken, and {place} waited in its queue. Give it a batch at a time, or hold the source back "
        "with a semaphore that each result releases.",
        "while batch := list(itertools.islice(source, 8)): pool.map(work, batch)",
    )


def _name(holder: dict[str, Any]) -> str:
    function = holder["function"]
    return f"{function}()" if function and function.isidentifier() else f"{holder['path']}:{holder['line']}"
