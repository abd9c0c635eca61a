"""What stands in a block and refers to nothing: it is no reference of the object."""

import numpy as np
import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.graph.reference_table import ATTRIBUTE, UNVISITED
from sparsemem.outside.live_heap.heap_survey import take_survey
from tests.outside.children import Start, interpreters

FIXED = """
import sys
class Slotted:
    __slots__ = [f"slot_{i}" for i in range(40)]
def calls(a):
    a.append(1), a.copy(), a.count(1), a.index(1), a.sort(), a.reverse(), a.pop(), a.clear()
for _ in range(100):
    calls([])
EXTRA = [(id(one), type(one).__basicsize__, sys.getsizeof(one)) for one in (calls.__code__, Slotted)]
"""


@pytest.mark.parametrize("python", interpreters())
def test_behind_the_fixed_part_of_code_and_classes_are_no_references(start: Start, python: str) -> None:
    child = start(FIXED, python)
    graph = take_survey(open_view(open_source(child.pid))).graph

    for address, fixed, size in child.extra:
        node = graph.find(np.array([address], np.uint64))
        slots = np.concatenate([edges.slots for edges in graph.edges(node)]) & (UNVISITED - 1)
        columns = slots[slots < ATTRIBUTE]
        assert len(columns) > 5
        assert fixed < size
        assert columns.max() * 8 < fixed
