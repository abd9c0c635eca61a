"""cachebox 6: caches in Rust, whose entries are found by what their hash tables and records say of themselves.

An entry's record is the key, its hash and the value, in that order, with the deadline behind them where there is one
(src/ of cachebox). It stands in the table itself (`Cache`, `RRCache`), in a queue to which the table has numbers
(`FIFOCache`, `TTLCache`), or by itself, with its address in the table (`LRUCache`, `LFUCache`, `VTTLCache`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.cache import Cache, Table
from sparsemem.outside.caches.kinds.decorated import Decorated, find_decorated
from sparsemem.outside.caches.kinds.rust_records import Records, read_records
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.caches.reading.rust_tables import RustTable, find_tables
from sparsemem.outside.caches.reading.timers import read_clocks
from sparsemem.outside.memory.memory_access import Addresses, words

_CLASSES = "cachebox._core."
_ABSTRACT = "BaseCacheImpl"
_BOUND_AFTER = {
    "Cache": 6,
    "RRCache": 6,
    "FIFOCache": 7,
    "TTLCache": 7,
    "LRUCache": 10,
    "LFUCache": 6,
    "VTTLCache": 6,
}
"""Words from the table's first to the bound, of cachebox 6.2; before it stand how much is used, and `getsizeof`."""
_SEARCHED = 24
"""Words of the memory behind the object."""
_MOST = 1_000
_STRIDES = (32, 48, 24, 40)
_NOT_ADDRESS = 1 << 40
"""A bound of more entries is none: 0 is made the largest number."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One cache of the package."""

    address: int
    class_name: str
    words: Addresses
    """Those in which its table was found."""
    table: RustTable


def find_cachebox(inspection: Inspection) -> Iterator[Cache]:
    """Each cache with entries, where its table and all its records were found."""
    if not inspection.objects.module("cachebox"):
        return
    decorated = find_decorated(inspection, "cachebox")
    for found in _found(inspection):
        records = next(filter(None, (read_records(inspection, some) for some in _records(inspection, found))), None)
        if records is not None:
            yield _cache(inspection, found, records, decorated.get(found.address, Decorated()))


def _found(inspection: Inspection) -> Iterator[_Found]:
    objects = inspection.objects
    numbers = objects.types(lambda _, bases: any(one.startswith(_CLASSES) for one in bases))
    for address in objects.instances(numbers)[:_MOST].tolist():
        number = objects.kinds.number_at[objects.word(address + 8)]
        names = [objects.name_of(base).removeprefix(_CLASSES) for base in objects.kinds.bases[number]]
        own = words(objects.memory.span(address, objects.kinds.types[number].basic_size))
        behind = words(objects.memory.span(objects.word(address + 16), _SEARCHED * 8))
        for some in (behind, own):
            for table in find_tables(objects.memory, some):
                yield _Found(address, next(filter(_BOUND_AFTER.__contains__, names), _ABSTRACT), some, table)
                break


def _cache(inspection: Inspection, found: _Found, records: Records, decorated: Decorated) -> Cache:
    return Cache(
        kind=f"cachebox.{found.class_name}",
        address=found.address,
        tables=(Table(found.address, "native"),),
        entries=found.table.entries,
        function=decorated.function,
        owner=inspection.functions.name(decorated.function),
        bound=_bound(found),
        ttl_seconds=_seconds(found),
        hits=decorated.hits,
        misses=decorated.misses,
        deadlines=records.deadlines(inspection, read_clocks().real),
        pairs=records.pairs,
    )


def _bound(found: _Found) -> int | None:
    at = found.table.at + _BOUND_AFTER.get(found.class_name, 1 << 20)
    bound = int(found.words[at]) if at < len(found.words) else 0
    return bound if found.table.entries <= bound < _NOT_ADDRESS else None


def _seconds(found: _Found) -> float | None:
    """The time to live that all entries of a `TTLCache` have: behind the bound, a `Duration`."""
    at = found.table.at + _BOUND_AFTER.get(found.class_name, 1 << 20) + 1
    if found.class_name != "TTLCache" or at + 1 >= len(found.words):
        return None
    return int(found.words[at]) + (int(found.words[at + 1]) & 0xFFFFFFFF) / 1e9


def _records(inspection: Inspection, found: _Found) -> Iterator[Addresses]:
    """Where the records may begin: in the table, where its words lead to, in the ring of a `VecDeque`."""
    for stride in _STRIDES:
        yield found.table.buckets(stride)
    yield inspection.objects.pointers(found.table.buckets(8), 0)
    for capacity, start, head, length in zip(*(found.words[at:].tolist() for at in range(4)), strict=False):
        if head < capacity and found.table.entries == length <= capacity < _NOT_ADDRESS:
            places = (np.arange(length, dtype=np.uint64) + np.uint64(head)) % np.uint64(capacity)
            yield from (np.uint64(start) + places * np.uint64(stride) for stride in _STRIDES)
