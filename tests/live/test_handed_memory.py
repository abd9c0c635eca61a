"""Memory that a process hands over by itself: here the process is this one, and a thread of it answers."""

import mmap
import os
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from sparsemem.live import handed_ranges
from sparsemem.live.handed_memory import HandedMemory
from sparsemem.live.handed_ranges import RANGE_BYTES, hand_over
from sparsemem.outside.memory.live_process import ProcessMemory
from sparsemem.outside.memory.residency import PAGE

PAGES = 9_000


class Answering:
    """Hands over what is asked for; counts how often."""

    def __init__(self) -> None:
        self.ends = (*os.pipe(), *os.pipe())
        self.asked = 0
        self.memory = HandedMemory(os.getpid(), self.ends[0], self.ends[3])
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        with open(self.ends[2], "rb", closefd=False) as questions:
            while line := questions.readline():
                _, count, size = line.split()
                self.asked += 1
                hand_over(self.ends[1], questions.read(int(count) * RANGE_BYTES), int(size))

    def close(self) -> None:
        os.close(self.ends[3])
        self._thread.join()
        for end in self.ends[:3]:
            os.close(end)


@pytest.fixture
def answering() -> Iterator[Answering]:
    one = Answering()
    yield one
    one.close()


@pytest.fixture
def pages() -> np.ndarray:
    """Pages, each of which begins with its number, counted from 1."""
    memory = mmap.mmap(-1, PAGES * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    table = np.frombuffer(memory, np.uint64).reshape(PAGES, -1)
    table[:, 0] = np.arange(1, PAGES + 1)
    return table


def addresses(pages: np.ndarray) -> np.ndarray:
    return np.uint64(pages.ctypes.data) + np.arange(PAGES, dtype=np.uint64) * np.uint64(PAGE)


@pytest.mark.parametrize("has_call", [True, False], ids=["writev", "no writev"])
def test_many_ranges_are_handed_over(
    answering: Answering, pages: np.ndarray, has_call: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_call:
        monkeypatch.setattr(handed_ranges, "_writev", None)
    assert answering.memory.is_handed(int(addresses(pages)[0])) == has_call
    rows, found = answering.memory.gather(addresses(pages), 48)
    assert found.all()
    assert rows.view("<u8")[:, 0].tolist() == list(range(1, PAGES + 1))
    assert answering.asked == 1 + -(-PAGES // handed_ranges.MOST_RANGES)


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
    assert answering.asked == 0
    assert few.view("<u8")[:, 0].tolist() == [1, 2]
    assert whole.view("<u8")[:, 0].tolist() == list(range(1, 51))
    assert span.view("<u8")[:: PAGE // 8].tolist() == [1, 2, 3]
