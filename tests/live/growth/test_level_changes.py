"""Jumps that become smaller tell of a rest to come, as long as no more comes after them."""

import numpy as np
import pytest

from sparsemem.live.growth.level_changes import Jump, settle

WIDTH = 20
SIZES = (16.0, 10.0, 6.0, 4.0)


def course(sizes: tuple[float, ...], after: float) -> tuple[np.ndarray, list[Jump]]:
    """Jumps of some sizes, and a line behind the last that goes up by `after` in all."""
    levels = np.repeat(np.cumsum([0.0, *sizes]), WIDTH)
    levels[-WIDTH:] += np.linspace(0, after, WIDTH)
    return levels, [Jump(WIDTH * at, size) for at, size in enumerate(sizes, 1)]


@pytest.mark.parametrize(
    ("sizes", "after", "so"),
    [
        (SIZES, 0.0, True),
        (SIZES, 6.0, True),  # what a geometric series has left
        (SIZES, 16.0, False),
        (SIZES[:3], 0.0, False),
        ((*SIZES, 4.0), 0.0, False),
        ((16.0, 15.0, 14.0, 13.0), 0.0, False),
        ((16.0, -10.0, 6.0, 4.0), 0.0, False),
        ((), 0.0, False),
    ],
    ids=["rest", "series goes on", "line behind", "few", "as high again", "hardly smaller", "down", "none"],
)
def test_whether_they_settle(sizes: tuple[float, ...], after: float, so: bool) -> None:
    assert settle(*course(sizes, after)) == so
