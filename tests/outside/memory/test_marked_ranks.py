"""Marked elements and their ranks against a plain count."""

import numpy as np
import pytest

from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import STEP


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 255, 257, STEP - 1, STEP, STEP + 1, 2 * STEP + 300])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.9, 1.0])
def test_a_rank_is_how_many_marked_ones_stand_before(count: int, share: float) -> None:
    marks = np.random.default_rng(count).random(count) < share
    ranks, every = MarkedRanks.of_marks(marks), np.arange(count + 1, dtype=np.int32)
    assert (ranks.of(every) == np.concatenate([[0], np.cumsum(marks)])).all()
    assert ranks.total == marks.sum()
    assert (ranks.are_marked(every[:-1]) == marks).all()


@pytest.mark.parametrize("count", [0, 1, 17, STEP + 1])
def test_the_marked_ones_are_told_in_order_with_their_ranks(count: int) -> None:
    marks = np.random.default_rng(count).random(count) < 0.3
    found = list(MarkedRanks.of_marks(marks).marked())
    assert [node for _, some in found for node in some.tolist()] == np.flatnonzero(marks).tolist()
    assert [rank for here, _ in found for rank in range(here.start, here.stop)] == list(range(int(marks.sum())))


def test_flags_of_a_part_need_not_begin_with_a_word() -> None:
    marks = np.random.default_rng(1).random(1000) < 0.5
    ranks = MarkedRanks.of_marks(marks)
    for start, stop in ((0, 0), (0, 1), (3, 40), (16, 32), (17, 999), (999, 1000)):
        assert (ranks.flags(slice(start, stop)) == marks[start:stop]).all()
