"""The extents of a library's jemalloc: made-up records at the bounds of what is believed, and those of a process."""

import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from preloads import library
from sparsemem.outside import read_ledger
from sparsemem.outside.jemalloc.jemalloc_extents import Extents, find_extents
from sparsemem.outside.jemalloc.jemalloc_records import class_size
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.memory.regions import Region
from sparsemem.outside.memory.residency import read_residency
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.buffer_memory import AllPresent, BufferMemory
from tests.outside.children import Start

BASE, DATA, PAGE = 0x7F0000200000, 0x7F0000600000, 4096
REGIONS = [Region(BASE, BASE + (2 << 20), 2 << 20, False, ""), Region(DATA, DATA + (2 << 20), 2 << 20, False, "")]
ACTIVE, DIRTY, RETAINED, MERGING = 0, 1, 3, 5


def record(at: int, pages: int, state: int, of_class: int, used: list[bool] | None = None, more: int = 0) -> bytes:
    """An `edata_t`; `used` are the blocks of a slab, of which it says that so many more are free."""
    free = 0 if used is None else used.count(False) + more
    bits = (used is not None) << 12 | state << 17 | of_class << 20 | free << 28 | 1 << 13
    bitmap = sum((not one) << index for index, one in enumerate(used or []))
    return struct.pack("<QQQ40x", bits, DATA + at * PAGE, pages * PAGE | 7) + bitmap.to_bytes(64, "little")


def heap_of(*records: bytes, rest: int = 0) -> BufferMemory:
    """A base block with these records; `rest` are bytes by which its own remainder is wrong."""
    content = b"".join(records)
    end = BASE + 256 + len(content)
    head = struct.pack("<QQQQQ", 2 << 20, 0, 0, end, BASE + (2 << 20) - end + rest).ljust(256, b"\0")
    return BufferMemory({BASE: (head + content).ljust(2 << 20, b"\0"), DATA: bytes(2 << 20)})


def found_in(memory: BufferMemory) -> Extents:
    return find_extents(memory, REGIONS, read_residency(AllPresent(), REGIONS))


def test_classes_are_those_of_jemalloc() -> None:
    sizes = class_size(np.array([0, 1, 4, 5, 8, 9, 28, 36, 40, 72]))
    assert sizes.tolist() == [8, 16, 64, 80, 128, 160, 4096, 16384, 32768, 8 << 20]


SLAB = record(0, 3, ACTIVE, 3, [True] * 100 + [False] * 156)
"""Three pages of blocks of 48 bytes."""


@pytest.mark.parametrize(
    ("one", "live", "blocks"),
    [
        pytest.param(SLAB, 100 * 48, 100, id="small ones"),
        pytest.param(record(0, 3, ACTIVE, 3, [True] * 100 + [False] * 156, more=1), 0, 0, id="miscounted"),
        pytest.param(record(0, 2, ACTIVE, 3, [True] * 170), 0, 0, id="no whole number of them"),
        pytest.param(record(0, 9, ACTIVE, 40), 9 * PAGE, 1, id="a large one"),
        pytest.param(record(0, 9, ACTIVE, 39), 0, 0, id="larger than its class"),
        pytest.param(record(0, 14, ACTIVE, 43), 14 * PAGE, 1, id="less than its class, as in 5.3.1"),
        pytest.param(record(0, 13, ACTIVE, 43), 0, 0, id="of the class below"),
        pytest.param(record(0, 8, DIRTY, 232), 0, 0, id="free"),
        pytest.param(record(0, 8, ACTIVE, 232), 0, 0, id="of no class"),
        pytest.param(record(0, 513, ACTIVE, 64), 0, 0, id="beyond the mapping"),
    ],
)
def test_what_a_record_tells_has_to_fit(one: bytes, live: int, blocks: int) -> None:
    found = found_in(heap_of(one))
    assert found.live_bytes.sum() == live
    assert len(found.blocks) == blocks
    assert len(found_in(heap_of(one, rest=16))) == 0


