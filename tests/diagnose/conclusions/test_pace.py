"""The time until a limit, at the pace of several looks."""

import pytest

from sparsemem.diagnose.conclusions.pace import seconds_to_limit
from sparsemem.model import AttachedLook
from sparsemem.units import MB
from sweeps import moment


def pace(*sizes: int, room: int = 100) -> float | None:
    """Looks at so many MB, 10 seconds apart, and `room` MB up to the limit."""
    looks = tuple(AttachedLook(10.0 * number, moment(size * MB)) for number, size in enumerate(sizes))
    return seconds_to_limit(looks, room * MB)


@pytest.mark.parametrize(
    ("sizes", "seconds"),
    [
        ((100, 110, 120, 130), 100.0),
        ((100, 105, 107, 110), 300.0),
        ((100, 104, 106, 109), None),  # 9 MB
        ((1000, 1004, 1008, 1020), None),  # 1.96 %
        ((1000, 1004, 1008, 1021), 100 * 30 / 21),
        ((100, 150, 200), None),  # three looks
        ((100, 90, 80, 200), None),  # one step of three
        ((100, 90, 120, 130, 140), pytest.approx(100.0)),  # three steps of four
        ((200, 150, 120, 100), None),
    ],
)
def test_the_pace_at_its_bounds(sizes: tuple[int, ...], seconds: float | None) -> None:
    assert pace(*sizes) == seconds


def test_a_limit_that_is_passed_is_reached_now() -> None:
    assert pace(100, 110, 120, 130, room=0) == pace(100, 110, 120, 130, room=-5) == 0.0


def test_what_is_unknown_has_no_pace() -> None:
    unknown = AttachedLook(0.0, moment(100 * MB))
    object.__setattr__(unknown.moment, "anonymous_bytes", None)
    assert seconds_to_limit((unknown,) * 5, MB) is None
    assert seconds_to_limit((), MB) is None
