"""The live bytes of a heap are those of the ledger of the same moment, and the rows of its owners add up to them."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sparsemem.measure.attach.running_process import attach_process
from sparsemem.model import Heap, HeapOwner, Ledger, Observation
from sparsemem.outside.heap_findings import Asked
from sparsemem.units import MB
from sweeps import moment

PROGRAMS = {
    "objects": "TABLE = {at: [str(at)] for at in range(60_000)}",
    "untouched": "import numpy\nEMPTY = numpy.empty(8_000_000)\nFULL = numpy.ones(2_000_000)",
    "freed": "kept = [bytearray(b'x' * 3000) for at in range(9_000)]\ndel kept[::2]",
    "garbage": "import gc\ngc.disable()\nfor at in range(20_000):\n    one = [at]; one.append(one)",
}
WAITS = '\nimport time\nprint("ready", flush=True)\ntime.sleep(120)\n'


@pytest.fixture(scope="module", params=PROGRAMS)
def seen(request: pytest.FixtureRequest) -> Iterator[Observation]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAMS[request.param] + WAITS], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield attach_process(child.pid, 0.0, Asked()).observation
        child.kill()


def test_they_are_the_live_parts_of_the_ledger(seen: Observation) -> None:
    ledger, heap = seen.looks[-1].moment.ledger, seen.heap
    assert heap is not None
    assert ledger is not None
    parts = (ledger.python_live_bytes, ledger.malloc_live_bytes, ledger.pool_live_bytes)
    assert heap.live_bytes == sum(part or 0 for part in parts)
    assert heap.live_bytes == sum(one.live_bytes for one in heap.owners)
    assert heap.objects == sum(one.objects for one in heap.owners)
    assert all(one.live_bytes >= 0 for one in heap.owners)


def test_the_row_without_an_owner_is_small(seen: Observation) -> None:
    heap = seen.heap
    assert heap is not None
    rest = sum(one.live_bytes for one in heap.owners if one.owner is None)
    assert rest < 0.1 * heap.live_bytes + 2 * MB


@pytest.mark.parametrize("seen", ["untouched"], indirect=True)
def test_what_was_never_written_to_takes_nothing(seen: Observation) -> None:
    assert seen.heap is not None
    held = {one.owner: one.live_bytes for one in seen.heap.owners}
    assert held["__main__.FULL"] == pytest.approx(16_000_000, rel=0.01)
    assert held.get("__main__.EMPTY", 0) < 100_000


ROWS = (HeapOwner("a", (), 3, 30 * MB, 30 * MB), HeapOwner(None, (), 2, 5 * MB, 5 * MB))
HEAP = Heap(5, 35 * MB, None, None, 30 / 35, ROWS, ())


def test_the_rest_takes_the_difference() -> None:
    ledger = moment(50 * MB, malloc_live=12 * MB, pool_live=8 * MB).ledger
    found = HEAP.closed_over(ledger)
    assert found.live_bytes == 50 * MB
    assert [one.live_bytes for one in found.owners] == [30 * MB, 20 * MB]
    assert (found.objects, found.owners[1].objects) == (5, 2)
    assert found.coverage == pytest.approx(30 / 50)


def test_rows_that_hold_more_stay() -> None:
    found = HEAP.closed_over(moment(25 * MB).ledger)
    assert (found.live_bytes, [one.live_bytes for one in found.owners]) == (30 * MB, [30 * MB, 0])
    assert found.coverage == 1.0


@pytest.mark.parametrize("part", ["python_live_bytes", "malloc_live_bytes"])
def test_where_the_ledger_does_not_know_it_stays_as_it_is(part: str) -> None:
    ledger = moment(50 * MB).ledger
    assert ledger is not None
    unknown: Ledger = replace(ledger, **{part: None})  # type: ignore[arg-type]
    assert HEAP.closed_over(unknown) is HEAP
    assert HEAP.closed_over(None) is HEAP
