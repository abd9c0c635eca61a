"""Immediate dominators against networkx, on random graphs and on the shapes that heaps have."""

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outside.dominators.graphs import Arcs, expected_dominators, rows
from sparsemem.outside.dominators import contraction, growing, reachability
from sparsemem.outside.dominators.dominator_tree import find_dominators


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[int]]:
    """Any graph: loops, arcs that are there twice, nodes that nothing leads to, several roots or none."""
    count = draw(st.integers(1, 24))
    node = st.integers(0, count - 1)
    arcs = draw(st.lists(st.tuples(node, node), max_size=count * draw(st.sampled_from((1, 2, 4)))))
    if draw(st.booleans()):
        arcs += [(at, at + 1) for at in range(count - 1)]
    if draw(st.booleans()):
        arcs += [(at + 1, at) for at in draw(st.sets(st.integers(0, count - 2)))] if count > 1 else []
    return count, arcs, draw(st.lists(node, max_size=4))


@given(graphs(), st.sampled_from((1, 2, 96)), st.sampled_from((1, 3, 50)))
@settings(max_examples=1500, deadline=None)
def test_dominators_are_those_of_networkx_whatever_way_they_are_found(
    graph: tuple[int, list[tuple[int, int]], list[int]], narrow: int, patience: int
) -> None:
    count, arcs, roots = graph
    with pytest.MonkeyPatch.context() as patch:
        for module in (growing, reachability):
            patch.setattr(module, "NARROW", narrow)
            patch.setattr(module, "WIDE", narrow * 2)
        patch.setattr(contraction, "_is_worth_while", lambda removed, of: removed * patience > of)
        assert solve(count, arcs, roots) == expected_dominators(count, arcs, roots)


def solve(count: int, arcs: Arcs, roots: list[int]) -> list[int]:
    first, targets = rows(count, arcs)
    found: list[int] = find_dominators(first, targets, np.array(roots, np.int32)).dominator.tolist()
    return found


def test_what_is_marked_as_reached_and_is_not_has_no_dominator() -> None:
    first, targets = rows(6, [(0, 1), (1, 2), (2, 1), (0, 2), (3, 4)])
    reached = np.array([True, True, True, False, False, True])
    found = find_dominators(first, targets, np.array([0], np.int32), reached)
    assert found.dominator.tolist() == [6, 0, 0, -1, -1, -1]


@pytest.mark.parametrize("seed", range(4))
def test_larger_random_graphs(seed: int) -> None:
    draw = np.random.default_rng(seed)
    count = 3000
    arcs = list(map(tuple, draw.integers(0, count, (count * (1 + seed), 2)).tolist()))
    arcs += [(at, at + 1) for at in range(0, count - 1, 2)]
    assert solve(count, arcs, [0, 1, 2]) == expected_dominators(count, arcs, [0, 1, 2])


def chain(count: int) -> list[tuple[int, int]]:
    return [(at, at + 1) for at in range(count - 1)]


def back(count: int) -> list[tuple[int, int]]:
    return [(at + 1, at) for at in range(count - 1)]


def test_each_link_of_a_list_is_dominated_by_the_one_before() -> None:
    assert solve(50_000, chain(50_000), [0]) == [50_000, *range(49_999)]
    assert solve(50_000, chain(50_000) + back(50_000), [0]) == [50_000, *range(49_999)]


def test_no_link_dominates_another_where_both_ends_are_held() -> None:
    assert solve(20_000, chain(20_000) + back(20_000), [0, 19_999]) == [20_000] * 20_000


def test_a_ring_below_one_node_hangs_on_it_alone_where_that_holds_every_link() -> None:
    count = 20_000
    ring = [(at, at % (count - 1) + 1) for at in range(1, count)]
    ring += [(target, source) for source, target in ring]
    assert solve(count, ring + [(0, at) for at in range(1, count)], [0]) == [count] + [0] * (count - 1)


def test_pointers_to_parents_dominate_nothing() -> None:
    tree = networkx.full_rary_tree(5, 20_000, create_using=networkx.DiGraph)
    down = list(tree.edges)
    parent = {child: above for above, child in down}
    wanted = [parent.get(node, 20_000) for node in range(20_000)]
    assert solve(20_000, down + [(child, above) for above, child in down], [0]) == wanted


def test_a_graph_without_roots_has_no_dominators() -> None:
    assert solve(3, [(0, 1)], []) == [-1, -1, -1]
