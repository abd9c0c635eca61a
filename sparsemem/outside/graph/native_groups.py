"""Memory of C libraries in groups: each of what one object alone leads to, or one piece of such memory.

What several objects lead to goes with none of them. It is a group of its own, below the piece of memory by which all
ways into it pass, its head; whoever dominates the head in the whole heap dominates the group. So it does not matter
which of the ways is followed first.
"""

import numpy as np

from sparsemem.outside.dominators.arcs import Arcs, Nodes, row_bounds, sorted_pairs
from sparsemem.outside.dominators.dominator_tree import find_dominators
from sparsemem.outside.graph.further_references import with_more
from sparsemem.outside.graph.reference_table import References
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import are_in, distinct


def find_tops(arcs: Arcs, objects: int, count: int) -> Nodes:
    """The object or the head that each of `count` nodes is in the group of; shape (count,).

    The first `objects` of the nodes are objects, to which no arc leads; the others are memory, to each of which some
    way leads from an object.
    """
    sources, targets = sorted_pairs(arcs.sources, arcs.targets)
    above = find_dominators(row_bounds(sources, count), targets, np.arange(objects, dtype=np.int32)).dominator
    top = np.where(above == count, np.arange(count, dtype=np.int32), above)
    while (top != (further := top[top])).any():
        top = further
    return top


def regroup(references: References, places: Nodes) -> References:
    """The references where no others than those at `places` lead to heads: what one object alone leads to now goes
    with it. The table that is given is used up."""
    into = Arcs(references.sources(places.astype(np.int64)), references.targets[places])
    heads = distinct(into.targets)
    objects = distinct(into.sources[~are_in(heads, into.sources)])
    every = np.concatenate([objects, heads])
    place = zeros(len(references.belongs_to), np.int32)
    place[every] = np.arange(len(every), dtype=np.int32)
    tops = every[find_tops(Arcs(place[into.sources], place[into.targets]), len(objects), len(every))]
    moved = every[tops != every]
    row, of_moved = references.edges(moved)
    arcs = Arcs(tops[place[moved[row]]], references.targets[of_moved])
    arcs = arcs.where(~are_in(moved, arcs.targets) & (arcs.sources != arcs.targets))
    to_moved = are_in(moved, into.targets)
    references.targets[places[to_moved]] = into.sources[to_moved]
    references.targets[of_moved] = moved[row]
    for owned, owners in references.belongs_to.owned():
        members = are_in(moved, owners)
        references.belongs_to[owned[members]] = tops[place[owners[members]]]
    references.belongs_to[moved] = tops[place[moved]]
    return with_more(references, arcs)
