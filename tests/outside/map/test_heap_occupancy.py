"""How full each pool and each page is."""

import numpy as np
import pytest

from sparsemem.model.heap_map import BLOCK_BYTES
from sparsemem.outside import open_source, open_view, read_ledger
from sparsemem.outside.glibc.malloc_heaps import find_heaps
from sparsemem.outside.map.heap_occupancy import Occupancy, read_pages, read_pools, spread_over_pages
from sparsemem.outside.memory.regions import Ranges
from tests.outside.children import Child, Start, interpreters

DENSE = "x = [(i, str(i)) for i in range(100_000)]"
SPARSE = "x = [(i, str(i)) for i in range(400_000)][::2_000]"
HOLES = "x = [bytes(1000) for i in range(30_000)]; del x[::2]"


def pools_of(child: Child) -> Occupancy:
    view = open_view(open_source(child.pid))
    return read_pools(view, np.zeros((len(view.arenas.pools), 0), np.int64))


def pages_of(child: Child) -> Occupancy:
    view = open_view(open_source(child.pid))
    return read_pages(view, find_heaps(view.source.memory, view.regions))


@pytest.mark.parametrize("python", interpreters())
def test_the_pools_hold_what_the_ledger_says(start: Start, python: str) -> None:
    child = start(SPARSE, python)
    grain, ledger = pools_of(child), read_ledger(child.pid).moment.ledger
    assert ledger is not None
    assert len(grain.held) == read_ledger(child.pid).python.arenas * 64
    assert int(grain.live.sum()) == ledger.python_live_bytes
    held = ledger.python_live_bytes + (ledger.python_free_bytes or 0) + (ledger.python_overhead_bytes or 0)
    assert int(grain.held.sum()) == held


@pytest.mark.parametrize("program", [DENSE, HOLES])
def test_the_pages_hold_what_the_ledger_says(start: Start, program: str) -> None:
    child = start(program)
    grain, reading = pages_of(child), read_ledger(child.pid)
    heap_live = child.malloc["live"]
    assert len(grain.held) % 256 == 0
    assert abs(int(grain.live.sum()) - heap_live) <= max(heap_live // 20, 300_000)
    assert reading.moment.ledger is not None
    free = int((grain.held - grain.live).sum())
    assert abs(free - (reading.moment.ledger.malloc_free_bytes or 0)) <= max(free // 20, 300_000)


def test_a_dense_heap_is_full_and_a_sparse_one_is_not(start: Start) -> None:
    dense, sparse = (pools_of(start(program)) for program in (DENSE, SPARSE))
    held, live = (part.reshape(-1, 64).sum(axis=1) for part in (dense.held, dense.live))
    assert (live > 0.9 * held).mean() > 0.7
    held, live = (part.reshape(-1, 64).sum(axis=1) for part in (sparse.held, sparse.live))
    assert (live < 0.1 * held).mean() > 0.7


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([(0, 4096)], [4096]),
        ([(16, 32)], [16]),
        ([(4090, 4100)], [6, 4]),
        ([(100, 12_400)], [3996, 4096, 4096, 112]),
        ([(0, 16), (32, 48), (8192, 8208)], [32, 0, 16]),
        ([(4096, 4112)], [16]),
    ],
)
def test_bytes_are_told_to_the_pages_on_which_they_are(ranges: list[tuple[int, int]], expected: list[int]) -> None:
    assert spread_over_pages(Ranges.of(ranges)).tolist() == expected


def test_a_band_sums_up_and_names_the_owner_of_the_most() -> None:
    owned = np.zeros((128, 2), np.int64)
    owned[3] = (10, 40)
    owned[4] = (20, 0)
    grain = Occupancy(np.full(128, 100), np.full(128, 50), owned, 64)
    band = grain.band(4)
    assert [(cell.held_bytes, cell.live_bytes) for cell in band.cells] == [(1600, 800)] * 8
    assert [cell.owner for cell in band.cells] == [1, *[None] * 7]
    assert (band.held_bytes, band.live_bytes, len(band.blocks)) == (12_800, 6_400, 2)
    joined = grain.band(1, 2)
    assert (len(joined.cells), joined.block_bytes) == (1, 2 * BLOCK_BYTES)
    assert grain.blocks_with(owned).tolist() == [1, 1]
