"""The garbage of a heap, as certain as it can be: looked at again where the process goes on running."""

from sparsemem.outside.garbage.second_look import confirm
from sparsemem.outside.garbage.unreachable import find_unreachable
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.pymalloc.block_numbers import Numbers


def find_waiting(graph: Graph) -> Numbers:
    """The objects that wait for the collector, in order; none where the layout of the types is not proved."""
    if not graph.traversal.is_proved:
        return find_unreachable(graph).nodes[:0]
    return confirm(graph, find_unreachable(graph).nodes)
