"""malloc's parts by what it tells of itself, against the walk over all of its chunks, for real processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from sparsemem.outside.ledger import glibc_share
from sparsemem.outside.ledger.ledger_reading import Reading, make_reading
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.memory.told_sums import ToldSums
from tests.outside.children import interpreters, wait_until_it_sleeps

TELL = """
import ctypes, os, sys
class _Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = _Info
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
def tell():
    told = libc.mallinfo2()
    os.write(1, b"%d %d\\n" % (told.arena, told.fordblks - told.fsmblks))
    os.read(0, 1)
"""
PROGRAMS = {
    "all in use": "x = [bytes(1_000) for _ in range(30_000)]",
    "every third free": "x = [bytes(1_000) for _ in range(30_000)]; del x[::3]; y = bytes(100_000)",
    "in fast bins": "x = [libc.malloc(24) for _ in range(30_000)]\nfor p in x[::2]: libc.free(p)",
    "trimmed": "x = [bytes(600 + i * 7919 % 60_000) for i in range(900)]; del x[::3]; libc.malloc_trim(0)\n"
    "del x[::7]",
    "trimmed twice": "x = [bytes(9_000) for i in range(3_000)]; del x[::2]; libc.malloc_trim(0)\n"
    "y = [bytes(700) for _ in range(4_000)]; del x[::5]; libc.malloc_trim(0); del y[::2]",
    "not touched": "libc.mallopt(-3, 1 << 25); x = [libc.malloc(3_000_000) for _ in range(9)]; libc.free(x[3])\n"
    "ctypes.memset(x[4], 1, 3_000_000); libc.free(x[4])",
    "threads": "import threading\nkept, gate = [], threading.Barrier(5)\n"
    "def work():\n    gate.wait(); x = [libc.malloc(2_000 + i % 9_000) for i in range(9_000)]\n"
    "    for p in x[::2]: libc.free(p)\n    gate.wait(); kept.append(x)\n"
    "t = [threading.Thread(target=work) for _ in range(4)]\n[u.start() for u in t]\ngate.wait(); gate.wait()\n"
    "while len(os.listdir('/proc/self/task')) > 1: pass\nlibc.malloc_trim(0)",
    "mapped alone": "x = [bytes(300_000) for _ in range(50)]; del x[::2]",
}


_FEW_FREE = {"all in use", "not touched"}
"""So few free chunks that each is worth a step."""


@contextmanager
def telling(python: str, program: str) -> Iterator[Source]:
    """A process that holds still, with what its malloc has told."""
    command = [python, "-c", f"{TELL}\n{program}\ntell()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        system, free = map(int, child.stdout.readline().split())
        wait_until_it_sleeps(child.pid)
        yield replace(open_source(child.pid), ask_malloc=lambda: ToldSums(system, free))
        child.kill()


def _parts(reading: Reading) -> dict[str, int | None]:
    assert reading.moment.ledger is not None
    assert reading.moment.ledger.total_bytes == reading.moment.rss_bytes
    return dict(reading.moment.ledger.parts())


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_malloc_tells_is_what_the_walk_finds(python: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with telling(python, PROGRAMS[name]) as source:
        walked = make_reading(replace(source, ask_malloc=None))
        monkeypatch.setattr(glibc_share, "walk_heap", None)
        told = make_reading(source)
    assert told.moment.estimated == walked.moment.estimated == ()
    assert _parts(told) == _parts(walked)
    assert told.moment.allocated == walked.moment.allocated


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_the_lists_say_is_what_the_walk_finds(python: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with telling(python, PROGRAMS[name]) as source:
        alone = replace(source, ask_malloc=None)
        walked = make_reading(alone)
        if name in _FEW_FREE:
            monkeypatch.setattr(glibc_share, "walk_heap", None)
        listed = make_reading(replace(alone, wants_chunks=False))
    assert _parts(listed) == _parts(walked)
    assert listed.moment.allocated == walked.moment.allocated


def test_where_sums_do_not_fit_the_heaps_the_chunks_are_walked() -> None:
    with telling(sys.executable, PROGRAMS["trimmed"]) as source:
        walked = make_reading(replace(source, ask_malloc=None))
        assert source.ask_malloc is not None
        told = source.ask_malloc()
        assert told is not None
        further = replace(told, system_bytes=told.system_bytes + 4096)
        assert make_reading(replace(source, ask_malloc=lambda: further)).moment == walked.moment


def test_lists_that_lead_elsewhere_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    with telling(sys.executable, PROGRAMS["trimmed"]) as source:
        walked = make_reading(replace(source, ask_malloc=None))
        monkeypatch.setattr("sparsemem.outside.glibc.free_lists._BYTES_A_LARGE", 1 << 40)
        assert make_reading(source).moment == walked.moment
        others = [mapping for mapping in source.mappings if "libc" not in os.path.basename(mapping.path)]
        assert make_reading(replace(source, mappings=others)).malloc.live_bytes == 0
