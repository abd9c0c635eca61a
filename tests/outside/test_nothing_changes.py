"""Looking at a heap changes nothing in it: no reference count, no weak reference, no dict that is made when it is
asked for, and no page that was not there before."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from laboratory import wait_for_rest
from sparsemem.measure.attach.running_process import attach_process
from sparsemem.outside.heap_findings import Asked
from sparsemem.procfs import parse_smaps

PROGRAM = """
import collections, functools, mmap, sys, weakref
class Plain:
    def __init__(self, number): self.number, self.name = number, f"name {number}"
class Slotted:
    __slots__ = "number", "__weakref__"
OBJECTS = [Plain(number) for number in range(2000)]
SLOTTED = [Slotted() for number in range(2000)]
SEEN = weakref.WeakValueDictionary(enumerate(OBJECTS))
CALLS = [weakref.ref(one, print) for one in SLOTTED[::7]]
WAITING = [(number for number in [at, at + 1]) for at in range(100)]
for one in WAITING: next(one)
RING = [[]]
RING[0].append(RING)
QUEUE = collections.deque(range(1000))
@functools.lru_cache
def square(number): return number * number
for number in range(100): square(number)
UNTOUCHED = mmap.mmap(-1, 8 << 20)
print("ready", flush=True)
sys.stdin.read()
"""


def content_of(pid: int) -> dict[int, str]:
    """A digest of what each writable mapping of a process has, by its start."""
    found = {}
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for one in parse_smaps(Path(f"/proc/{pid}/smaps").read_text()):
            if "w" in one.permissions:
                memory.seek(one.start)
                found[one.start] = hashlib.blake2b(memory.read(one.end - one.start)).hexdigest()
    return found


def resident_pages(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


@pytest.fixture
def waiting() -> Iterator[int]:
    line = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        wait_for_rest(child.pid)
        yield child.pid
        child.kill()


def test_every_byte_is_as_before(waiting: int) -> None:
    before = content_of(waiting)
    heap = attach_process(waiting, 0, Asked(values=True, draws_map=True, why="OBJECTS")).observation.heap
    assert heap is not None
    assert heap.caches
    assert any(one.owner == "__main__.OBJECTS" for one in heap.owners)
    assert content_of(waiting) == before


def test_no_page_comes_that_was_not_there(waiting: int) -> None:
    before = resident_pages(waiting)
    attach_process(waiting, 0, Asked(values=True, draws_map=True))
    assert resident_pages(waiting) <= before + 16  # statm counts in batches of each processor
