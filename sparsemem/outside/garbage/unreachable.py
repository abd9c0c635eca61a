"""Cyclic garbage: objects that nothing but each other refers to, and that wait for the collector.

CPython's own computation (`deduce_unreachable` in Modules/gcmodule.c, since 3.13 Python/gc.c): of each tracked
object's reference count the references from other tracked objects are subtracted. What is above zero is held from
outside; it and all that it leads to is reachable, and the rest is garbage. References that are not known leave a
count above zero, so that what is missing can only hide garbage; those of C types whose layout nobody knows are taken
in where the counts themselves prove them (`proved_words`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import follow_rows
from sparsemem.outside.garbage.proved_words import take_in_proved_words
from sparsemem.outside.graph.reference_counts import IMMORTAL
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import UNVISITED
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import parts, positions, zeros
from sparsemem.outside.memory.sorted_numbers import ONE, distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

_NARROW, _WIDE = 64, 512
"""A level of fewer nodes is followed one by one, until one is as wide as this: a list of a million has a million."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """What the collector would find, were it to run now."""

    nodes: Numbers
    """In order; the links of an lru_cache, which the collector visits and does not know, are among them."""
    negative: int
    """Objects with fewer counts than references: the process changed while it was read. They count as reachable."""
    tracked: int
    """How many objects the collector knows."""


def find_unreachable(graph: Graph, released: Numbers | None = None) -> Unreachable:
    """The objects that wait for the collector; with `released` those that would, were nothing to hold these nodes."""
    left = graph.counts.copy()
    classes = class_nodes(graph)
    _subtract(graph, left, classes)
    take_in_proved_words(graph, left)
    reached, negative, tracked = zeros(len(left), np.bool_), 0, 0
    for here in parts(len(left)):
        is_tracked = graph.counts[here] > 0
        np.logical_and(is_tracked, (left[here] != 0) | (graph.counts[here] >= IMMORTAL), out=reached[here])
        negative += int((is_tracked & (left[here] < 0)).sum())
        tracked += int(is_tracked.sum())
    del left
    _spread_from_all(graph, reached, classes, np.zeros(0, np.int32) if released is None else released)
    waiting = positions(len(reached), lambda here: (graph.counts[here] > 0) & ~reached[here])
    return Unreachable(np.concatenate([np.zeros(0, np.int32), *waiting]), negative, tracked)


def class_nodes(graph: Graph) -> NDArray[np.int32]:
    """The node of the class of each kind, where its objects hold it; -1 elsewhere."""
    types, plan = graph.kinds.types[: len(graph.traversal.rule) - 1], graph.traversal
    found = graph.find(np.array([one.address for one in types], np.uint64))
    classes = np.full(1 << 16, -1, np.int32)
    holds = plan.has_class[: len(types)] & plan.is_collected[: len(types)] & (found >= 0)
    classes[: len(types)] = np.where(holds, found, -1)
    return classes


def _subtract(graph: Graph, left: NDArray[np.int32], classes: NDArray[np.int32]) -> None:
    """Takes from each count the references that the collector visits."""
    references = graph.references
    for here in parts(len(graph)):
        tracked = graph.counts[here] > 0
        begin, end = int(references.first[here.start]), int(references.first[here.stop])
        per = np.diff(references.first[here.start : here.stop + 1])
        counted = np.repeat(tracked, per) & (references.slots[begin:end] < UNVISITED)
        np.subtract.at(left, references.targets[begin:end][counted], ONE)
        held = classes[graph.kind[here][tracked]]
        np.subtract.at(left, held[held >= 0], ONE)


def _spread_from_all(graph: Graph, reached: Flags, classes: NDArray[np.int32], released: Numbers) -> None:
    """Marks what the marked nodes lead to, to the end, by ways that do not pass through the released ones."""
    reached[released] = False
    frontier = np.flatnonzero(reached).astype(np.int32)
    reached[released] = True
    spread(graph, reached, frontier, classes)
    reached[released] = False


def spread(graph: Graph, reached: Flags, frontier: Numbers, classes: NDArray[np.int32]) -> None:
    """Marks what some marked nodes lead to, and the classes of all that are marked, as the collector sees it."""
    known = np.zeros(1 << 16, np.bool_)
    _follow(graph, reached, frontier)
    while True:
        present = np.zeros(1 << 16, np.bool_)
        for some in positions(len(reached), lambda here: reached[here]):
            present[graph.kind[some]] = True
        fresh = classes[present & ~known]
        known |= present
        fresh = fresh[fresh >= 0]
        fresh = fresh[~reached[fresh] & (graph.counts[fresh] > 0)]
        if not len(fresh):
            break
        reached[fresh] = True
        _follow(graph, reached, fresh)


def _follow(graph: Graph, reached: Flags, frontier: Numbers) -> None:
    """Marks what some marked nodes lead to, level by level."""
    is_open = zeros(len(reached), np.bool_)
    for here in parts(len(reached)):
        np.logical_and(graph.counts[here] > 0, ~reached[here], out=is_open[here])
    while len(frontier):
        if len(frontier) < _NARROW:
            frontier = _follow_one_by_one(graph, is_open, frontier.tolist())
            continue
        level = [np.zeros(0, np.int32)]
        for _, edges in follow_rows(graph.references.first, frontier):
            targets = graph.references.targets[edges[graph.references.slots[edges] < UNVISITED]]
            level.append(distinct(targets[is_open[targets]]))
            is_open[level[-1]] = False
        frontier = np.concatenate(level)
    for here in parts(len(reached)):
        np.greater(graph.counts[here] > 0, is_open[here], out=reached[here])


def _follow_one_by_one(graph: Graph, is_open: Flags, level: list[int]) -> Numbers:
    """The same node by node, as long as levels are narrow; what is left where one is wide."""
    table = graph.references
    first, targets, slots, opened = (
        table.first.data,
        table.targets.data,
        table.slots.data,
        is_open.view(np.uint8).data,
    )
    while level and len(level) < _WIDE:
        below = []
        for node in level:
            for edge in range(first[node], first[node + 1]):
                target = targets[edge]
                if opened[target] and slots[edge] < UNVISITED:
                    opened[target] = 0
                    below.append(target)
        level = below
    return np.array(level, np.int32)
