"""Pools put together to arenas, and their sums held against the interpreter's own statistics."""

import struct
import sys

import numpy as np
import pytest

from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.memory.regions import find_regions
from sparsemem.outside.memory.residency import read_residency
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE, Arenas, group_arenas, sum_pools
from sparsemem.outside.pymalloc.pool_headers import HEADER, POOL_SIZE, find_pools, parse_pools
from tests.outside.children import Child, Start, interpreters

BASE = 0x7F0000000000


def _arenas(places: list[tuple[int, int]]) -> Arenas:
    """From (pool number, arena index): each pool of 16-byte blocks with one of two in use."""
    rows = b"".join(
        struct.pack("<QQQQIIII", 1, BASE + number * POOL_SIZE + 48, 0, 0, index, 0, 80, POOL_SIZE - 16)
        for number, index in places
    )
    addresses = np.array([BASE + number * POOL_SIZE for number, _ in places], np.uint64)
    return group_arenas(parse_pools(addresses, np.frombuffer(rows, np.uint8).reshape(-1, HEADER)))


def test_pools_of_one_number_are_one_arena() -> None:
    arenas = _arenas([(0, 5), (1, 5), (63, 5), (64, 4)])
    assert arenas.first_pool.tolist() == [BASE + 64 * POOL_SIZE, BASE]
    assert arenas.arena_of.tolist() == [0, 1, 1, 1]
    assert arenas.pool_counts.tolist() == [63, 64]


def test_one_number_in_two_interpreters_is_two_arenas() -> None:
    arenas = _arenas([(0, 0), (62, 0), (64, 0), (100, 0), (500, 0)])
    assert arenas.arena_of.tolist() == [0, 0, 1, 1, 2]


def test_ranges_end_with_the_last_pool() -> None:
    ranges = _arenas([(0, 0), (63, 0), (70, 1)]).ranges
    assert (ranges.ends - ranges.starts).tolist() == [64 * POOL_SIZE, 63 * POOL_SIZE]


def test_no_pools() -> None:
    arenas = _arenas([])
    assert len(arenas) == 0
    assert sum_pools(arenas).live_bytes == 0


SURVIVORS = "x = [{'id': i, 'name': f'n{i}'} for i in range(60_000)]; k = [d['name'] + 'x' for d in x[::37]]; del x"
PROGRAMS = {
    "idle": "",
    "objects": "x = [{'a': i, 'b': [i, str(i)]} for i in range(40_000)]",
    "survivors": SURVIVORS,
    "slots": "class C:\n    __slots__ = ('a', 'b')\nx = [C() for i in range(100_000)]; x = x[::50]",
    "sizes": "x = [bytes(i % 600) for i in range(50_000)]; del x[::3]",
    "strings": "x = {str(i): 'v' * (i % 90) for i in range(60_000)}",
    "threads": "import threading\ny = []\ndef f():\n    y.append([[i] for i in range(5_000)])\n"
    "t = [threading.Thread(target=f) for _ in range(8)]\n[u.start() for u in t]; [u.join() for u in t]",
    "living_threads": "import threading\ne = threading.Event()\ndef f():\n"
    "    x = [[i] for i in range(2_000)]; e.wait()\n"
    "[threading.Thread(target=f, daemon=True).start() for _ in range(20)]\nimport time; time.sleep(1)",
    "forked": SURVIVORS + "\nimport os\np = os.fork()\nif p:\n    os.waitpid(p, 0); os._exit(0)\n"
    "y = [[i] for i in range(30_000)]",
    "forked_parent": SURVIVORS + "\nimport os, sys\nr, w = os.pipe()\n"
    "if not os.fork():\n    os.close(w); os.read(r, 1); os._exit(0)\nos.close(r)\ny = [[i] for i in range(9_000)]",
    "collected": "class N: pass\nfor i in range(60_000):\n    n = N(); n.me = n\nimport gc; gc.collect()",
    "recursion": "def f(n):\n    return [n] if n == 0 else [f(n - 1), str(n) * 3]\nx = [f(200) for _ in range(100)]",
    "emptied": "x = [{'a': i} for i in range(200_000)]; del x",
    "json": "import json; x = json.loads(json.dumps([{'a': i, 'b': str(i)} for i in range(30_000)]))",
}


def _read(child: Child) -> Arenas:
    source = open_source(child.pid)
    regions = find_regions(source.mappings)
    return group_arenas(find_pools(source.memory, regions, read_residency(source.pagemap, regions)))


def _close(ours: int, own: int) -> bool:
    """Within 1 %, or within the two pools that printing the statistics itself can change."""
    return abs(ours - own) <= max(own // 100, 2 * POOL_SIZE)


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_the_process_itself(start: Start, python: str, name: str) -> None:
    child = start(PROGRAMS[name], python)
    found = sum_pools(_read(child))
    # Printing the statistics can take the one pool that needs an arena more.
    more = found.arenas - child.own("# arenas allocated current")
    assert more in (0, 1)
    assert _close(found.live_bytes, child.own("# bytes in allocated blocks"))
    assert _close(found.free_blocks_bytes, child.own("# bytes in available blocks"))
    own_free = child.own("# bytes in available blocks") + child.own_free_pools * POOL_SIZE
    # The last pool of an arena cannot be told from what follows while it was never touched.
    slack = POOL_SIZE * found.arenas + ARENA_SIZE * more
    assert abs(found.free_blocks_bytes + found.free_pools * POOL_SIZE - own_free) <= max(own_free // 100, slack)


@pytest.mark.parametrize("python", interpreters())
def test_a_process_that_never_stops(start: Start, python: str) -> None:
    churn = "while True:\n        y = [[i] for i in range(1_000)]"
    keep = "import threading\nx = [{'a': i, 'b': [i]} for i in range(90_000)]"
    child = start(f"{keep}\ndef f():\n    {churn}\nthreading.Thread(target=f, daemon=True).start()", python)
    own = child.own("# bytes in allocated blocks")
    for _ in range(20):
        assert abs(sum_pools(_read(child)).live_bytes - own) < own / 100


def test_numpy_heavy(start: Start) -> None:
    child = start("import numpy as np\nx = [np.ones(n * 300) for n in range(200)]; y = np.arange(100_000).tolist()")
    assert _close(sum_pools(_read(child)).live_bytes, child.own("# bytes in allocated blocks"))


def test_interpreters_with_arenas_of_their_own(start: Start) -> None:
    if sys.version_info < (3, 12):
        pytest.skip("before 3.12 all interpreters share their arenas")
    module = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    child = start(f"import {module} as i\nn = i.create()\ni.run_string(n, 'x = [[j] for j in range(50_000)]')")
    assert sum_pools(_read(child)).live_bytes > child.own("# bytes in allocated blocks") + 50_000 * 64


@pytest.mark.slow
def test_a_gigabyte(start: Start) -> None:
    child = start("x = [{'id': i, 'name': f'n{i}', 'v': [i]} for i in range(2_000_000)]; x = x[::2]")
    found = sum_pools(_read(child))
    own = child.own("# bytes in allocated blocks")
    assert abs(found.live_bytes - own) < own / 10_000
