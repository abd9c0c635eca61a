"""Ranks of marked elements against a plain count."""

import numpy as np
import pytest

from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import STEP


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, STEP - 1, STEP, STEP + 1, 2 * STEP + 300])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.9, 1.0])
def test_a_rank_is_how_many_marked_ones_stand_before(count: int, share: float) -> None:
    marks = np.random.default_rng(count).random(count) < share
    expected = np.concatenate([[0], np.cumsum(marks)])
    assert (MarkedRanks(marks).of(np.arange(count + 1, dtype=np.int32)) == expected).all()
