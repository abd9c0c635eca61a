"""Which of several holders of a C library's memory count: the program's own data before those of libraries, and these
before the code of libraries.

Any word that leads somewhere tells what memory of C refers to, and which objects lead there: some are left from
before. Where data lead to such memory, that is how it is held, and words of the objects of libraries do not count. So
a stale word of one library takes nothing from the variable that holds the memory of another.
"""

from dataclasses import replace

import numpy as np

from sparsemem.model.owner_names import CODE_OF, space_of
from sparsemem.outside.dominators.arcs import Nodes, row_bounds
from sparsemem.outside.dominators.reachability import reachable
from sparsemem.outside.graph.bindings import LOCAL_TO, Names
from sparsemem.outside.graph.native_groups import regroup
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import BELOW
from sparsemem.outside.live_heap.variables import Variables
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import positions


def prefer_data(graph: Graph, names: Names, variables: Variables) -> Graph:
    """The graph without the references that lead from other holders to groups of memory that data hold; each of them
    leads to where it comes from. The graph that is given is used up."""
    table = graph.references
    places = np.concatenate([np.zeros(0, np.int32), *positions(len(table), lambda here: table.slots[here] == BELOW)])
    places = places[~graph.are_objects(table.targets[places])]
    if not len(places):
        return graph
    sources, heads = table.sources(places.astype(np.int64)), table.targets[places]
    first = row_bounds(sources, len(graph))
    kept = np.ones(len(heads), np.bool_)
    for data in ([*variables.paths], own_data(names, variables)):
        held = _held_by(graph, variables, np.array(data, np.int32), heads)
        held |= reachable(first, heads, sources[held[sources]])
        kept = np.where(held[heads], held[sources], kept)
    table.targets[places[~kept]] = sources[~kept]
    return replace(graph, references=regroup(table, places[kept]))


def own_data(names: Names, variables: Variables) -> list[int]:
    """The variables of the program's own modules and classes, and the local ones of functions that run."""
    own = names.own_classes | {text.removeprefix(CODE_OF) for text in names.texts if text.startswith(CODE_OF)}
    return [node for node, path in variables.paths.items() if space_of(path[0]) in own or LOCAL_TO in path[0]]


def _held_by(graph: Graph, variables: Variables, data: Nodes, heads: Nodes) -> Flags:
    """What data lead to, by ways that pass neither through code nor through such memory."""
    closed = graph.kinds.is_code[graph.kind]
    closed[heads] = True
    closed[[*variables.code]] = True
    found = reachable(graph.references.first, graph.references.targets, data[~closed[data]], closed)
    found &= ~closed
    return found
