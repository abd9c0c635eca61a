"""Arrow's buffers in its own pools, against the addresses and sizes that Arrow itself tells."""

import pytest

from sparsemem.outside.graph.chunk_nodes import find_chunks
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

PROGRAM = """
import pyarrow
pyarrow.set_memory_pool(pyarrow.{pool}_memory_pool())
NUMBERS = pyarrow.array(range(524_288))
TABLE = pyarrow.table({{name: pyarrow.array(range(327_680)) for name in ("at", "until")}})
BATCHES = [pyarrow.record_batch({{"at": pyarrow.array(range(at, at + 32_768))}}) for at in range(20)]
SLICES = [one.slice(8, 5_000) for one in BATCHES]
arrays = [NUMBERS, *(chunk for column in TABLE.columns for chunk in column.chunks), *(one[0] for one in BATCHES)]
EXTRA = {{str(one.buffers()[1].address): one.buffers()[1].size for one in arrays}}
del arrays
"""
POOLS = ("default", "mimalloc", "jemalloc", "system")


def _start(start: Start, pool: str) -> tuple[int, dict[int, int]]:
    """The process, and the size of each buffer by its address."""
    pyarrow = pytest.importorskip("pyarrow")
    if pool not in ("default", *pyarrow.supported_memory_backends()):
        pytest.skip(f"this pyarrow has no {pool}")
    child = start(PROGRAM.format(pool=pool))
    return child.pid, {int(address): size for address, size in child.extra.items()}


@pytest.mark.parametrize("pool", POOLS)
def test_each_buffer_is_a_chunk_once(start: Start, pool: str) -> None:
    pid, buffers = _start(start, pool)
    chunks = find_chunks(open_view(open_source(pid)))
    sizes = dict(zip(chunks.starts.tolist(), (chunks.ends - chunks.starts).tolist(), strict=True))

    for address, size in buffers.items():
        # The system's own malloc is asked for memory that begins at a multiple of 64 bytes, within a chunk.
        start_of_it = max(one for one in sizes if one <= address)
        assert address + size <= start_of_it + sizes[start_of_it]
        assert pool == "system" or (start_of_it, size) == (address, sizes[address])
    assert (chunks.starts[1:] >= chunks.ends[:-1]).all()


@pytest.mark.parametrize("pool", POOLS)
def test_buffers_belong_to_what_has_them(start: Start, pool: str) -> None:
    pid, buffers = _start(start, pool)
    live = take_survey(open_view(open_source(pid))).live
    names = ("NUMBERS", "TABLE", "BATCHES", "SLICES")
    found = [row.live_bytes for row in live.owners if row.path and row.path[-1].removeprefix("__main__.") in names]

    # A word that is left of a piece's building gives it now and then to another of them, or to what built it.
    assert sum(found) == pytest.approx(sum(buffers.values()), rel=0.1)
