"""How full each arena is."""

from sparsemem.outside import open_source, read_ledger
from sparsemem.outside.occupancy import read_occupancy
from tests.outside.children import Start

DENSE = "x = [(i, str(i)) for i in range(100_000)]"
SPARSE = "x = [(i, str(i)) for i in range(400_000)][::2_000]"


def test_the_arenas_hold_what_is_alive(start: Start) -> None:
    pid = start(DENSE).pid
    arenas = read_occupancy(open_source(pid))

    assert len(arenas) == read_ledger(pid).python.arenas
    assert sum(arena.live_bytes for arena in arenas) == read_ledger(pid).python.live_bytes


def test_they_stand_in_the_order_of_addresses(start: Start) -> None:
    addresses = [arena.address for arena in read_occupancy(open_source(start(DENSE).pid))]

    assert addresses == sorted(set(addresses))


def test_a_dense_heap_is_full_and_a_sparse_one_is_not(start: Start) -> None:
    dense, sparse = (read_occupancy(open_source(start(program).pid)) for program in (DENSE, SPARSE))

    assert sum(arena.share > 0.9 for arena in dense) > 0.7 * len(dense)
    assert sum(arena.share < 0.1 for arena in sparse) > 0.7 * len(sparse)
