"""Words of objects of unknown C types that are references which they hold: as the reference counts prove.

What the `tp_traverse` of such a type visits is not known, so that its words explain no counts, and a cycle that
passes through one of them would never be found. But where many objects of a type have in one word a pointer to an
object, and these pointers are just what the counts of those objects lack, it is a reference that is held. One that is
borrowed leads to objects whose counts are explained by others. A type that the collector knows visits what it holds.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import ATTRIBUTE, UNVISITED
from sparsemem.outside.objects.known_types import Rule
from sparsemem.outside.pymalloc.block_numbers import Numbers

LEAST_PROOF = 30
"""References of a word that complete the counts of what they lead to."""
_SHARE = 0.5
"""Of a word's references those that have to; others may lead to what is held in another unknown way as well."""


def take_in_proved_words(graph: Graph, left: NDArray[np.int32]) -> None:
    """Has the references of proved words count as visited, in the graph and in its plan, from now on.

    `left` is what of each count is not explained; what these references explain is taken from it.
    """
    plan = graph.traversal
    unknown = np.zeros(1 << 16, np.bool_)
    unknown[: len(plan.rule)] = (plan.rule == Rule.UNKNOWN) & plan.is_collected
    nodes = np.flatnonzero(unknown[graph.kind]).astype(np.int32)
    row, edges = graph.references.edges(nodes)
    slots = graph.references.slots[edges]
    plain = np.flatnonzero((slots & UNVISITED != 0) & (slots & ~np.uint16(UNVISITED) < ATTRIBUTE))
    row, edges, places = row[plain], edges[plain], slots[plain] & ~np.uint16(UNVISITED)
    words = graph.kind[nodes[row]].astype(np.int64) << 16 | places
    counted = (graph.counts[nodes[row]] > 0) & (graph.counts[graph.references.targets[edges]] > 0)
    targets = graph.references.targets[edges]
    proved = proved_words(words[counted], targets[counted], left)
    for kind, place in zip((proved >> 16).tolist(), (proved & 0xFFFF).tolist(), strict=True):
        plan.visited[kind, place], plan.held[kind, place] = True, False
    taken = np.isin(words, proved)
    graph.references.slots[edges[taken]] = places[taken]
    np.subtract.at(left, targets[taken & counted], 1)


def proved_words(words: NDArray[np.int64], targets: Numbers, left: NDArray[np.int32]) -> NDArray[np.int64]:
    """Which of some words are proved; a number for each reference's word, and what it leads to."""
    proved = np.unique(words)
    while len(proved):
        chosen = np.isin(words, proved)
        number = np.searchsorted(proved, words[chosen])
        met, at = np.unique(targets[chosen], return_inverse=True)
        claimed = np.bincount(at, minlength=len(met))
        is_exact, is_over = (claimed == left[met])[at], (claimed > left[met])[at]
        exact, over, every = (
            np.bincount(number[some], minlength=len(proved)) for some in (is_exact, is_over, slice(None))
        )
        holds = (over == 0) & (exact >= LEAST_PROOF) & (exact >= _SHARE * every)
        if holds.all():
            break
        # A word that claims too much makes others look as if they did: it alone goes, if it does so by itself.
        proved = proved[holds] if not over.any() else proved[over < over.max()]
    return proved
