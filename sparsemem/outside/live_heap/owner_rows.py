"""Who holds the live heap, row by row: the bytes of each name, and what the object that it names retains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from sparsemem.model.heap_rows import LOST
from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.bindings import DEFAULTS_OF, IN_CLOSURE
from sparsemem.outside.live_heap.labelled_nodes import LabelledNodes
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.memory_access import Flags, words
from sparsemem.outside.memory.own_memory import STEP, parts
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.objects.type_flags import TUPLE

_TYPES = 3
_SETS = ("set", "frozenset")
_SIZE, _SET_USED, _MOST_ENTRIES = 16, 24, 1 << 40
"""`ob_size`, or `ma_used` of a dict, and `used` of a set; a larger number is of no container."""
_MOST_ABOVE = 10_000
"""Steps up from a node to what it would go with."""


@dataclass(frozen=True, slots=True)
class Owned:
    """What one name holds; bytes."""

    path: tuple[str, ...]
    """The steps from a variable down; none for what nothing was found to lead to."""
    types: tuple[str, ...]
    """Those with the most bytes of what is below the named object, itself left out where there is more."""
    objects: int
    live_bytes: int
    """Of all that this name leads to first, each object counted for one name only."""
    retained_bytes: int
    """What would go if the named object went: of that the name may share nothing, or other names' parts too."""
    entries: int | None
    """How many items the named object has, where it is a container; of lost memory the pieces that it is in."""
    type: str | None = None
    """That of the named object."""
    type_bytes: tuple[int, ...] = ()
    """Of `live_bytes`, those of each of the types."""


def own_rows(heap: SolvedHeap, nodes: LabelledNodes) -> list[Owned]:
    """A row for each owner that has anything."""
    count = len(nodes.paths)
    live, pieces, objects = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count)
    for here in parts(len(nodes.labels)):
        np.add.at(live, nodes.labels[here], heap.own(here))
        pieces += np.bincount(nodes.labels[here], minlength=count)
        objects += np.bincount(nodes.labels[here], heap.counts(here) * _are_objects(heap, here), count)
    some = np.flatnonzero(live).tolist()
    named = {number: [*nodes.named[number]] for number in some if number in nodes.named}
    whole, entries = _retained(heap, {number: [*nodes.whole[number]] for number in named}), _entries(heap, named)
    inner = _retained(heap, named)
    return [
        Owned(
            path=nodes.paths[number],
            types=(),
            objects=round(objects[number]),
            live_bytes=int(live[number]),
            retained_bytes=max(whole[number], inner[number]) if number in named else int(live[number]),
            entries=int(pieces[number]) if nodes.paths[number] == (LOST,) else entries.get(number),
            type=type_name(heap, int(heap.graph.kind[_outermost(nodes, number)])) if number in named else None,
        )
        for number in some
    ]


def _outermost(nodes: LabelledNodes, number: int) -> int:
    """What the name itself stands for: a function, where its cache holds the entries, or a dict of one large list.

    Of a variable in a closure, and of defaults, it is what they have, and no cell or tuple."""
    name = nodes.paths[number][-1]
    only_leads_on = IN_CLOSURE in name or name.startswith(DEFAULTS_OF)
    return next(iter(nodes.named[number] if only_leads_on else nodes.whole[number] or nodes.named[number]))


def _retained(heap: SolvedHeap, whole: Mapping[int, list[int]]) -> dict[int, int]:
    """What the objects of each name retain. That of what a name leads to is the larger one where something else holds
    it as well: a context variable knows its value, and a context holds it."""
    apart = {number: _apart(heap, nodes) if len(nodes) > 1 else nodes for number, nodes in whole.items()}
    each = heap.retained(np.array([node for nodes in apart.values() for node in nodes], np.int32)).tolist()
    left = iter(each)
    return {number: sum(islice(left, len(nodes))) for number, nodes in apart.items()}


def _apart(heap: SolvedHeap, nodes: list[int]) -> list[int]:
    """Those of some nodes that do not go with another one of them."""
    every, above, found = set(nodes), heap.tree.dominator, []
    for node in nodes:
        up = int(above[node])
        for _ in range(_MOST_ABOVE):
            if up in every or not 0 <= up < len(above):
                break
            up = int(above[up])
        if up not in every:
            found.append(node)
    return found


