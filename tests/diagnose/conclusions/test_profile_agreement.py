"""Whether a profiler and the allocators agree: at the bounds, and what is said where they do not."""

from typing import Any

import pytest

from profiles import PROFILE, profile
from sparsemem.diagnose.conclusions.profile_agreement import SHARE, judge_all, judged
from sparsemem.model.profile import LEAST_COMPARED_BYTES
from sparsemem.units import MB

SMALL: dict[str, Any] = {"counted_end_bytes": MB, "heap_end_bytes": MB}
UNSEEN: dict[str, Any] = {"heap_peak_bytes": None, "counted_then_bytes": None}
LARGE = 100 * MB
LESS = round(LARGE * (1 - SHARE))


@pytest.mark.parametrize(
    ("counted", "heap", "agrees"),
    [
        (LARGE, LARGE, True),
        (LARGE, LESS, True),
        (LESS, LARGE, True),
        (LARGE, LESS - 1, False),
        (LESS - 1, LARGE, False),
        (LEAST_COMPARED_BYTES, LEAST_COMPARED_BYTES, None),
        (LEAST_COMPARED_BYTES + 1, LEAST_COMPARED_BYTES, True),
        (LEAST_COMPARED_BYTES + 1, 0, False),
        (None, LARGE, None),
        (LARGE, None, None),
    ],
)
def test_the_heap_at_the_end(counted: int | None, heap: int | None, agrees: bool | None) -> None:
    assert judged(profile(counted_end_bytes=counted, heap_end_bytes=heap, **UNSEEN)).agrees is agrees


@pytest.mark.parametrize(
    ("then", "heap", "agrees"),
    [
        ((90 * MB, LARGE), 95 * MB, True),
        ((LARGE, 2 * LARGE), LESS, True),
        ((LARGE, 2 * LARGE), LESS - 1, False),
        ((0, LESS), LARGE, True),
        ((0, LESS - 1), LARGE, False),
        ((0, LEAST_COMPARED_BYTES), LEAST_COMPARED_BYTES, None),
        (None, LARGE, None),
        ((0, LARGE), None, None),
    ],
)
def test_the_highest_that_was_seen(then: tuple[int, int] | None, heap: int | None, agrees: bool | None) -> None:
    assert judged(profile(heap_peak_bytes=heap, counted_then_bytes=then, **SMALL)).agrees is agrees


def test_one_that_is_wrong_is_enough() -> None:
    assert judged(profile(heap_end_bytes=2 * LARGE)).agrees is False
    assert judged(profile(heap_peak_bytes=3 * LARGE)).agrees is False
    assert judged(PROFILE).agrees is True


def test_why_is_said_where_they_do_not_agree_or_it_cannot_be_told() -> None:
    def why(**parts: Any) -> str:
        return judged(profile(**parts)).why or ""

    assert why() == ""
    assert why(heap_end_bytes=90 * MB) == (
        "At the end memray counts 52.0 MB, and the allocators 90.0 MB: what it did not see was allocated by other "
        "means than malloc and Python, or its record is not whole."
    )
    assert "counts 52.0 MB, and the allocators 0 bytes: it saw allocations whose release" in why(heap_end_bytes=0)
    assert "not what C libraries do" in why(tool="tracemalloc", heap_end_bytes=90 * MB)
    assert why(heap_peak_bytes=300 * MB).startswith("At the highest that was seen memray counts 222 MB, and")
    assert "no more than 20.0 MB: too little" in why(live_peak_bytes=MB, **SMALL, **UNSEEN)
    assert "did not get to the end" in why(live_end_bytes=None, counted_end_bytes=None, **UNSEEN)
    assert "do not tell" in why(heap_end_bytes=None, **UNSEEN)
    assert "too long to go through" in why(counted_end_bytes=None, counted_peak_bytes=None, **UNSEEN)
    assert "was not seen from outside" in why(**SMALL, **UNSEEN)


def test_every_scale_is_judged() -> None:
    both = judge_all(profile(others=(PROFILE,)))

    assert (both.agrees, both.others[0].agrees) == (True, True)
