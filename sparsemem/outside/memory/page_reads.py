"""Many small ranges of a memory, read by the pages that they lie in: where they lie close together, as what was
allocated at one time does, this is ten times as fast as one range after the other (0.8 microseconds each)."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.memory.sorted_numbers import changes

_PAGE = np.uint64(PAGE)
_KERNEL = np.uint64(1 << 63)
"""From here on is the kernel's half, of which nothing can be read: a number that is no address may lie there."""
_DENSE = 3
"""Ranges in a page, from which on the page is read whole."""
_MOST_PAGES = 1 << 10
"""Pages that are read at once: they stay in the cache of the processor until their words are taken out."""


def gather_words(memory: Memory, addresses: Addresses, count: int) -> Addresses:
    """`count` words at each of n addresses, which are divisible by 8: shape (n, count); zero where unreadable.

    Read by pages where `count` words are at most a page long.
    """
    if count * 8 > PAGE or len(addresses) < _DENSE:
        return words(memory.gather(addresses, count * 8)[0])
    addresses = np.minimum(addresses, _KERNEL)
    begin = addresses // _PAGE
    end = (addresses + np.uint64(count * 8 - 1)) // _PAGE
    pages = np.sort(np.concatenate([begin, end[end != begin]]).view(np.int64))
    pages = pages[changes(pages)]
    if len(pages) * _DENSE > len(addresses):
        return words(memory.gather(addresses, count * 8)[0])
    if len(pages) > _MOST_PAGES:
        return _in_parts(memory, addresses, count, -(-len(pages) // _MOST_PAGES))
    content = words(memory.gather(pages.astype(np.uint64) * _PAGE, PAGE)[0]).reshape(-1)
    # The page behind comes next in the table, where a range reaches into it.
    start = np.searchsorted(pages, begin.view(np.int64)) * (PAGE // 8) + ((addresses % _PAGE) >> np.uint64(3)).astype(
        np.int64
    )
    windows = as_strided(content, (max(len(content) - count + 1, 0), count), (8, 8), writeable=False)
    found: Addresses = windows[start]
    return found


def _in_parts(memory: Memory, addresses: Addresses, count: int, parts: int) -> Addresses:
    found = np.empty((len(addresses), count), np.uint64)
    for some in np.array_split(np.arange(len(addresses)), parts):
        here = slice(int(some[0]), int(some[-1]) + 1)
        found[here] = gather_words(memory, addresses[here], count)
    return found