def _are_objects(heap: SolvedHeap, here: slice) -> Flags:
    found: Flags = heap.graph.kinds.before[heap.graph.kind[here]] >= 0
    return found


def _entries(heap: SolvedHeap, named: Mapping[int, list[int]]) -> dict[int, int]:
    """Of containers, by their own counts; several things of another kind are the entries of their name themselves."""
    graph, found = heap.graph, {}
    nodes = distinct(np.array([node for some in named.values() for node in some], np.int32))
    nodes = nodes[graph.kinds.is_container[graph.kind[nodes]]]
    counts = {node: count for node, count in _counts(heap, nodes).items() if count < _MOST_ENTRIES}
    for number, some in named.items():
        each = [counts.get(node) for node in some]
        if all(one is not None for one in each) and (len(some) == 1 or not _are_tuples(heap, some)):
            found[number] = sum(one or 0 for one in each)
        elif len(some) > 1:
            found[number] = len(some)
    return found


def _are_tuples(heap: SolvedHeap, nodes: list[int]) -> bool:
    return any(heap.graph.kinds.types[int(heap.graph.kind[node])].flags & TUPLE for node in nodes)


def _counts(heap: SolvedHeap, nodes: Nodes) -> dict[int, int]:
    """How many items some containers have, which are in order; those of a large one were counted with the graph."""
    graph = heap.graph
    is_set = np.array([type_name(heap, kind) in _SETS for kind in graph.kind[nodes].tolist()], np.bool_)
    places = graph.objects(nodes) + np.where(is_set, np.uint64(_SET_USED), np.uint64(_SIZE))
    now = words(graph.view.source.memory.gather(places, 8)[0])[:, 0].tolist()
    return {node: graph.references.counted.get(node, count) for node, count in zip(nodes.tolist(), now, strict=True)}


def types_within(heap: SolvedHeap, nodes: LabelledNodes, owners: list[int]) -> list[dict[str, int]]:
    """For each of some owners the types with the most bytes of what it has, and these bytes.

    What the owner is the name of is left out.
    """
    sums = _bytes_of_kinds(heap, nodes, [[owner] for owner in owners])
    for at, owner in enumerate(owners):
        outer = np.array([*nodes.named.get(owner, ())], np.int32)
        np.subtract.at(sums[at], np.minimum(heap.graph.kind[outer], sums.shape[1] - 1), heap.own(outer))
    return [_largest(heap, of[:-1]) for of in sums]


def types_together(heap: SolvedHeap, nodes: LabelledNodes, groups: Sequence[Sequence[int]]) -> list[dict[str, int]]:
    """The same of owners that are told together."""
    return [_largest(heap, of[:-1]) for of in _bytes_of_kinds(heap, nodes, groups)]


def _bytes_of_kinds(heap: SolvedHeap, nodes: LabelledNodes, groups: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Shape (groups, kinds + 1): what is no object is in the last column."""
    row = np.full(len(nodes.paths), len(groups), np.int64)
    for at, owners in enumerate(groups):
        row[[*owners]] = at
    kind, kinds = heap.graph.kind, len(heap.graph.kinds.types) + 1
    sums = np.zeros((len(groups) + 1, kinds), np.int64)
    for first in range(0, len(kind), STEP):
        here = slice(first, first + STEP)
        cell = row[nodes.labels[here]] * kinds + np.minimum(kind[here], kinds - 1)
        sums += np.bincount(cell, heap.own(here), sums.size).astype(np.int64).reshape(sums.shape)
    return sums[:-1]


def _largest(heap: SolvedHeap, bytes_of_kind: NDArray[np.int64]) -> dict[str, int]:
    """The largest first; kinds of one name are one."""
    found: dict[str, int] = {}
    for kind in np.argsort(bytes_of_kind)[::-1][:_TYPES].tolist():
        if bytes_of_kind[kind] > 0:
            name = type_name(heap, kind)
            found[name] = found.get(name, 0) + int(bytes_of_kind[kind])
    return found


def type_name(heap: SolvedHeap, kind: int) -> str:
    """The name of the type of a kind of objects."""
    number = int(heap.graph.kinds.type[kind])
    return heap.graph.kinds.types[number].name if number >= 0 else "(no object)"
