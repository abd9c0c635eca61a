"""Whose the memory of C libraries is: what objects of unknown types lead to, and what that leads to in turn."""

from collections.abc import Sequence

import numpy as np

from sparsemem.outside.graph.native_words import read_pointers
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.reference_counts import held_beyond
from sparsemem.outside.graph.reference_table import ENTRY, NATIVE, UNVISITED, References
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import ONE
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST_LEVELS = 100_000


def add_native_memory(
    nodes: Nodes, plan: Traversal, references: References, unclear: Sequence[tuple[Numbers, Numbers]]
) -> References:
    """The references with those that stand in memory below objects of unknown types; that memory gets its owner.

    A word in such memory may be left from what was there before: it is no reference where the count of the object
    that it leads to is explained by others.

    `unclear` are such objects, and the memory that their words lead to. Memory that another object has for certain,
    or that was reached before, keeps its owner.
    """
    belongs_to = references.belongs_to
    none = np.zeros(0, np.int32)
    owners = np.concatenate([none, *(pair[0] for pair in unclear)])
    frontier = np.concatenate([none, *(pair[1] for pair in unclear)])
    found: list[tuple[Numbers, Numbers]] = []
    for _ in range(_MOST_LEVELS):
        fresh = np.flatnonzero(belongs_to[frontier] < 0)
        if not len(fresh):
            break
        frontier, first = np.unique(frontier[fresh], return_index=True)
        belongs_to[frontier] = owners[fresh[first]]
        owners, frontier = _expand(nodes, references, frontier, found)
    sources = np.concatenate([none, *(pair[0] for pair in found)])
    targets = np.concatenate([none, *(pair[1] for pair in found)])
    held = _held(nodes, plan, references, targets)
    return _merge(references, sources[held], targets[held]) if held.any() else references


def _held(nodes: Nodes, plan: Traversal, references: References, targets: Numbers) -> Flags:
    """Which of some words' targets are held by more than the references."""
    each, of = np.unique(targets, return_inverse=True)
    found: Flags = held_beyond(nodes, plan, references, each)[of]
    return found


def _expand(
    nodes: Nodes, references: References, frontier: Numbers, found: list[tuple[Numbers, Numbers]]
) -> tuple[Numbers, Numbers]:
    """The memory that some memory leads to, and its owners; the objects are put into `found`."""
    owners, targets = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for row, pointers in read_pointers(nodes, frontier):
        node = nodes.find(pointers)
        hits = np.flatnonzero(node >= 0)
        owner, node = references.belongs_to[frontier[row[hits]]], node[hits]
        objects = nodes.are_objects(node)
        found.append(_distinct_pairs(owner[objects], node[objects]))
        below = ~objects & (references.belongs_to[node] < 0)
        owners.append(owner[below])
        targets.append(node[below])
    return np.concatenate(owners), np.concatenate(targets)


def _distinct_pairs(owners: Numbers, nodes: Numbers) -> tuple[Numbers, Numbers]:
    pairs = np.unique(owners.astype(np.int64) << 32 | nodes)
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def _merge(references: References, sources: Numbers, targets: Numbers) -> References:
    """The table with some references more, each behind the others of its source."""
    sources, targets = _distinct_pairs(sources, targets)
    first = zeros(len(references.first), np.int32)
    np.add.at(first, sources + 1, ONE)
    np.cumsum(first, out=first)
    first += references.first
    places = references.first[sources + 1]
    return References(
        first,
        np.insert(references.targets, places, targets),
        np.insert(references.slots, places, np.uint16(ENTRY | NATIVE | UNVISITED)),
        references.belongs_to,
        references.counted,
    )
