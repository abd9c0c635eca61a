"""A column that grows is what a list would be."""

import numpy as np
import pytest

from sparsemem.outside.graph.columns import Column
from sparsemem.outside.memory.own_memory import STEP


@pytest.mark.parametrize("count", [0, 1, 5, STEP, STEP + 7])
@pytest.mark.parametrize("room", [0, 3, 2 * STEP])
def test_values_stand_behind_the_others_or_before_their_places(count: int, room: int) -> None:
    draw, column = np.random.default_rng(count), Column(room, np.int32)
    values = draw.integers(0, 1 << 30, count).astype(np.int32)
    for some in np.array_split(values, 3):
        column.extend(some)
    assert (column.all() == values).all()
    places = np.sort(draw.integers(0, count + 1, 9)).astype(np.int32)
    column.insert(places, np.arange(9, dtype=np.int32))
    assert (column.all() == np.insert(values, places, np.arange(9))).all()
