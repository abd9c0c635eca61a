"""What of a graph can be decided without a search: groups of nodes that one of them dominates.

All references to a group from outside lead to its first node, the head. A head whose references all come from one
other group is dominated by that group's head, and its group becomes a part of the other one (the transformation T2
of Hecht and Ullman, Flow graph reducibility, 1972). A reference from within a group to its own head is one that no
dominator depends on, because the head dominates where it comes from: it is dropped (T1). A head that refers to
nothing undecided dominates nothing undecided, and is left for later. Both are done for all heads at once, round by
round, as long as that takes away enough. Parent pointers, loops with one entry and trees of any depth vanish here.
"""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.dominators.arcs import Arcs, Nodes, join
from sparsemem.outside.memory.sorted_numbers import changes


@dataclass(frozen=True, slots=True)
class Contracted:
    """Arcs whose target's dominators depend on these arcs alone, and those of the core, which are not decided."""

    decided: Arcs
    core: Arcs
    groups: Nodes
    """The head of the group that the source of each arc of the core is in."""


def contract(arcs: Arcs, groups: Nodes, count: int) -> Contracted:
    """Decides what can be of arcs between so many nodes; `groups` has the head of the group that the source of each
    is in.

    The arcs are ordered by target, each once, none leads to its source, all are reached, and the targets are heads.
    """
    if not len(arcs):
        return Contracted(arcs, arcs, groups)
    above, decided = np.arange(count, dtype=np.int32), []
    while len(arcs):
        before = len(arcs)
        outer = groups != arcs.targets
        if not outer.all():
            arcs, groups = arcs.where(outer), groups[outer]
        starts = np.flatnonzero(changes(arcs.targets))
        heads, lowest = arcs.targets[starts], np.minimum.reduceat(groups, starts)
        merges = lowest == np.maximum.reduceat(groups, starts)
        del starts
        refers = np.zeros(count, np.bool_)
        refers[groups] = True
        settled = np.zeros(count, np.bool_)
        settled[heads[merges | ~refers[heads]]] = True
        _merge(above, heads[merges], lowest[merges])
        del heads, lowest, merges, refers
        done = settled[arcs.targets]
        decided.append(arcs.where(done))
        arcs, groups = arcs.where(~done), above[groups[~done]]
        if not _is_worth_while(before - len(arcs), before):
            break
    return Contracted(join(decided), arcs, groups)


def _merge(above: Nodes, heads: Nodes, into: Nodes) -> None:
    """Makes groups parts of others, which may themselves become parts: the way up is halved until it is one step."""
    above[heads] = into
    while True:
        further = above[above[heads]]
        if (further == above[heads]).all():
            return
        above[heads] = further


def _is_worth_while(removed: int, of: int) -> bool:
    """A round costs as much as the search for the dominators of every fiftieth arc, and a little for itself."""
    return removed * 50 > of + 2000
