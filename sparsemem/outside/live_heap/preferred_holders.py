"""Which of several holders of a C library's memory count: the data of a program before the code of libraries.

Any word that leads somewhere tells what memory of C refers to, and which objects lead there: some are left from
before. Where data lead to such memory, that is how it is held, and words of the objects of libraries do not count. So
a stale word of one library takes nothing from the variable that holds the memory of another.
"""

from dataclasses import replace

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.reachability import reachable
from sparsemem.outside.graph.native_groups import regroup
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import BELOW
from sparsemem.outside.live_heap.variables import Variables
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import positions


def prefer_data(graph: Graph, variables: Variables) -> Graph:
    """The graph without the references that lead from other holders to groups of memory that data hold; each of them
    leads to where it comes from. The graph that is given is used up."""
    table = graph.references
    places = np.concatenate([np.zeros(0, np.int32), *positions(len(table), lambda here: table.slots[here] == BELOW)])
    places = places[~graph.are_objects(table.targets[places])]
    if not len(places):
        return graph
    sources, heads = table.sources(places.astype(np.int64)), table.targets[places]
    held = _held_by_data(graph, variables, heads)
    while (more := heads[held[sources] & ~held[heads]]).size:
        held[more] = True
    kept = held[sources] | ~held[heads]
    table.targets[places[~kept]] = sources[~kept]
    return replace(graph, references=regroup(table, places[kept]))


def _held_by_data(graph: Graph, variables: Variables, heads: Nodes) -> Flags:
    """What variables lead to, by ways that pass neither through code nor through such memory."""
    closed = graph.kinds.is_code[graph.kind]
    closed[heads] = True
    closed[[*variables.code]] = True
    named = np.array([*variables.paths], np.int32)
    found = reachable(graph.references.first, graph.references.targets, named[~closed[named]], closed)
    found &= ~closed
    return found
