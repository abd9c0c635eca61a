"""What is added to a message of the quantity that it is about."""

import pytest

from sparsemem.diagnose.quantities.series import Series
from sparsemem.diagnose.ruling.judgement import Judgement
from sparsemem.units import MB


def judged(*repeats: int, first: int = 60) -> Judgement:
    sizes = tuple(size * MB for size in repeats)
    points = ((1, first * MB), (4, round(sum(sizes) / len(sizes))))
    return Judgement(points[-1][1], 300 * MB, "error", Series(points, sizes))


def test_repeats_that_are_far_apart_are_told() -> None:
    assert judged(228, 274).doubt == " Its repeats at 4x differ, 228 MB to 274 MB: told is the median."


@pytest.mark.parametrize("repeats", [(250,), (250, 252), (245, 268), (20, 29)])
def test_repeats_that_are_near_each_other_are_no_news(repeats: tuple[int, ...]) -> None:
    assert judged(*repeats, first=5).doubt == ""


def test_what_is_the_same_at_every_scale_is_told_first() -> None:
    assert judged(80, 100, first=90).doubt.startswith(" It does not grow with the data. Its repeats at 4x differ, ")
