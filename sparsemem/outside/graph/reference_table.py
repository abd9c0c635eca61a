"""Which object refers to which, and which memory belongs to which: one compressed sparse row table of a heap.

Nodes are numbered as the heap's live blocks are, and behind them its chunks. Only objects have references and are
referred to; what is no object (items of a list, tables of dicts and sets, values of attributes, buffers) belongs to
the one object that has it, so that its bytes count as that object's. Memory of C libraries that several objects lead
to is an exception: the head of each group of it (`native_groups`) has references and is referred to, and the others
belong to the head.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.columns import Column
from sparsemem.outside.graph.memory_owners import MemoryOwners
from sparsemem.outside.pymalloc.block_numbers import Numbers

Slots = NDArray[np.uint16]

UNVISITED = 1 << 15
"""Bit of a slot: the reference is held, or may be, but the collector does not visit it, so that it explains no count.
All references of types whose layout is unknown are such."""
ATTRIBUTE, ENTRY, LOCAL = 1 << 13, 2 << 13, 3 << 13
"""What a slot is, in the two bits below: a word of the object itself where none of these."""
PLACE = ATTRIBUTE - 1
"""Bits of a slot: the word within the object, the attribute's position among the keys of the class, or the number of
the local variable; of entries which of the following it is, in the lowest two, and above them its index."""
MANAGED_DICT_SLOT = ATTRIBUTE - 3
"""The word three before the object, where the interpreter keeps its dict."""
ITEM, KEY, VALUE, NATIVE = range(4)
"""Entries: of a list, tuple, set or deque; of a dict, keys and values; and what memory of a C library below the
object refers to."""
BELOW = ENTRY | NATIVE | UNVISITED
"""The slot of all of the last kind; only such lead to memory that is no object, to that which several lead to."""
ENTRY_KINDS, INDEX_SHIFT, MOST_INDEX = 3, 2, (1 << 11) - 1
"""Bits of an entry's slot that are its kind; where its index begins; and the index from which on it is not kept."""


def by_fresh_objects(slots: Slots) -> Slots:
    """The slots of references that lead on by an object which is no node (`fresh_objects`), from those of the words
    that lead to it. Of a word of the object itself the name is lost: it could be taken for one of an unknown type."""
    is_word = slots & np.uint16(LOCAL) == 0
    return np.where(is_word, np.uint16(ATTRIBUTE | PLACE), slots) | np.uint16(UNVISITED)


def hold_counts(slots: Slots) -> NDArray[np.bool_]:
    """Which references hold a count of what they lead to, or may: not those of a suspended stack that have a tag, nor
    those that lead on by objects which are no nodes."""
    kind, what = slots & np.uint16(UNVISITED | LOCAL), slots & np.uint16(ENTRY_KINDS)
    found: NDArray[np.bool_] = (kind <= UNVISITED) | ((kind == UNVISITED | ENTRY) & (what == NATIVE))
    return found


@dataclass(frozen=True, slots=True)
class References:
    """The references of a heap; n nodes, e references."""

    first: NDArray[np.int32]
    """Shape (n + 1,): those of node i are at `first[i]` to `first[i + 1]`."""
    target_column: Column[np.int32]
    slot_column: Column[np.uint16]
    belongs_to: MemoryOwners
    """The object, or head, that has each block or chunk."""
    counted: dict[int, int]
    """How many entries each large container has, as in `EntryCounts`."""

    @property
    def targets(self) -> Numbers:
        """Shape (e,): the object, or head of a group, that each one leads to."""
        return self.target_column.all()

    @property
    def slots(self) -> Slots:
        """Shape (e,): what each one is, as above."""
        return self.slot_column.all()

    def __len__(self) -> int:
        return len(self.targets)

    def edges(self, nodes: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The references of some nodes: the position of each one's source in `nodes`, and its own in `targets`."""
        begin = self.first[nodes].astype(np.int64)
        counts = self.first[nodes + 1] - begin
        row = np.repeat(np.arange(len(nodes)), counts)
        return row, np.arange(len(row)) + (begin - (np.cumsum(counts) - counts))[row]

    def are_there(self, nodes: Numbers) -> NDArray[np.bool_]:
        """Which of some nodes have references."""
        found: NDArray[np.bool_] = self.first[nodes + 1] > self.first[nodes]
        return found

    def sources(self, edges: NDArray[np.int64]) -> Numbers:
        """The node that each of some references is of."""
        return (np.searchsorted(self.first, edges.astype(np.int32), "right") - 1).astype(np.int32)
