"""SM120: the live heap grows from look to look. Seen while a process runs, not in a sweep."""

from itertools import pairwise

from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.severity import severity
from sparsemem.model import AttachedLook, Finding, Remedy
from sparsemem.units import format_seconds, format_size

CODE, NAME = "SM120", "live heap grows"

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


def check(looks: tuple[AttachedLook, ...]) -> Finding | None:
    """A finding where the live heap rose from nearly every look to the next, and by much."""
    sizes = [look.moment.live_bytes for look in looks if look.moment.live_bytes is not None]
    if len(sizes) < LEAST_LOOKS:
        return None
    rises = sum(later > earlier for earlier, later in pairwise(sizes))
    grown = sizes[-1] - sizes[0]
    level = severity(grown, looks[-1].moment.anonymous_bytes or 0)
    if level is None or rises < RISING_SHARE * (len(sizes) - 1):
        return None
    seconds = looks[-1].seconds - looks[0].seconds
    return Finding(
        code=CODE,
        name=NAME,
        severity=level,
        message=(
            f"The live heap grew by {format_size(grown)} within {format_seconds(seconds)}, and from nearly every "
            "look to the next. Whether it ends somewhere is not known: look for longer."
        ),
        subject=None,
        location=None,
        bytes=grown,
        evidence={"live_bytes": sizes, "seconds": seconds, "rising_steps": rises},
        remedies=REMEDIES,
    )


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
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
)
