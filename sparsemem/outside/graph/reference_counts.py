"""Reference counts, and whether the known references explain them."""

import numpy as np

from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.reference_table import ATTRIBUTE, ENTRY, UNVISITED, References, Slots
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import STEP, zeros
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.pymalloc.block_numbers import Numbers

IMMORTAL = 1 << 30
"""Stands for the count of an object that never goes (PEP 683), and for larger ones."""
_LOW, _HIGHEST = np.uint64(0xFFFFFFFF), np.uint64(1 << 31)
_KINDS = np.uint16(3 << 13)


def plain_counts(content: Addresses, plan: Traversal) -> Addresses:
    """The reference counts of objects, from the first word of each: 32 bits of it, all of it in 3.11."""
    count = content & _LOW if plan.layout.counts_in_32_bits else content
    found: Addresses = np.where(count >= _HIGHEST, np.uint64(IMMORTAL), np.minimum(count, np.uint64(IMMORTAL)))
    return found


def counts_of(
    content: Addresses, plan: Traversal, kinds: "np.ndarray[tuple[int], np.dtype[np.integer]]"
) -> Addresses:
    """The same of objects of some kinds, as the known references can explain them."""
    count = plain_counts(content, plan)
    # One of a link's counts is the list's that it is in, which the cache has and does not visit.
    found: Addresses = np.where(plan.is_link[kinds], np.maximum(count, np.uint64(2)) - np.uint64(1), count)
    return found


def read_counts(nodes: Nodes, plan: Traversal, some: Numbers) -> Numbers:
    """The reference counts of some objects, which are in order, as they are now."""
    content = gather_words(nodes.view.source.memory, nodes.objects(some), 1)[:, 0]
    return counts_of(content, plan, nodes.kind[some]).astype(np.int32)


def held_beyond(nodes: Nodes, plan: Traversal, references: References, some: Numbers) -> Flags:
    """Which of some objects, in order and each once, have counts that the references do not explain.

    Of a str that is never known: the table of interned ones refers to it without being counted.
    """
    is_text = np.array([one.name == "str" for one in nodes.kinds.types[: len(plan.rule) - 1]] + [False])
    kinds = np.minimum(nodes.kind[some], len(is_text) - 1)
    found: Flags = is_text[kinds] | (read_counts(nodes, plan, some) > _counted_references(references, some))
    return found


def _counted_references(references: References, some: Numbers) -> Numbers:
    """How many references lead to each of some nodes that are surely counted."""
    wanted, found = zeros(len(references.belongs_to), np.bool_), np.zeros(len(some), np.int32)
    wanted[some] = True
    for first in range(0, len(references), STEP):
        targets, slots = references.targets[first : first + STEP], references.slots[first : first + STEP]
        hits = np.flatnonzero(wanted[targets])
        hits = hits[_is_counted(slots[hits])]
        found += np.bincount(np.searchsorted(some, targets[hits]), minlength=len(some)).astype(np.int32)
    return found


def _is_counted(slots: Slots) -> Flags:
    """A word of an unknown type may be borrowed, and one of a suspended stack has no count where it has a tag."""
    kind = slots & _KINDS
    found: Flags = (slots & np.uint16(UNVISITED) == 0) | (kind == ATTRIBUTE) | (kind == ENTRY)
    return found
