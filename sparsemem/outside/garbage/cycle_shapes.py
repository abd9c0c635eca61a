"""The cycles of garbage: its strongly connected components, and the shortest cycle of each kind of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.model.cycle_steps import ARROW
from sparsemem.outside.dominators.arcs import Arcs
from sparsemem.outside.garbage.cyclic_components import cyclic_components
from sparsemem.outside.garbage.shortest_cycle import InnerReferences, Step, drawn, inner_references, shortest_cycle
from sparsemem.outside.graph.edge_names import EdgeNames
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import changes, distinct, grouped, positions_by_value
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST = 1_000_000
"""Objects whose components are looked for: 400,000 take a second."""
_MOST_MEMBERS = 10_000
_NAMED_TYPES = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without a pattern, by which different sums become different words."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The cycles whose objects are of the same types."""

    shape: str
    """The shortest cycle of one of them: `Node.children -> list[] -> Node.parent`."""
    types: tuple[str, ...]
    count: int
    """How many separate cycles there are, in each of which every object leads to every other."""
    objects: int
    nodes: Numbers
    """Their objects, in order."""
    steps: tuple[Step, ...]
    """Those of the cycle that is drawn."""


@dataclass(frozen=True, slots=True)
class _Alike:
    """Components whose objects are of the same types; the numbers are positions in the garbage."""

    members: NDArray[np.int64]
    """All of them, in order."""
    count: int
    """How many components they are."""
    example: NDArray[np.int64]
    """The members of one."""


def find_shapes(graph: Graph, garbage: Numbers) -> tuple[tuple[Shape, ...], bool]:
    """The shapes of garbage, which is in order, the one with the most objects first; and whether all was looked at.

    Of more than a million objects only what some of them lead to is looked at.
    """
    some = garbage if len(garbage) <= _MOST else _closed_part(graph, garbage)
    inner = inner_references(graph, some)
    component = cyclic_components(inner.arcs, len(some)).astype(np.int64)
    members = np.flatnonzero(_are_cyclic(inner.arcs, component))
    names = EdgeNames(graph)
    shapes = [
        _shape(graph, names, inner, alike)
        for alike in _by_types(graph.kind[some[members]], component[members], members)
    ]
    return tuple(sorted(shapes, key=lambda shape: shape.objects, reverse=True)), len(some) == len(garbage)


def _closed_part(graph: Graph, garbage: Numbers) -> Numbers:
    """Some of the garbage, and all that it leads to, until it is enough."""
    is_garbage, taken = zeros(len(graph), np.bool_), zeros(len(graph), np.bool_)
    is_garbage[garbage] = True
    frontier = garbage[:: max(1, len(garbage) * 10 // _MOST)]
    count = 0
    while len(frontier) and count < _MOST:
        taken[frontier] = True
        count += len(frontier)
        _, edges = graph.references.edges(frontier)
        targets = graph.references.targets[edges]
        frontier = np.unique(targets[is_garbage[targets] & ~taken[targets]])
    return np.flatnonzero(taken).astype(np.int32)


def _are_cyclic(arcs: Arcs, component: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which nodes are on a cycle: their component has others, or they refer to themselves."""
    cyclic: NDArray[np.bool_] = np.bincount(component, minlength=1)[component] > 1
    cyclic[arcs.sources[arcs.sources == arcs.targets]] = True
    return cyclic


def _by_types(kind: NDArray[np.uint16], component: NDArray[np.int64], members: NDArray[np.int64]) -> Iterator[_Alike]:
    """The members of components, those of components with the same types together."""
    pairs = distinct(component << 16 | kind)
    begins = np.flatnonzero(changes(pairs >> 16))
    components = pairs[begins] >> 16
    # One number for the types of each: sums of words without a pattern are the same for the same types.
    mixed = ((pairs & 0xFFFF).astype(np.uint64) + np.uint64(1)) * _MIX
    types = np.add.reduceat((mixed ^ mixed >> np.uint64(32)) * _MIX, begins) if len(begins) else mixed
    _, first, group = np.unique(types, return_index=True, return_inverse=True)
    place = np.zeros(int(component.max(initial=0)) + 1, np.int64)
    place[components] = first[group]
    for number, at in positions_by_value(place[component]):
        same = components[first[group] == number]
        yield _Alike(members[at], len(same), members[at][component[at] == same[len(same) // 2]])


def _shape(graph: Graph, names: EdgeNames, inner: InnerReferences, alike: _Alike) -> Shape:
    nodes = inner.nodes[alike.members]
    steps = tuple(drawn(names, inner, shortest_cycle(inner, alike.example[:_MOST_MEMBERS])))
    kinds, counts, _ = grouped(graph.kind[nodes].astype(np.int64))
    order = kinds[np.argsort(counts)[::-1][:_NAMED_TYPES]].tolist()
    return Shape(
        shape=ARROW.join(step.text for step in steps),
        types=tuple(graph.kinds.types[one].name for one in order),
        count=alike.count,
        objects=len(nodes),
        nodes=nodes,
        steps=steps,
    )
