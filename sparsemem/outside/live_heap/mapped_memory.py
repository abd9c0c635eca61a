"""Memory that objects have mapped by themselves, beside all heaps: whose `mmap.mmap` objects they are, and what of it
is resident. `numpy.memmap` and `multiprocessing.shared_memory` have such objects."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from sparsemem.model import MappedMemory
from sparsemem.outside.graph.object_rows import read_objects
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.own_memory import positions_of
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.residency import PAGE, count_present
from sparsemem.procfs import Mapping

_TYPE = "mmap.mmap"
_DATA, _SIZE = 2, 3
"""Words of such an object (`mmap_object`, Modules/mmapmodule.c)."""
_MOST = 1 << 16
"""Objects that are looked at."""


def read_mapped(found: LiveHeap) -> tuple[MappedMemory, ...]:
    """By owner, the most resident first."""
    source = found.heap.graph.view.source
    ends = [mapping.end for mapping in source.mappings]
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * 5)
    for label, start, size in _mapped_by_objects(found):
        end = -(-(start + size) // PAGE) * PAGE
        within = list(_within(source, ends, start, end))
        if sum(_overlap(one, start, end) for one in within) == end - start:
            resident = [(one, _resident(source, one, start, end)) for one in within]
            of_files = sum(size for one, size in resident if _is_dropped(one, source))
            private = sum(size for one, size in resident if not one.is_file)
            row = (1, size, sum(size for _, size in resident), of_files, private)
            sums[label] = [before + more for before, more in zip(sums[label], row, strict=True)]
    rows = (MappedMemory(found.nodes.text(label) or None, *row) for label, row in sums.items())
    return tuple(sorted(rows, key=lambda one: one.resident_bytes, reverse=True))


def _mapped_by_objects(found: LiveHeap) -> Iterator[tuple[int, int, int]]:
    """The label of the owner, the address and the bytes of what each object has mapped and not closed."""
    graph, kinds = found.heap.graph, found.heap.graph.kinds
    numbers = [at for at, bases in enumerate(kinds.bases) if _TYPE in {kinds.name_at(base) for base in bases}]
    for rows in read_objects(graph, positions_of(graph.kind, numbers)[:_MOST]):
        is_open = np.flatnonzero((rows.word(_DATA) > 0) & (rows.word(_SIZE) > 0))
        some = rows.select(is_open)
        labels = found.nodes.labels[some.nodes]
        yield from zip(labels.tolist(), some.word(_DATA).tolist(), some.word(_SIZE).tolist(), strict=True)


def _within(source: Source, ends: list[int], start: int, end: int) -> Iterator[Mapping]:
    """The mappings that a range lies in."""
    for mapping in source.mappings[bisect_right(ends, start) :]:
        if mapping.start >= end:
            return
        yield mapping


def _overlap(mapping: Mapping, start: int, end: int) -> int:
    return max(min(mapping.end, end) - max(mapping.start, start), 0)


def _resident(source: Source, mapping: Mapping, start: int, end: int) -> int:
    """What of a mapping is resident within a range, in bytes: anonymous ones that touch are one to the kernel. A page
    of zeros that was only ever read counts there."""
    if start <= mapping.start and mapping.end <= end:
        return mapping.rss_bytes
    present = count_present(source.pagemap, max(mapping.start, start), min(mapping.end, end)) * PAGE
    return min(present, mapping.rss_bytes)


def _is_dropped(mapping: Mapping, source: Source) -> bool:
    """Whether the kernel can drop its pages at any time."""
    return mapping.is_file and not mapping.is_shared_memory(source.tmpfs_devices)
