"""Garbage looked at again, and it alone: a process that goes on running changes while it is read.

Nobody but the collector can touch garbage, so that it is the same at each look: types, counts and references. A count
that the references from within do not explain is held by somebody, with all that it leads to.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import follow_rows
from sparsemem.outside.garbage.unreachable import class_nodes, spread
from sparsemem.outside.graph.read_references import read_again
from sparsemem.outside.graph.reference_counts import read_counts
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import UNVISITED
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import ONE
from sparsemem.outside.pymalloc.block_numbers import Numbers

PAUSE_SECONDS = 0.05
_MOST_LOOKS = 10
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without a pattern (the golden ratio), by which different sums become different words."""

Pairs = tuple[Numbers, Numbers]


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen of some nodes, an element of each array a node."""

    counts: NDArray[np.int32]
    marks: NDArray[np.uint64]
    """One number for the references of each."""
    held: NDArray[np.int32]
    """How many references from these nodes lead to each."""

    def same(self, other: "_Look") -> Flags:
        """Which are as they were in another look at the same nodes."""
        found: Flags = (self.counts == other.counts) & (self.marks == other.marks)
        return found

    def of(self, chosen: Flags) -> "_Look":
        """The same of some of them; what leads to them is as it was."""
        return _Look(self.counts[chosen], self.marks[chosen], self.held[chosen])


def confirm(graph: Graph, nodes: Numbers, pause_seconds: float = PAUSE_SECONDS) -> Numbers:
    """Those of the nodes, which are in order, that are garbage at each look, and do not change between two.

    Where a look finds all as it was at the one before, the first as it was when the heap was read, the counts alone
    are read a last time.
    """
    before, is_first = _remembered(graph, nodes), True
    for _ in range(_MOST_LOOKS):
        if not len(nodes):
            break
        seen = _look(graph, nodes)
        same = seen.same(before)
        kept = _closed(graph, nodes, seen, nodes[:0] if is_first else nodes[~same])
        time.sleep(pause_seconds)
        if kept.all() and same.all() and _still(graph, nodes, seen):
            break
        nodes, before, is_first = nodes[kept], seen.of(kept), False
    return nodes


def _still(graph: Graph, nodes: Numbers, seen: _Look) -> bool:
    """Whether all counts are as they were seen."""
    return bool((read_counts(graph, graph.traversal, nodes) == seen.counts).all())


def _closed(graph: Graph, nodes: Numbers, seen: _Look, changed: Numbers) -> Flags:
    """Which are held by each other alone, without those that changed and what these lead to."""
    fails = np.union1d(nodes[(seen.counts <= 0) | (seen.held != seen.counts)], changed)
    if not len(fails):
        return np.ones(len(nodes), np.bool_)
    reached = np.ones(len(graph), np.bool_)
    reached[nodes] = False
    # What is left is held by what is left: all that the rest leads to goes with it, and its references count no more.
    now = [targets[~reached[targets]] for _, targets in read_again(graph, fails, zeros(len(graph), np.int32))]
    frontier = np.unique(np.concatenate([fails, *now]))
    reached[frontier] = True
    spread(graph, reached, frontier, class_nodes(graph))
    return ~reached[nodes]


def _look(graph: Graph, nodes: Numbers) -> _Look:
    """Reads what the collector visits, the references to classes among it, and the counts."""
    counts = zeros(len(graph), np.int32)
    seen = _summed(graph, nodes, read_again(graph, nodes, counts))
    seen.counts[:] = counts[nodes]
    return seen


def _remembered(graph: Graph, nodes: Numbers) -> _Look:
    """The same as it was when the heap was read."""
    table = graph.references

    def pairs() -> Iterator[Pairs]:
        for sources, edges in follow_rows(table.first, nodes):
            visited = edges[table.slots[edges] < UNVISITED]
            yield sources[table.slots[edges] < UNVISITED], table.targets[visited]

    seen = _summed(graph, nodes, pairs())
    seen.counts[:] = graph.counts[nodes]
    return seen


def _summed(graph: Graph, nodes: Numbers, pairs: Iterator[Pairs]) -> _Look:
    """The sums over some references; the counts are to be filled in."""
    place = zeros(len(graph), np.int32)
    place[nodes] = np.arange(1, len(nodes) + 1, dtype=np.int32)
    marks, held = np.zeros(len(nodes) + 1, np.uint64), np.zeros(len(nodes) + 1, np.int32)
    for sources, targets in pairs:
        mixed = (targets.astype(np.uint64) + np.uint64(1)) * _MIX
        np.add.at(marks, place[sources], (mixed ^ mixed >> np.uint64(32)) * _MIX)
        np.add.at(held, place[targets], ONE)
    classes, counts = np.unique(class_nodes(graph)[graph.kind[nodes]], return_counts=True)
    held[place[classes[classes >= 0]]] += counts[classes >= 0].astype(np.int32)
    return _Look(np.empty(len(nodes), np.int32), marks[1:], held[1:])
