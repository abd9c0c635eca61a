"""Addresses of examples of an owner's objects."""

import numpy as np

from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.own_memory import positions
from sparsemem.outside.owners.shapley_shares import Integers

_EXAMPLES = 32


def examples_of_owner(survey: Survey, name: int, types: Integers) -> tuple[int, ...]:
    """Addresses of objects that the name (by its number) owns, of the type that it has most of, at even distances;
    `types` has the number of its objects by type."""
    if not types.sum():
        return ()
    label, kind, wanted = survey.live.nodes.labels, survey.graph.kind, survey.graph.kinds.type == np.argmax(types)
    found, seen, every = [np.zeros(0, np.int32)], 0, max(int(types.max()) // _EXAMPLES, 1)
    for mine in positions(len(label), lambda here: label[here] == name):
        nodes = mine[wanted[kind[mine]]]
        found.append(nodes[-seen % every :: every])
        seen += len(nodes)
    return tuple(survey.graph.objects(np.concatenate(found)[:_EXAMPLES]).tolist())
