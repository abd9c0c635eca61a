"""Components of arbitrary graphs, against networkx; with rounds enough, and with too few of them."""

import networkx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparsemem.outside.dominators.arcs import Arcs
from sparsemem.outside.garbage import cyclic_components as module
from sparsemem.outside.garbage.cyclic_components import cyclic_components

COUNT = 30
PAIRS = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=70)


def found_in(pairs: list[tuple[int, int]], count: int) -> set[frozenset[int]]:
    """The components, by their nodes."""
    both = np.array(pairs, np.int32).reshape(-1, 2)
    labels = cyclic_components(Arcs(both[:, 0].copy(), both[:, 1].copy()), count)
    parts: dict[int, set[int]] = {}
    for node, label in enumerate(labels.tolist()):
        parts.setdefault(label, set()).add(node)
    assert all(label in members for label, members in parts.items()), "named by one of them"
    return {frozenset(one) for one in parts.values()}


def wanted_of(pairs: list[tuple[int, int]], count: int) -> set[frozenset[int]]:
    """The same as networkx finds them."""
    graph = networkx.DiGraph(pairs)
    graph.add_nodes_from(range(count))
    return {frozenset(one) for one in networkx.strongly_connected_components(graph)}


@pytest.mark.parametrize(("rounds", "peels"), [(2000, 8), (2000, 1), (2, 8), (0, 8)])
@given(pairs=PAIRS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arbitrary_graphs(
    monkeypatch: pytest.MonkeyPatch, rounds: int, peels: int, pairs: list[tuple[int, int]]
) -> None:
    monkeypatch.setattr(module, "_MOST_ROUNDS", rounds)
    monkeypatch.setattr(module, "_MOST_PEELS", peels)
    assert found_in(pairs, COUNT) == wanted_of(pairs, COUNT)


def test_many_small_ones_beside_a_long_one() -> None:
    ring = [(node, (node + 1) % 5000) for node in range(5000)]
    pairs = [(5000 + 2 * at, 5001 + 2 * at) for at in range(1000)]
    arcs = [*ring, *pairs, *((two, one) for one, two in pairs), (0, 5000), (5001, 5002)]
    assert found_in(arcs, 7001) == wanted_of(arcs, 7001)
