"""Whole stretches of memory, read a window at a time, and no page that is not resident."""

import numpy as np

from sparsemem.outside.memory.memory_access import Bytes, Memory
from sparsemem.outside.memory.residency import PAGE, Residency

WINDOW = 8 << 20
"""Small enough that our own buffers are used again and not mapped anew for each window."""


def read_window(memory: Memory, residency: Residency, start: int, size: int) -> Bytes:
    """The bytes of a window, zero where no page is: reading a page that is not there would map one."""
    first = start // PAGE * PAGE
    pages = np.arange(first, start + size, PAGE, dtype=np.uint64)
    there = residency.resident(pages)
    if there.all():
        found = memory.span(start, size)
        return found if len(found) == size else np.concatenate([found, np.zeros(size - len(found), np.uint8)])
    window = np.zeros((len(pages), PAGE), np.uint8)
    window[there] = memory.gather(pages[there], PAGE)[0]
    return window.reshape(-1)[start - first : start - first + size]
