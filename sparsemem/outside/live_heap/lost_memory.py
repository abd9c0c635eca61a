"""Native memory that is lost: in use, and nothing in the process leads to it, so that nobody can free it any more.

What no object and no library was found to lead to can still be held: by a number that is an address, by memory that
is not followed. So some of each size are looked for, word by word, in all that the process has. Addresses anywhere in
their beginnings count, and those that a Python int is, in its two digits of 30 bits.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.unnamed_roots import private_words
from sparsemem.outside.live_heap.changed_memory import are_in_use, are_objects_now, is_much
from sparsemem.outside.live_heap.later_view import are_free, view_by_now
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.memory.sorted_numbers import are_in
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.search.pointer_search import find_pointers

_LEAST_BYTES = 1 << 20
"""Of memory of about one size, from which on it is looked for."""
_SAMPLE, _LEAST = 512, 32
"""Chunks that are looked for, and those of each size at least; each of a size stands for as many bytes."""
_BEGINNING, _STEP = 128, 16
"""Bytes of each to which a pointer may lead, and what they are aligned to."""
_STRAY = 0.05
"""Of the sample, how many may be found: a stack, and memory that was not zeroed, have words from before."""
_ADDRESS = (1 << 49) - _STEP
"""Bits of a word that are an address, or the digits of one: in others a program may keep marks."""
_DIGIT = np.uint64(30)
"""`PYLONG_BITS_IN_DIGIT`."""


def find_lost(graph: Graph, candidates: Nodes) -> Nodes:
    """Those of some nodes, which are in order, of whose size nothing leads to nearly all."""
    if not is_much(graph, candidates):
        return candidates[:0]
    sizes = graph.sizes(candidates)
    group = np.log2(np.maximum(sizes, 1)).astype(np.int64)
    much = np.flatnonzero(np.bincount(group, sizes) >= _LEAST_BYTES).tolist() if len(group) else []
    if not much:
        return candidates[:0]
    count = max(_SAMPLE // len(much), _LEAST)
    sample = [candidates[_evenly(np.flatnonzero(group == one), sizes, count)] for one in much]
    held = _are_held(graph, candidates, np.concatenate(sample))
    shares = [part.mean() for part in np.split(held, np.cumsum([len(part) for part in sample])[:-1])]
    lost = [one for one, share in zip(much, shares, strict=True) if share <= _STRAY]
    return candidates[np.isin(group, lost)]


def _evenly(rows: NDArray[np.int64], sizes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Some of the rows, each as many bytes behind the one before."""
    sums = np.cumsum(sizes[rows])
    found: NDArray[np.int64] = rows[np.unique(np.searchsorted(sums, np.linspace(1, int(sums[-1]), count)))]
    return found


def _are_held(graph: Graph, candidates: Nodes, sample: Nodes) -> Flags:
    """Which of a sample something leads to that is not lost itself."""
    order = np.argsort(sample)
    starts = graph.addresses(sample[order])
    before = gather_words(graph.view.source.memory, starts, _BEGINNING // 8)
    steps = np.arange(0, _BEGINNING, _STEP, dtype=np.uint64)
    inside = steps < graph.sizes(sample[order]).astype(np.uint64)[:, None]
    targets = (starts[:, None] + steps)[inside]
    wanted = np.concatenate([targets, _as_digits(targets)]) & np.uint64(_ADDRESS)
    now = view_by_now(graph.view)
    places, words = find_pointers(now, wanted, _ADDRESS)
    words = words[_are_alive(graph, now, candidates, places)]
    words = np.concatenate([words, *private_words(now)]) & np.uint64(_ADDRESS)
    values = np.concatenate([words, _from_digits(words)])
    at = np.searchsorted(starts, values, "right") - 1
    hits = at[(at >= 0) & (values - starts[at] < np.uint64(_BEGINNING))]
    held = np.zeros(len(sample), np.bool_)
    held[order[hits]] = True
    held[order[~_are_as_before(graph, sample[order], before)]] = True
    return held


def _are_as_before(graph: Graph, sample: Nodes, before: Addresses) -> Flags:
    """Which of a sample, in order, the process has neither freed nor used anew meanwhile: nobody does that to memory
    whose address is lost."""
    starts = graph.addresses(sample)
    content = gather_words(graph.view.source.memory, starts, _BEGINNING // 8)
    size = graph.content_words(sample)[:, None]
    same = ((content == before) | (np.arange(content.shape[1]) >= size)).all(axis=1)
    found: Flags = same & are_in_use(graph, starts) & ~are_objects_now(graph, starts)
    return found


def _are_alive(graph: Graph, now: View, candidates: Nodes, places: Addresses) -> Flags:
    """Which places are in memory that is in use and no candidate, or where nothing is ever free.

    A process that runs puts new links before old ones, so that only memory that it took meanwhile leads to these.
    """
    nodes, _ = graph.find_around(places)
    is_free = now.ranges.contain(places) | are_free(now, places)
    found: Flags = np.where(nodes >= 0, ~are_in(candidates, nodes), ~is_free)
    return found


def _as_digits(addresses: Addresses) -> Addresses:
    """The word that the digits of a Python int with such a value are."""
    low: Addresses = addresses & ((np.uint64(1) << _DIGIT) - np.uint64(1))
    return low | (addresses >> _DIGIT) << np.uint64(32)


def _from_digits(words: Addresses) -> Addresses:
    found: Addresses = (words & np.uint64(0xFFFFFFFF)) | (words >> np.uint64(32)) << _DIGIT
    return found