def test_what_is_left_from_before_counts_for_nothing() -> None:
    whole = record(0, 16, DIRTY, 232)
    found = found_in(heap_of(whole, SLAB, record(3, 9, ACTIVE, 40), record(12, 4, RETAINED, 232), whole[:-1] + b"\1"))
    pages = ((found.ranges.starts[1:] - DATA) // PAGE).tolist()
    assert pages == [0, 3, 12]
    merging = found_in(heap_of(record(0, 16, MERGING, 232), SLAB))
    assert (len(merging), merging.live_bytes.sum()) == (2, 4800)


@given(st.binary(max_size=400), st.integers(0, 600))
@example(b" ", 266)  # an extent within the block of its own record
def test_damage_stays_within_the_regions(noise: bytes, at: int) -> None:
    memory = bytearray(heap_of(SLAB, record(3, 9, ACTIVE, 40)).span(BASE, 2 << 20).tobytes())
    memory[at : at + len(noise)] = noise
    found = found_in(BufferMemory({BASE: memory, DATA: bytes(2 << 20)}))
    assert (found.ranges.ends[:-1] <= found.ranges.starts[1:]).all()
    assert (found.live_bytes <= (found.ranges.ends - found.ranges.starts).astype(np.int64)).all()
    assert (found.blocks.starts >= DATA).all()
    assert (found.blocks.ends <= DATA + (2 << 20)).all()


POOL = """
import ctypes
pool = ctypes.CDLL({path!r})
pool.mallocx.restype, pool.mallocx.argtypes = ctypes.c_void_p, [ctypes.c_size_t, ctypes.c_int]
pool.dallocx.argtypes = [ctypes.c_void_p, ctypes.c_int]
class Frame(ctypes.Structure):
    _fields_ = [("rows", ctypes.c_void_p)]
def allocated(size):
    place = pool.mallocx(size, 0)
    ctypes.memset(place, 0x55, size)
    return place
small = [allocated(100) for _ in range(30_000)]
for place in small[::2]:
    pool.dallocx(place, 0)
del small
table = Frame(allocated(5 << 20))
ctypes.c_uint64.from_address(table.rows).value = allocated(3 << 20)
pool.dallocx(allocated(2_000_000), 0)
def told(name):
    value, size = ctypes.c_uint64(1), ctypes.c_size_t(8)
    pool.mallctl(b"epoch", ctypes.byref(value), ctypes.byref(size), ctypes.byref(value), size)
    pool.mallctl(name, ctypes.byref(value), ctypes.byref(size), None, 0)
    return value.value
EXTRA = told(b"stats.allocated")
"""


def test_a_library_s_own_pool_is_read_and_its_memory_has_an_owner(start: Start, tmp_path: Path) -> None:
    """As its own counts say, beside which an extent has the page that its beginning is moved within."""
    path = shutil.copy(library("jemalloc"), tmp_path / "pool_of_polars.so")
    tunables = "glibc.rtld.optional_static_tls=20000"
    child = start(POOL.format(path=str(path)), GLIBC_TUNABLES=tunables)
    moment = read_ledger(child.pid).moment
    ledger = moment.ledger
    assert ledger is not None
    assert moment.allocated.pool_bytes == pytest.approx(child.extra, rel=0.01)
    assert ledger.pool_live_bytes == pytest.approx(child.extra, rel=0.02)
    assert ledger.pool_free_bytes is not None
    assert ledger.pool_free_bytes >= 15_000 * 112
    assert (moment.estimated, ledger.total_bytes) == ((), moment.rss_bytes)

    record = heap_record(take_survey(open_view(open_source(child.pid))).live)
    table = next(row for row in record.owners if row.owner == "__main__.table")
    assert table.retained_bytes == pytest.approx(8 << 20, rel=0.01)
