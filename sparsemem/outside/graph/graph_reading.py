"""The references of all objects of a heap, in one pass over it."""

import numpy as np

from sparsemem.outside.dominators.arcs import Arcs
from sparsemem.outside.graph.entry_counts import EntryCounts
from sparsemem.outside.graph.found_references import RUN, FoundReferences
from sparsemem.outside.graph.fresh_objects import lead_on
from sparsemem.outside.graph.further_references import with_more
from sparsemem.outside.graph.growing_table import ReferenceTable
from sparsemem.outside.graph.missed_words import MissedWords
from sparsemem.outside.graph.native_memory import Words, add_native_memory
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.object_rows import read_objects
from sparsemem.outside.graph.read_references import read_row_references
from sparsemem.outside.graph.reference_graph import Graph, make_graph
from sparsemem.outside.graph.reference_table import References, by_fresh_objects
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.own_memory import zeros


def read_graph(nodes: Nodes, plan: Traversal, *, counts_entries: bool = True) -> Graph:
    """Reads all objects that can refer to others, node by node.

    Where all live objects are nodes (`counts_entries`), it is counted how many entries large containers have, and
    what is no node was made since.
    """
    table, counts = ReferenceTable(nodes), zeros(len(nodes), np.int32)
    unclear: list[Words] = []
    entries, missed = (EntryCounts(nodes.view), MissedWords(nodes.view)) if counts_entries else (None, None)
    leaf = nodes.kinds.is_leaf | (nodes.kinds.before < 0)
    for first in range(0, len(nodes), RUN):
        count = min(RUN, len(nodes) - first)
        some = np.flatnonzero(~leaf[nodes.kind[first : first + count]]).astype(np.int32) + np.int32(first)
        found = FoundReferences(nodes, first, table.belongs_to, entries, missed)
        for rows in read_objects(nodes, some):
            read_row_references(found, plan, rows, counts)
        unclear += found.unclear
        table.append(found, count)
    references = add_native_memory(nodes, plan, table.finished(entries.found if entries else {}), unclear)
    if missed is not None:
        references = _with_fresh(nodes, plan, references, missed)
    return make_graph(nodes, plan, references, counts)


def _with_fresh(nodes: Nodes, plan: Traversal, references: References, missed: MissedWords) -> References:
    """The references with those that lead on by objects that are no nodes; they explain no count."""
    sources, pointers, slots = missed.take()
    found = lead_on(nodes, plan, references, pointers)
    arcs = Arcs(sources[found.sources], found.targets)
    others = arcs.sources != arcs.targets
    return with_more(references, arcs.where(others), by_fresh_objects(slots[found.sources[others]]))
