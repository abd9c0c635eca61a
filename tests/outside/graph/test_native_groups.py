"""Memory of C in groups, on graphs that are made up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.outside.dominators.arcs import Arcs
from sparsemem.outside.graph.native_groups import find_tops
from tests.outside.dominators.graphs import expected_dominators, rows


@given(st.integers(1, 4), st.integers(1, 12), st.data())
def test_a_group_is_what_its_top_alone_dominates(objects: int, memory: int, data: st.DataObject) -> None:
    count = objects + memory
    arcs = data.draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(objects, count - 1)), unique=True))
    # Some way leads to all memory: what none leads to is no part of the walk.
    arcs = sorted({*arcs, *((data.draw(st.integers(0, one - 1)), one) for one in range(objects, count))})
    above = expected_dominators(count, arcs, range(objects))

    def top(node: int) -> int:
        return node if above[node] == count else top(above[node])

    first, targets = rows(count, arcs)
    sources = np.repeat(np.arange(count, dtype=np.int32), np.diff(first))
    assert find_tops(Arcs(sources, targets), objects, count).tolist() == [top(node) for node in range(count)]
