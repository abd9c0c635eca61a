"""What goes with a cache is the same by the dominator tree as by counts, and a tree that misses it is told."""

import numpy as np
import pytest

from sparsemem.outside.caches.clearing import clearing
from sparsemem.outside.caches.clearing.clearing import Clearing
from sparsemem.outside.caches.kinds.readers import find_caches
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.pymalloc.block_numbers import Numbers
from tests.outside.caches.looking import survey
from tests.outside.children import Start

HEAD = """
import functools, cachetools
class Thing:
    def __init__(self, i): self.number, self.text = i, "t" * 30 + str(i)
"""
PROGRAMS = {
    "functools.lru_cache": """
@functools.lru_cache(maxsize=6_000)
def cache(i): return Thing(i)
for i in range(8_000): cache(i)
""",
    "cachetools.TTLCache": """
cache = cachetools.TTLCache(9_000, ttl=3600)
for i in range(5_000): cache[f"key {i}"] = Thing(i)
kept = [cache[f"key {i}"] for i in range(0, 5_000, 5)]
""",
    "cachetools.LFUCache": """
cache = cachetools.LFUCache(9_000)
for i in range(5_000): cache[f"key {i}"] = Thing(i)
""",
}


def cleared(pid: int, kind: str) -> tuple[Inspection, Numbers | None, Numbers | None]:
    """The nodes that go with the largest cache of a kind, by the tree and by counts."""
    found = survey(pid)
    inspection = Inspection.of(found.graph)
    cache = max((one for one in find_caches(inspection) if one.kind == kind), key=lambda one: one.entries)
    by_tree = Clearing(inspection.objects, found.live.heap).nodes([cache])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clearing, "LEAST", 1 << 30)
        by_counts = Clearing(inspection.objects, found.live.heap).nodes([cache])
    return inspection, by_tree, by_counts


@pytest.mark.parametrize("kind", PROGRAMS)
def test_tree_and_counts_agree(start: Start, kind: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    child = start(HEAD + PROGRAMS[kind], PYTHONPATH=path)
    monkeypatch.setattr(clearing, "LEAST", 1_000)
    inspection, by_tree, by_counts = cleared(child.pid, kind)
    assert by_tree is not None
    assert by_counts is not None
    own = int(inspection.objects.graph.sizes(by_counts).sum())
    either = np.setxor1d(by_tree, by_counts)
    assert 0 < int(inspection.objects.graph.sizes(either).sum()) < 0.01 * own, "the two are ways of their own"


HELD = PROGRAMS["cachetools.TTLCache"] + "link = next(iter(cache._TTLCache__links.values()))\n"


def test_a_ring_that_something_else_leads_to_is_told_by_counts(
    start: Start, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = start(HEAD + HELD, PYTHONPATH=path)
    monkeypatch.setattr(clearing, "LEAST", 1_000)
    _, by_tree, by_counts = cleared(child.pid, "cachetools.TTLCache")
    assert by_tree is not None
    assert by_counts is not None
    assert np.array_equal(by_tree, by_counts)
