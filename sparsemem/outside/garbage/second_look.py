"""Garbage looked at again, and it alone: a process that goes on running changes while it is read.

Nobody but the collector can touch garbage, so that it is the same at each look: types, counts and references. A count
that the references from within do not explain is held by somebody, with all that it leads to.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.garbage.unreachable import class_nodes
from sparsemem.outside.graph.read_references import read_again
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.pymalloc.block_numbers import Numbers

PAUSE_SECONDS = 0.05
_STEADY, _MOST_LOOKS = 2, 10
"""Looks in a row that take nothing away, after which it is garbage; and looks at all."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without a pattern (the golden ratio), by which different sums become different words."""

Pairs = tuple[Numbers, Numbers]
Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen of some nodes."""

    counts: NDArray[np.int32]
    marks: Marks
    """Of each node one number for its references."""
    edges: Pairs


def confirm(graph: Graph, nodes: Numbers, pause_seconds: float = PAUSE_SECONDS) -> Numbers:
    """Those of the nodes, which are in order, that are garbage at each look, and do not change between two."""
    steady, before = 0, None
    for _ in range(_MOST_LOOKS):
        if steady == _STEADY or not len(nodes):
            break
        if before is not None:
            time.sleep(pause_seconds)
        seen = _look(graph, nodes)
        same = np.ones(len(nodes), np.bool_)
        if before is not None:
            same = (before.counts[nodes] == seen.counts[nodes]) & (before.marks[nodes] == seen.marks[nodes])
        closed = _closed(graph, nodes, same, seen)
        steady = steady + 1 if len(closed) == len(nodes) else 0
        nodes, before = closed, seen
    return nodes


def _closed(graph: Graph, nodes: Numbers, same: Flags, seen: _Look) -> Numbers:
    """Those that are held by each other alone, without those that changed and what these lead to."""
    garbage = zeros(len(graph), np.bool_)
    garbage[nodes] = seen.counts[nodes] > 0
    sources, targets = seen.edges
    fails = nodes[~same]
    while True:
        if len(fails):
            _take_out(garbage, fails, seen.edges)
        inside = garbage[sources] & garbage[targets]
        held = np.bincount(targets[inside], minlength=len(graph))[nodes]
        fails = nodes[garbage[nodes] & (held != seen.counts[nodes])]
        if not len(fails):
            return nodes[garbage[nodes]]


def _take_out(garbage: Flags, nodes: Numbers, edges: Pairs) -> None:
    """Takes out some nodes and all that they lead to."""
    sources, targets = edges
    out = zeros(len(garbage), np.bool_)
    while len(nodes):
        garbage[nodes], out[nodes] = False, True
        nodes = np.unique(targets[out[sources] & garbage[targets]])


def _look(graph: Graph, nodes: Numbers) -> _Look:
    """Reads what the collector visits, the references to classes among it, and the counts."""
    counts, marks = zeros(len(graph), np.int32), zeros(len(graph), np.uint64)
    parts = list(read_again(graph, nodes, counts))
    classes = class_nodes(graph)[graph.kind[nodes]]
    parts.append((nodes[classes >= 0], classes[classes >= 0]))
    sources = np.concatenate([one for one, _ in parts])
    targets = np.concatenate([other for _, other in parts])
    mixed = (targets.astype(np.uint64) + np.uint64(1)) * _MIX
    np.add.at(marks, sources, (mixed ^ mixed >> np.uint64(32)) * _MIX)
    return _Look(counts, marks, (sources, targets))
