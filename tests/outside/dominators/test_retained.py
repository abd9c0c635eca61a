"""Retained sizes against their definition: what is not reached any more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outside.dominators.graphs import expected_retained, rows
from outside.dominators.test_dominator_tree import graphs
from sparsemem.outside.dominators import retained
from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.dominator_tree import DominatorTree, find_dominators_and_depths
from sparsemem.outside.dominators.retained import Sizes, retained_sizes


def of_all(tree: DominatorTree, depths: Nodes, sizes: Sizes) -> list[int]:
    """What each node retains, and behind them what all roots do."""
    found = retained_sizes(tree, depths, sizes)
    every = np.where(tree.dominator >= 0, sizes, 0)
    every[tree.inner] = found[:-1]
    return [*every.tolist(), int(found[-1])]


@given(graphs(), st.integers(0, 1 << 30), st.sampled_from((1, 3, 96)))
@settings(max_examples=300, deadline=None)
def test_a_node_retains_what_is_not_reached_without_it(
    graph: tuple[int, list[tuple[int, int]], list[int]], seed: int, narrow: int
) -> None:
    count, arcs, roots = graph
    sizes = np.random.default_rng(seed).integers(0, 1 << 40, count)
    first, targets = rows(count, arcs)
    tree, depths = find_dominators_and_depths(first, targets, np.array(roots, np.int32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retained, "NARROW", narrow)
        assert of_all(tree, depths, sizes) == expected_retained(count, arcs, roots, sizes.tolist())


def test_the_depth_of_a_list_does_not_matter() -> None:
    count = 100_000
    first, targets = rows(count, [(at, at + 1) for at in range(count - 1)])
    tree, depths = find_dominators_and_depths(first, targets, np.zeros(1, np.int32))
    assert of_all(tree, depths, np.full(count, 3)) == [*range(3 * count, 0, -3), 3 * count]
