"""A process that hands over its memory: here it is this one, and a thread of it answers."""

import mmap
import os
import threading
from collections.abc import Callable

import numpy as np

from sparsemem.live.handed_memory import HandedMemory
from sparsemem.live.handed_ranges import POOLS, SUMS, hand_over, open_shared_file
from sparsemem.live.telling_process import TellingProcess
from sparsemem.outside.memory.residency import PAGE

PAGES = 9_000


class Answering:
    """Hands over what is asked for; notes how many ranges each time."""

    def __init__(self) -> None:
        shared = open_shared_file()
        assert shared is not None
        self.ends = (*os.pipe(), *os.pipe(), shared)
        self.asked: list[int] = []
        self.sums: dict[str, Callable[[], bytes]] = {POOLS: lambda: b"", SUMS: lambda: b""}
        self.memory = HandedMemory(os.getpid(), shared, TellingProcess(self.ends[0], self.ends[3]))
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        with open(self.ends[2], "rb", closefd=False) as questions:
            while line := questions.readline().decode():
                word, *numbers = line.split()
                os.write(
                    self.ends[1], (self.sums[word]() if word in self.sums else self._hand_over(*numbers)) + b"\n"
                )

    def _hand_over(self, count: str, size: str) -> bytes:
        self.asked.append(int(count))
        return hand_over(self.ends[4], int(count), int(size))

    def close(self) -> None:
        os.close(self.ends[3])
        self._thread.join()
        for end in (*self.ends[:3], self.ends[4]):
            os.close(end)


def numbered_pages() -> np.ndarray:
    """Pages, each of which begins with its number, counted from 1."""
    memory = mmap.mmap(-1, PAGES * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    table = np.frombuffer(memory, np.uint64).reshape(PAGES, -1)
    table[:, 0] = np.arange(1, PAGES + 1)
    return table


def addresses(pages: np.ndarray) -> np.ndarray:
    return np.uint64(pages.ctypes.data) + np.arange(PAGES, dtype=np.uint64) * np.uint64(PAGE)
