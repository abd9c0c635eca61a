"""The core of a graph, in which every group is reached from several others, as arcs without cycles.

The dominators of the groups are found by semi-dominators. That names the group D in which a head's immediate
dominator is, but not which of D's nodes it is: that is the nearest common ancestor of those from which ways lead out
of D to the head. So each arc is lifted to the children of D in the dominator tree of groups: it leads from a node of
D, or from the head of another child, below which it begins. Children of D that lead to each other in a circle have
the same dominator: all that leads into the circle leads to a node that stands for it, and this alone leads to each.
"""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.dominators.ancestors import Tree
from sparsemem.outside.dominators.arcs import Arcs, Nodes, join
from sparsemem.outside.dominators.contraction import Contracted
from sparsemem.outside.dominators.semi_dominators import dominators_from_semi, search, semi_dominators
from sparsemem.outside.dominators.strong_components import strong_components


@dataclass(frozen=True, slots=True)
class Untangled:
    """Arcs without cycles that give each head its true dominator; nodes from `count` on stand for circles."""

    arcs: Arcs
    circles: int


def untangle(contracted: Contracted, count: int, root: int) -> Untangled:
    """Takes the cycles out of the core of a graph of so many nodes."""
    arcs = contracted.core
    if not len(arcs):
        return Untangled(arcs, 0)
    heads = np.flatnonzero(_marked(count, contracted.groups, arcs.targets)).astype(np.int32)
    place = np.zeros(count, np.int32)
    place[heads] = np.arange(len(heads), dtype=np.int32)
    groups = Arcs(place[contracted.groups], place[arcs.targets])
    found = search(groups, len(heads), int(place[root]))
    heads[found.number] = heads.copy()
    groups = Arcs(found.number[groups.sources], found.number[groups.targets])
    tree = _solve(groups, found.parent)
    return _lift(arcs, groups, tree, heads, count)


def _marked(count: int, *nodes: Nodes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    marks = np.zeros(count, np.bool_)
    for some in nodes:
        marks[some] = True
    return marks


def _solve(groups: Arcs, parent: list[int]) -> Tree:
    lists = dominators_from_semi(semi_dominators(groups, parent), parent)
    return Tree(*(np.array(numbers, np.int32) for numbers in lists))


def _lift(arcs: Arcs, groups: Arcs, tree: Tree, heads: Nodes, count: int) -> Untangled:
    """`groups` are the arcs between groups, by number; `heads` has the node of each number."""
    above = tree.parent[groups.targets]
    is_direct = groups.sources == above
    lifted = tree.lift(groups.sources, tree.depth[groups.targets])
    # What a head dominates leads back to it: no dominator depends on that.
    aside = ~is_direct & (lifted != groups.targets)
    between = Arcs(lifted[aside], groups.targets[aside])
    circle, circles = _circles(between, len(heads))
    stands_for = np.where(circle >= 0, circle + np.int32(count), heads).astype(np.int32)
    apart = (circle[between.sources] < 0) | (circle[between.sources] != circle[between.targets])
    members = np.flatnonzero(circle >= 0)
    made = [
        Arcs(arcs.sources[is_direct], stands_for[groups.targets[is_direct]]),
        Arcs(heads[between.sources[apart]], stands_for[between.targets[apart]]),
        Arcs(stands_for[members], heads[members]),
    ]
    return Untangled(join(made), circles)


def _circles(between: Arcs, count: int) -> tuple[Nodes, int]:
    """The number of the circle that each head is in, -1 where in none, and how many there are."""
    component = strong_components(between, count)
    _, which, sizes = np.unique(component, return_inverse=True, return_counts=True)
    is_circle = sizes > 1
    numbers = np.where(is_circle, np.cumsum(is_circle) - 1, -1).astype(np.int32)
    return numbers[which], int(is_circle.sum())
