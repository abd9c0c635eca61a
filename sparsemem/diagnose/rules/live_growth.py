"""SM120: the live heap grows from look to look. Seen while a process runs, not in a sweep."""

from collections.abc import Iterator
from itertools import pairwise

from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import AttachedLook, Remedy
from sparsemem.units import format_seconds, format_size

LEAST_LOOKS = 4
"""Fewer cannot tell a direction from a fluctuation."""
RISING_SHARE = 0.75
"""Of the steps from look to look that must go up: what goes up and down is work, not growth."""

REMEDIES = (
    Remedy("See what is added and never removed: compare the types that are alive now with those in an hour."),
    Remedy(
        "Give each cache a bound, and each registry a way out: a weak reference, or a removal when the work is done."
    ),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the live heap rose from nearly every look to the next, and by much."""
    looks, sizes = measured.looks, live_sizes(measured.looks)
    if len(sizes) < LEAST_LOOKS:
        return
    rises = sum(later > earlier for earlier, later in pairwise(sizes))
    grown = sizes[-1] - sizes[0]
    level = severity(grown, looks[-1].moment.anonymous_bytes or 0)
    if level is None or rises < RISING_SHARE * (len(sizes) - 1):
        return
    seconds = looks[-1].seconds - looks[0].seconds
    yield Conclusion(
        severity=level,
        message=(
            f"The live heap grew by {format_size(grown)} within {format_seconds(seconds)}, and from nearly every "
            "look to the next. Whether it ends somewhere is not known: look for longer."
        ),
        bytes=grown,
        evidence={"live_bytes": sizes, "seconds": seconds, "rising_steps": rises},
    )


def live_sizes(looks: tuple[AttachedLook, ...]) -> list[int]:
    """The live bytes of the looks that know them."""
    return [look.moment.live_bytes for look in looks if look.moment.live_bytes is not None]


def is_open(looks: tuple[AttachedLook, ...]) -> bool:
    """Whether the live heap grew by much between looks that are too few to tell growth from a fluctuation."""
    sizes = live_sizes(looks)
    if not 2 <= len(sizes) < LEAST_LOOKS:
        return False
    return severity(sizes[-1] - sizes[0], looks[-1].moment.anonymous_bytes or 0) in ("error", "warning")


def is_answered(measured: Measurements) -> bool:
    """Whether there were enough looks to tell a direction."""
    return len(live_sizes(measured.looks)) >= LEAST_LOOKS


RULE = RuntimeRule(
    code="SM120",
    name="live heap grows",
    family="growing",
    meaning="""
        What is alive grows from look to look: something is added and never removed. It may be a cache on its
        way to its bound, or a leak in the sense of the word; only time tells which.
    """,
    measured="""
        Allocated and resident bytes of Python's allocator and of malloc, at each of several looks from outside.
    """,
    example="""
        SEEN = set()

        def handle(request):
            SEEN.add(request.id)  # for ever
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    questions=("batches",),
)
