"""Random, hostile and changing memory: no reader crashes, hangs or bloats, and every ledger closes."""

import struct
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparsemem.outside import (
    Source,
    make_reading,
    open_view,
    take_census,
)
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.owners.example_values import with_values
from sparsemem.outside.owners.heap_division import divide_among_all_owners
from sparsemem.outside.owners.kept_memory import kept_memory_by_type
from sparsemem.outside.owners.owners_of_types import owners_by_search
from sparsemem.outside.owners.page_units import PageUnits
from sparsemem.outside.owners.release_units import ArenaUnits
from sparsemem.procfs import Mapping
from tests.outside.buffer_memory import AllPresent, BufferMemory

BRK, ARENAS, SIZE = 0x555500000000, 0x7F0000000000, 4 << 20


class _Changing(BufferMemory):
    """Memory that is another one at each read."""

    def __init__(self, buffers: dict[int, bytes], seed: int) -> None:
        super().__init__(buffers)
        self.rng = np.random.default_rng(seed)

    def span(self, start: int, size: int) -> Bytes:
        part = super().span(start, size).copy()
        part[: self.rng.integers(0, len(part) + 1)] ^= np.uint8(self.rng.integers(0, 256))
        return part[: self.rng.integers(0, len(part) + 1)]

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        rows, found = super().gather(addresses, size)
        rows = rows.copy()
        rows[self.rng.integers(0, 2, rows.shape) == 0] ^= np.uint8(1)
        return rows, found


def _source(brk: bytes, arenas: bytes) -> Source:
    mappings = [
        Mapping(BRK, BRK + len(brk), "rw-p", "00:00", 0, "[heap]", len(brk), len(brk), 0),
        Mapping(ARENAS - PAGE, ARENAS, "---p", "00:00", 0, "", 0, 0, 0),
        Mapping(ARENAS, ARENAS + len(arenas), "rw-p", "00:00", 0, "", len(arenas), len(arenas), 0),
    ]
    return Source(BufferMemory({BRK: brk, ARENAS: arenas}), AllPresent(), mappings, frozenset())


def _noise(seed: int, vocabulary: list[int], share: int) -> bytes:
    """Words of a vocabulary, with `share` of a hundred that are anything."""
    rng = np.random.default_rng(seed)
    chosen = np.array(vocabulary, np.uint64)[rng.integers(0, len(vocabulary), SIZE // 8)]
    wild = rng.integers(0, 100, SIZE // 8) < share
    chosen[wild] = rng.integers(0, 2**64, int(wild.sum()), np.uint64)
    return chosen.tobytes()


def _pools(seed: int) -> bytes:
    """Pools whose headers are right, and whose free lists and blocks are anything near."""
    rng = np.random.default_rng(seed)
    memory = bytearray(_noise(seed, [0, 1, ARENAS + 48, ARENAS + 16384 + 48, ARENAS + 96], 10))
    for pool in range(0, SIZE, 16384):
        size = 16 * int(rng.integers(1, 33))
        carved = int(rng.integers(1, (16384 - 48) // size + 1))
        head = ARENAS + pool + 48 + size * int(rng.integers(0, carved))
        used = int(rng.integers(0, carved + 1))
        fields = (used, head, 0, 0, int(rng.integers(0, 3)), size // 16 - 1, 48 + carved * size, 16384 - size)
        struct.pack_into("<QQQQIIII", memory, pool, *fields)
    return bytes(memory)


def _read(source: Source) -> None:
    reading = make_reading(source)
    ledger = reading.moment.ledger
    assert ledger is not None
    assert ledger.total_bytes == reading.moment.rss_bytes
    assert all(value is None or value >= 0 for _, value in ledger.parts())
    view = open_view(source)
    census = take_census(view)
    kept = with_values(kept_memory_by_type(census), census, source.memory)
    assert all(one.share_bytes >= 0 for one in owners_by_search(kept.types, view))
    survey = take_survey(view)
    kept = divide_among_all_owners(survey)
    for owners, units in ((kept.owners, ArenaUnits(survey)), (kept.page_owners, PageUnits(survey))):
        assert owners is not None
        assert sum(one.share_bytes for one in owners) == units.free.sum()
        assert all(0 <= (one.sole_bytes or 0) <= units.free.sum() for one in owners)


VOCABULARIES = {
    "zeros": [0],
    "ones": [2**64 - 1],
    "smallest_chunks": [33, 32],
    "sizes": [33, 49, 4097, 65537, 0],
    "mapped": [0, PAGE | 2, 3 * PAGE | 2],
    "frames": [0, 16384, 32768],
    "pointers": [BRK, BRK + 16, ARENAS, ARENAS + 48, ARENAS + SIZE - 8, 1],
    "huge": [1 << 40, (1 << 63) | 1, 1 << 33 | 1, 1],
}


@pytest.mark.parametrize("share", [0, 5, 100])
@pytest.mark.parametrize("name", VOCABULARIES)
def test_noise(name: str, share: int) -> None:
    brk, arenas = (_noise(seed, VOCABULARIES[name], share) for seed in (1, 2))
    _read(_source(brk, arenas))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_pools_with_anything_in_them(seed: int) -> None:
    _read(_source(_noise(seed, [33, 65], 1), _pools(seed)))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_memory_that_changes_at_each_read(seed: int) -> None:
    source = _source(_noise(seed, [33, 65], 1), _pools(seed))
    memory = _Changing({BRK: bytes(source.memory.span(BRK, SIZE)), ARENAS: _pools(seed)}, seed)
    _read(replace(source, memory=memory))


def test_types_that_lead_in_circles() -> None:
    memory = bytearray(_pools(7))
    place = ARENAS + SIZE // 2
    for offset in range(0, SIZE, 16):
        if offset % 16384 >= 48:
            struct.pack_into("<QQ", memory, offset, 1, place)
    _read(_source(_noise(1, [33], 0), bytes(memory)))


def test_takes_a_bounded_share_of_memory() -> None:
    source = _source(_noise(3, [33], 0), _pools(3))
    tracemalloc.start()
    _read(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120 << 20
