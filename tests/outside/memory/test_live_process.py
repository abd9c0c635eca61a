"""The memory of a living process: this one, a child, one that is gone."""

import ctypes
import os
import subprocess
import sys

import numpy as np
import pytest

from sparsemem.errors import InputError
from sparsemem.outside.memory.live_process import ProcessMemory, open_memory
from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.memory.memory_file import FileMemory


def _both() -> list[Memory]:
    return [ProcessMemory(os.getpid()), FileMemory(os.open("/proc/self/mem", os.O_RDONLY))]


@pytest.mark.parametrize("memory", _both(), ids=["call", "file"])
class TestOwnMemory:
    def test_span_reads_what_is_there(self, memory: Memory) -> None:
        buffer = ctypes.create_string_buffer(b"sparse memory")
        assert bytes(memory.span(ctypes.addressof(buffer), 6)) == b"sparse"

    def test_span_stops_where_memory_ends(self, memory: Memory) -> None:
        with _mapped(3) as start:
            _unmap(start + 2 * 4096, 4096)
            assert len(memory.span(start, 3 * 4096)) == 2 * 4096

    def test_span_of_the_unreadable_is_empty(self, memory: Memory) -> None:
        for address in (0, 4096, 2**47, 2**63, 2**64 - 4096):
            assert len(memory.span(address, 64)) == 0

    def test_gather_survives_holes_anywhere(self, memory: Memory) -> None:
        pages = 3000
        # A page before and one behind stay: else what this process allocates itself may lie in the outermost holes.
        with _mapped(pages + 2) as before:
            start = before + 4096
            holes = [0, 1, 500, 1023, 1024, 1025, 2998, 2999]
            for page in range(pages):
                ctypes.c_uint64.from_address(start + page * 4096).value = page + 1
            for page in holes:
                _unmap(start + page * 4096, 4096)
            addresses = np.arange(start, start + pages * 4096, 4096, dtype=np.uint64)
            rows, found = memory.gather(addresses, 8)
        assert np.flatnonzero(~found).tolist() == holes
        expected = np.arange(1, pages + 1)
        expected[holes] = 0
        assert rows.view("<u8")[:, 0].tolist() == expected.tolist()

    def test_gather_counts_a_row_that_runs_into_a_hole_as_unreadable(self, memory: Memory) -> None:
        with _mapped(2) as start:
            _unmap(start + 4096, 4096)
            rows, found = memory.gather(np.array([start + 4090, start], np.uint64), 8)
        assert found.tolist() == [False, True]
        assert not rows[0].any()


def test_memory_of_a_process_that_is_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    with pytest.raises(InputError, match=f"process {child.pid} is gone"):
        open_memory(child.pid)


def test_what_happens_when_the_process_ends_between_two_reads() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    memory = open_memory(child.pid)
    child.communicate(b"\n")
    with pytest.raises(InputError, match="is gone"):
        memory.span(0x1000, 8)


class _mapped:  # noqa: N801
    """Pages of our own, by mmap(2) and not from any allocator."""

    def __init__(self, pages: int) -> None:
        self.size = pages * 4096

    def __enter__(self) -> int:
        libc.mmap.restype = ctypes.c_void_p
        start = libc.mmap(None, ctypes.c_size_t(self.size), 3, 0x22, -1, ctypes.c_long(0))
        assert start not in (None, 2**64 - 1)
        ctypes.memset(start, 1, self.size)
        self.start: int = start
        return self.start

    def __exit__(self, *_: object) -> None:
        _unmap(self.start, self.size)


libc = ctypes.CDLL(None)


def _unmap(start: int, size: int) -> None:
    libc.munmap(ctypes.c_void_p(start), ctypes.c_size_t(size))
