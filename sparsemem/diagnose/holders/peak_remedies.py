"""What to do about a peak that passes, by who was seen to hold it: pure functions of the finding."""

from collections.abc import Iterable
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
    drop = Remedy("Drop each intermediate result before the next one is built: rebind its name, or del it.")
    return Remedy(_steps(large) + size), *([drop] if len(names) > 1 else []), BATCHES


def _steps(large: list[dict[str, Any]]) -> str:
    """What to do in each function: a generator where several copies are alive together and it can be one."""
    if len(_names(large)) == 1:
        return _build_less(large)
    streamed, rest = [one for one in large if _may_stream(one)], [one for one in large if not _may_stream(one)]
    if not streamed:
        return _build_less(rest)
    made = f"{joined(_names(streamed))} {'generators' if len(_names(streamed)) > 1 else 'a generator'}"
    text = f"Stream the records: make {made}, so that one record at a time is alive, not one copy a step."
    return f"{text} {_build_less(rest)}" if rest else text


def _build_less(holders: list[dict[str, Any]]) -> str:
    places = joined({_name(one): _placed(one) for one in holders}.values())
    way = " (yield)" if any(_may_stream(one) for one in holders) else ""
    return (
        f"Build less at once in {places}: in smaller batches, one record at a time{way}, or in place, as list.sort() "
        "does and sorted() does not."
    )


def several_hold(finding: Finding) -> tuple[str, ...]:
    """The functions, two at least, whose copies were seen alive together at a peak; none where nobody saw them, or
    where they wait in a queue."""
    large = _large(finding)
    names = _names(one for one in large if _may_stream(one))
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


def _names(holders: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_name, holders)))


def joined(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _placed(holder: dict[str, Any]) -> str:
    place = f"{holder['path']}:{holder['line']}"
    return f"{_name(holder)} ({place})" if _name(holder) != place else place


def _may_stream(holder: dict[str, Any]) -> bool:
    """Whether a generator may stand in for what made it: a function, as far as its source is known."""
    return holder.get("streams") is not False and _name(holder).endswith("()")


def _name(holder: dict[str, Any]) -> str:
    function = holder["function"]
    return f"{function}()" if function and function.isidentifier() else f"{holder['path']}:{holder['line']}"
