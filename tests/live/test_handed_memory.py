"""Memory that a process hands over by itself: here the process is this one, and a thread of it answers."""

import os

import numpy as np
import pytest

from live.answering import PAGES, Answering, addresses
from sparsemem.live import handed_ranges
from sparsemem.outside.memory.live_process import ProcessMemory
from sparsemem.outside.memory.residency import PAGE


@pytest.mark.parametrize("has_call", [True, False], ids=["writev", "no writev"])
def test_many_ranges_are_handed_over(
    answering: Answering, pages: np.ndarray, has_call: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparsemem.live.handed_memory.MOST_RANGES", 4096)
    if not has_call:
        monkeypatch.setattr(handed_ranges, "_writev", None)
    assert answering.memory.is_handed(int(addresses(pages)[0])) == has_call
    rows, found = answering.memory.gather(addresses(pages), 48)
    assert found.all()
    assert rows.view("<u8")[:, 0].tolist() == list(range(1, PAGES + 1))
    assert answering.asked == [1, 4096, 4096, PAGES - 2 * 4096]


def test_a_range_that_cannot_be_read_is_no_fault(answering: Answering, pages: np.ndarray) -> None:
    asked = addresses(pages)
    asked[[0, 1500, 5000]] = [8, 1 << 46, 1 << 63]
    rows, found = answering.memory.gather(asked, 48)
    again, known = ProcessMemory(os.getpid()).gather(asked, 48)
    assert np.flatnonzero(~found).tolist() == [0, 1500, 5000]
    assert (found == known).all()
    assert (rows == again).all()


def test_few_and_long_ranges_are_read(answering: Answering, pages: np.ndarray) -> None:
    few, _ = answering.memory.gather(addresses(pages)[:2], 48)
    whole, _ = answering.memory.gather(addresses(pages)[:50], PAGE)
    span = answering.memory.span(int(addresses(pages)[0]), 3 * PAGE)
    assert answering.asked == []
    assert few.view("<u8")[:, 0].tolist() == [1, 2]
    assert whole.view("<u8")[:, 0].tolist() == list(range(1, 51))
    assert span.view("<u8")[:: PAGE // 8].tolist() == [1, 2, 3]
