"""What some objects refer to, as pointers: collected by the same readers as references, before there are nodes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.reference_table import ENTRY, LOCAL
from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory
from sparsemem.outside.pymalloc.block_numbers import Numbers

_LOWEST, _HIGHEST = np.uint64(1 << 12), np.uint64(1 << 47)
"""Between them are addresses of programs."""
Choose = Callable[[Addresses], tuple[Flags, Flags]]
_OF_ENTRY = np.float32(0)
"""A factor that is known when all entries were seen."""


@dataclass(frozen=True, slots=True)
class Pointers:
    """An element of each array a pointer."""

    sources: Numbers
    """The object that has it, by its number in the rows that were read."""
    pointers: Addresses
    factor: NDArray[np.float32]
    """How many of the entries of a large object it stands for; 1 of all else."""
    is_part: Flags
    """Whether what it leads to belongs to the object."""

    def where(self, chosen: NDArray[np.int64]) -> "Pointers":
        """Some of them."""
        return Pointers(self.sources[chosen], self.pointers[chosen], self.factor[chosen], self.is_part[chosen])


class FoundPointers(FoundReferences):
    """Those of some objects; of the entries of large ones those that are chosen."""

    def __init__(self, memory: Memory, words: NDArray[np.int64], choose: Choose) -> None:
        """Of some objects, whose blocks have so many words; none of them is large yet.

        `choose` tells of some entries which are kept, and which of the others are kept for themselves alone.
        """
        self.memory, self.entries, self.unclear = memory, None, []
        self._words = words
        self.is_large = np.zeros(len(words), np.bool_)
        """Of which not all entries are to be kept; set before they are read."""
        self._choose, self._found = choose, list[Pointers]()
        self._seen, self._chosen = np.zeros(len(words)), np.zeros(len(words))

    def content_words(self, sources: Numbers) -> NDArray[np.int64]:
        """As in `FoundReferences`."""
        found: NDArray[np.int64] = self._words[sources]
        return found

    def add(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64] | int) -> None:
        """As in `FoundReferences`."""
        is_entry = np.broadcast_to(np.asarray(slots) & LOCAL == ENTRY, (len(pointers),)) & self.is_large[sources]
        found = Pointers(sources, pointers, np.ones(len(pointers), np.float32), np.zeros(len(pointers), np.bool_))
        if not is_entry.any():
            self._keep(found)
            return
        self._keep(found.where(np.flatnonzero(~is_entry)))
        entries = found.where(np.flatnonzero(is_entry & (pointers >= _LOWEST)))
        chosen, alone = self._choose(entries.pointers)
        self._count(entries, chosen, alone)
        self._keep(entries.where(np.flatnonzero(alone)))
        some = entries.where(np.flatnonzero(chosen))
        self._keep(replace(some, factor=np.full(len(some.sources), _OF_ENTRY)))

    def _count(self, entries: Pointers, chosen: Flags, alone: Flags) -> None:
        """Counts entries, each object once: one that many lead to is chosen with all of them, or with none."""
        pairs = entries.sources.astype(np.int64) << 47 | entries.pointers.astype(np.int64)
        _, first = np.unique(pairs[~alone], return_index=True)
        sources, is_chosen = entries.sources[~alone][first], chosen[~alone][first]
        self._seen += np.bincount(sources, minlength=len(self._seen))
        self._chosen += np.bincount(sources[is_chosen], minlength=len(self._seen))

    def add_unclear(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64] | int) -> None:
        """The same: whether they are references is seen by what they lead to."""
        self.add(sources, pointers, slots)
        self.claim(sources, pointers)

    def claim(self, sources: Numbers, pointers: Addresses) -> None:
        """Memory that is the objects' own."""
        self._keep(Pointers(sources, pointers, np.ones(len(pointers), np.float32), np.ones(len(pointers), np.bool_)))

    def _keep(self, found: Pointers) -> None:
        self._found.append(found.where(np.flatnonzero((found.pointers >= _LOWEST) & (found.pointers < _HIGHEST))))

    def take(self) -> Pointers:
        """All that were found. An entry that was chosen stands for as many as there are for each chosen one."""
        none = Pointers(np.zeros(0, np.int32), np.zeros(0, np.uint64), np.zeros(0, np.float32), np.zeros(0, np.bool_))
        every = [none, *self._found]
        sources, factor = (
            np.concatenate([one.sources for one in every]),
            np.concatenate([one.factor for one in every]),
        )
        entries = np.flatnonzero(factor == _OF_ENTRY)
        factor[entries] = (self._seen / np.maximum(self._chosen, 1))[sources[entries]]
        pointers = np.concatenate([one.pointers for one in every])
        return Pointers(sources, pointers, factor, np.concatenate([one.is_part for one in every]))
