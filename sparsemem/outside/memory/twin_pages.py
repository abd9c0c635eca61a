"""What a process and its parent have twice since the fork: pages that one of them wrote into, and the kernel copied.

Such a page is at the same address in both, is the child's alone, and has still most of its content in common with the
parent's: a reference count that is written changes a word or two of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import find_regions
from sparsemem.outside.memory.residency import PAGE, Residency, read_residency

_SAMPLE = 1024
"""Pages that are compared, so many apart."""
_ALIKE = 0.5
"""Of the words that are no zero in both, from which on two pages were one."""


@dataclass(frozen=True, slots=True)
class ForkCopies:
    """Of the writable private memory of no file that a process has from its parent; bytes."""

    shared_bytes: int
    """What it still shares, with the parent or with other forks."""
    copied_bytes: int
    """What is its own by now: worked out from some pages, where it is much."""


def read_fork_copies(child: Source, parent: Source) -> ForkCopies:
    """What a forked process shares, and what it has copied, beside its parent as that is now."""
    own, above = (read_residency(one.pagemap, find_regions(one.mappings)) for one in (child, parent))
    present, alone = _pages(own), _pages(own.owned())
    both = present[above.resident(present)]
    single = both[np.isin(both, alone, assume_unique=True)]
    some = single[np.unique(np.linspace(0, len(single) - 1, _SAMPLE).astype(np.int64))] if len(single) else single
    copied = len(single) * _share_alike(child.memory, parent.memory, some)
    return ForkCopies((len(both) - len(single)) * PAGE, round(copied) * PAGE)


def _pages(residency: Residency) -> Addresses:
    """The addresses of all pages that are there."""
    found = [np.zeros(0, np.uint64)]
    for region in range(len(residency.starts)):
        first, stop = residency.pages_of(region)
        places = np.flatnonzero(residency.present[first:stop]).astype(np.uint64)
        found.append(residency.starts[region] + places * np.uint64(PAGE))
    return np.concatenate(found)


def _share_alike(child: Memory, parent: Memory, pages: Addresses) -> float:
    """The share of some pages that are mostly the same in both."""
    if not len(pages):
        return 0.0
    one, other = (words(memory.gather(pages, PAGE)[0]) for memory in (child, parent))
    filled = (one != 0) | (other != 0)
    alike: NDArray[np.bool_] = (one == other).sum(axis=1, where=filled) >= _ALIKE * np.maximum(filled.sum(axis=1), 1)
    return float(alike.mean())
