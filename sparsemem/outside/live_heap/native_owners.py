"""Whose memory is that no name and no object leads to: that of a C library, by what its beginning points to.

An object of C++ begins with a pointer to its class's table of functions, and a record of C mostly has a function or a
constant of its library near its beginning. What such memory leads to, and no name does, goes with it: further memory,
and objects.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from sparsemem.model.heap_rows import CHANGED, LOST, UNKNOWN_LIBRARY
from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.bindings import INTERPRETER
from sparsemem.outside.graph.native_words import read_pointers
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.unnamed_roots import ALLOCATORS
from sparsemem.outside.live_heap.changed_memory import find_changed
from sparsemem.outside.live_heap.claims_by_name import Labels, spread
from sparsemem.outside.live_heap.lost_memory import find_lost
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import positions
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.memory.runtime_identity import is_interpreter
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.procfs import Mapping

_BEGINNING = 8
"""Words of each block or chunk that are looked at."""
_MOST, _TOGETHER = 200_000, 1 << 14
"""Blocks and chunks that are looked at, the largest; and those that are read together."""


def label_native_memory(graph: Graph, labels: Labels, number: Callable[[tuple[str, ...]], int]) -> None:
    """Gives blocks and chunks without an owner, that are no objects and belong to none, to the library that has them.

    `number` gives the label of an owner's name.
    """
    owners, before = graph.references.belongs_to, graph.kinds.before
    unheld = positions(len(graph), lambda here: (labels[here] == 0) & (owners[here] < 0))
    changed = find_changed(graph, np.concatenate([np.zeros(0, np.int32), *unheld]))
    if len(changed):
        labels[changed] = number((CHANGED,))
    parts = positions(
        len(graph), lambda here: (labels[here] == 0) & (owners[here] < 0) & (before[graph.kind[here]] < 0)
    )
    rest: Nodes = np.concatenate([np.zeros(0, np.int32), *parts])
    some = np.sort(rest[np.argsort(graph.sizes(rest))[::-1][:_MOST]])
    libraries = _Libraries(graph.view.source.mappings)
    numbers = np.array([0, *(number((name,)) for name in libraries.names)], np.uint16)
    for first in range(0, len(some), _TOGETHER):
        here = some[first : first + _TOGETHER]
        labels[here] = numbers[libraries.of(_beginnings(graph, here)) + 1]
    _lead_on(graph, labels, some[labels[some] > 0])
    rest = rest[labels[rest] == 0]
    labels[rest] = number((UNKNOWN_LIBRARY,))
    lost = find_lost(graph, rest)
    if len(lost):
        labels[lost] = number((LOST,))


def _beginnings(graph: Graph, nodes: Nodes) -> Addresses:
    """The first words of each, 0 behind its end."""
    content = gather_words(graph.view.source.memory, graph.addresses(nodes), _BEGINNING)
    size = graph.content_words(nodes)
    return np.where(np.arange(_BEGINNING) < size[:, None], content, np.uint64(0))


class _Libraries:
    """Where the files of libraries are mapped; malloc's own, whose addresses stand in all that was free, is none."""

    def __init__(self, mappings: Sequence[Mapping]) -> None:
        programs = {mapping.path for mapping in mappings if mapping.is_file and "x" in mapping.permissions}
        mapped = [
            mapping
            for mapping in mappings
            if mapping.path in programs and not PurePosixPath(mapping.path).name.startswith(ALLOCATORS)
        ]
        names = {mapping.path: _name(mapping.path) for mapping in mapped}
        self.names = [*dict.fromkeys(names.values())]
        self._starts = np.array([mapping.start for mapping in mapped], np.uint64)
        self._ends = np.array([mapping.end for mapping in mapped], np.uint64)
        self._number = np.array([self.names.index(names[mapping.path]) for mapping in mapped], np.int64)

    def of(self, content: Addresses) -> NDArray[np.int64]:
        """The position in `names` of the library that a word of each row leads to, -1 where none does.

        The interpreter counts where no other is led to."""
        found = np.full(len(content), -1)
        if not len(self._starts):
            return found
        at = np.searchsorted(self._starts, content, "right") - 1
        leads = (at >= 0) & (content < self._ends[np.maximum(at, 0)])
        number = np.where(leads, self._number[np.maximum(at, 0)], -1)
        interpreter = self.names.index(INTERPRETER) if INTERPRETER in self.names else -1
        for wanted in (number == interpreter) & leads, (number != interpreter) & leads:
            rows = np.flatnonzero(wanted.any(axis=1))
            found[rows] = number[rows, wanted[rows].argmax(axis=1)]
        return found


def _name(path: str) -> str:
    file = PurePosixPath(path).name
    return INTERPRETER if is_interpreter(file) else f"native memory of {file}"


def _lead_on(graph: Graph, labels: Labels, frontier: Nodes) -> None:
    """What some memory leads to and has no owner is its library's, to the end."""
    followed = 0
    while len(frontier) and followed < _MOST:
        followed += len(frontier)
        level = [np.zeros(0, np.int32), *_below(graph, labels, frontier)]
        fresh = distinct(np.concatenate(level))
        are_objects = graph.are_objects(fresh)
        spread(graph.references, labels, fresh[are_objects])
        frontier = fresh[~are_objects]


def _below(graph: Graph, labels: Labels, nodes: Nodes) -> Iterator[Nodes]:
    for row, pointers in read_pointers(graph, nodes):
        targets = graph.find_objects(pointers)
        hits = np.flatnonzero(targets >= 0)
        hits = hits[labels[targets[hits]] == 0]
        labels[targets[hits]] = labels[nodes[row[hits]]]
        yield targets[hits]
