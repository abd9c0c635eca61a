"""Whose the memory of C libraries is: what objects of unknown types lead to, and what that leads to in turn.

Where an object itself points to some memory no word in memory of C counts that leads there, which may be left from
before; and where it points to the beginning, no word of an object that points into the middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sparsemem.outside.dominators.arcs import Arcs, Nodes, join, row_bounds
from sparsemem.outside.dominators.reachability import reachable
from sparsemem.outside.graph.further_references import distinct_arcs, with_more
from sparsemem.outside.graph.memory_owners import MemoryOwners
from sparsemem.outside.graph.native_groups import find_tops
from sparsemem.outside.graph.native_words import read_pointers
from sparsemem.outside.graph.nodes import Nodes as HeapNodes
from sparsemem.outside.graph.reference_counts import held_beyond
from sparsemem.outside.graph.reference_table import References
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

Words = tuple[Numbers, Numbers, Addresses]
"""Objects, the memory that a word of each leads to, and the words."""
_DEEP = 100
"""Steps from an object, of a millisecond each, after which all the rest is read at once."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """Follows words through memory of C that no object has for certain."""

    nodes: HeapNodes
    belongs_to: MemoryOwners
    """What objects have for certain."""
    is_taken: Flags
    """What is followed no more: it belongs to an object, or was come to before."""
    is_pointed_to: Flags
    """What an object itself points to."""
    between: list[Arcs] = field(default_factory=list)
    """From memory to memory."""
    to_objects: list[Arcs] = field(default_factory=list)

    def follow(self, frontier: Nodes) -> Nodes:
        """All that is come to from some memory, which is a part of it; in order."""
        every = [frontier[:0]]
        for _ in range(_DEEP):
            frontier = distinct(frontier[~self.is_taken[frontier]])
            if not len(frontier):
                break
            self.is_taken[frontier] = True
            every.append(frontier)
            frontier = self._expand(frontier)
        every.append(self._follow_deep(frontier[~self.is_taken[frontier]]))
        return np.sort(np.concatenate(every))

    def _follow_deep(self, frontier: Nodes) -> Nodes:
        """The same of long lists: all memory that is nobody's is read at once, and what none leads to is left out."""
        if not len(frontier):
            return frontier
        before, kind = self.nodes.kinds.before, self.nodes.kind
        rest = np.concatenate(
            [frontier[:0], *positions(len(kind), lambda here: ~self.is_taken[here] & (before[kind[here]] < 0))]
        )
        rest = rest[self.belongs_to[rest] < 0]
        between, to_objects = len(self.between), len(self.to_objects)
        self._expand(rest)
        arcs = join(self.between[between:])
        order = np.argsort(arcs.sources, kind="stable")
        found = reachable(row_bounds(arcs.sources[order], len(self.nodes)), arcs.targets[order], frontier)
        self.between[between:] = [arcs.where(found[arcs.sources])]
        objects = join(self.to_objects[to_objects:])
        self.to_objects[to_objects:] = [objects.where(found[objects.sources])]
        come_to: Nodes = rest[found[rest]]
        self.is_taken[come_to] = True
        return come_to

    def _expand(self, frontier: Nodes) -> Nodes:
        below = [frontier[:0]]
        for row, pointers in read_pointers(self.nodes, frontier):
            targets = self.nodes.find(pointers)
            hits = np.flatnonzero(targets >= 0)
            sources, targets = frontier[row[hits]], targets[hits]
            are_objects = self.nodes.are_objects(targets)
            self.to_objects.append(distinct_arcs(sources[are_objects], targets[are_objects]))
            plain = ~are_objects & ~self.is_pointed_to[targets] & (self.belongs_to[targets] < 0)
            self.between.append(distinct_arcs(sources[plain], targets[plain]))
            below.append(targets[~are_objects & ~self.is_taken[targets]])
        return np.concatenate(below)


def add_native_memory(
    nodes: HeapNodes, plan: Traversal, references: References, unclear: Sequence[Words]
) -> References:
    """The references with those that stand in memory below objects of unknown types; that memory gets its owner, and
    what several of them lead to is a node of the table (`native_groups`).

    A word in such memory may be left from what was there before: it is no reference where the count of the object
    that it leads to is explained by others. Memory that another object has for certain keeps its owner.
    """
    is_taken, is_pointed_to = (zeros(len(nodes), np.bool_) for _ in range(2))
    contents, holders = _held_for_certain(nodes, references)
    references.belongs_to[contents] = holders
    for owned, _ in references.belongs_to.owned():
        is_taken[owned] = True
    from_objects = _own_words(nodes, is_taken, is_pointed_to, unclear)
    walk = _Walk(nodes, references.belongs_to, is_taken, is_pointed_to)
    memory, objects = walk.follow(distinct(from_objects.targets)), distinct(from_objects.sources)
    every, inner = np.concatenate([objects, memory]), join(walk.between)
    inner = inner.where(is_taken[inner.targets] & (inner.sources != inner.targets))
    numbered = join(
        [
            Arcs(_places(objects, from_objects.sources), _places(memory, from_objects.targets) + len(objects)),
            Arcs(_places(memory, inner.sources) + len(objects), _places(memory, inner.targets) + len(objects)),
        ]
    )
    tops = find_tops(numbered, len(objects), len(every))
    top = every[tops]
    references.belongs_to[memory] = np.where(top == every, np.int32(-1), top)[len(objects) :]
    above = references.belongs_to[holders]
    references.belongs_to[contents] = np.where(above >= 0, above, holders)
    across = tops[numbered.sources] != tops[numbered.targets]
    into = distinct_arcs(top[numbered.sources[across]], every[numbered.targets[across]])
    found = join(walk.to_objects)
    found = distinct_arcs(top[_places(memory, found.sources) + len(objects)], found.targets)
    return with_more(references, join([found.where(_held(nodes, plan, references, found.targets)), into]))


def _held_for_certain(nodes: HeapNodes, references: References) -> tuple[Nodes, Nodes]:
    """Memory that is nobody's yet, and the memory that has each."""
    contents, holders = nodes.find(nodes.buffers.starts), nodes.find(nodes.buffers.holders)
    known = (contents >= 0) & (holders >= 0) & (references.belongs_to[contents] < 0)
    return contents[known], holders[known]


def _own_words(nodes: HeapNodes, is_taken: Flags, is_pointed_to: Flags, unclear: Sequence[Words]) -> Arcs:
    """What objects lead to by words of their own; marks it."""
    none = np.zeros(0, np.int32)
    sources = np.concatenate([none, *(one[0] for one in unclear)])
    targets = np.concatenate([none, *(one[1] for one in unclear)])
    _, inside = nodes.find_around(np.concatenate([np.zeros(0, np.uint64), *(one[2] for one in unclear)]))
    begins = (inside == 0) | (inside == nodes.kinds.debug_bytes)
    is_pointed_to[targets[begins]] = True
    kept = ~is_taken[targets] & (begins | ~is_pointed_to[targets])
    is_pointed_to[targets] = True
    return distinct_arcs(sources[kept], targets[kept])


def _places(ordered: Nodes, some: Nodes) -> Nodes:
    return np.searchsorted(ordered, some).astype(np.int32)


def _held(nodes: HeapNodes, plan: Traversal, references: References, targets: Numbers) -> Flags:
    """Which of some words' targets are held by more than the references."""
    each, of = np.unique(targets, return_inverse=True)
    found: Flags = held_beyond(nodes, plan, references, each)[of]
    return found
