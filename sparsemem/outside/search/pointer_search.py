"""Where in a process's heaps some pointers stand: one pass over all resident words."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.resident_windows import WINDOW, read_window
from sparsemem.outside.memory.sorted_numbers import are_in
from sparsemem.outside.objects.heap_view import View

_BITS = 16
_MOST_HITS = 200_000


def find_pointers(view: View, targets: Addresses, bits: int = (1 << 64) - 1) -> tuple[Addresses, Addresses]:
    """The places that hold one of the addresses `targets`, and which of them each holds; of each word `bits` count.

    Most words are sorted out by one look into a small table; the first 200,000 hits are enough.
    """
    targets = np.unique(targets)
    sieve = np.zeros(1 << _BITS, np.bool_)
    sieve[_slot(targets)] = True
    places, found, count = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)], 0
    for region in view.regions:
        for start in range(region.start, region.end, WINDOW):
            if count >= _MOST_HITS:
                break
            content = words(_read(view, start, min(WINDOW, region.end - start))) & np.uint64(bits)
            likely = np.flatnonzero(sieve[_slot(content)])
            hits = likely[are_in(targets, content[likely])]
            places.append(np.uint64(start) + hits.astype(np.uint64) * np.uint64(8))
            found.append(content[hits])
            count += len(hits)
    return np.concatenate(places), np.concatenate(found)


def _read(view: View, start: int, size: int) -> NDArray[np.uint8]:
    bounds = (np.array([bound], np.uint64) for bound in (start, start + size))
    if not view.residency.between(*bounds)[0]:
        return np.zeros(0, np.uint8)
    return read_window(view.source.memory, view.residency, start, size)


def _slot(addresses: Addresses) -> NDArray[np.uint16]:
    """Objects are aligned to 16 bytes; the bits above tell them apart."""
    return (addresses >> np.uint64(4)).astype(np.uint16)
