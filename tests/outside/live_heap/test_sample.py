"""Who holds a heap, estimated from a sample, against a child whose owners and objects are known."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from sparsemem.outside import heap_reading
from sparsemem.outside.graph import heap_graph
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import make_heap_reading
from sparsemem.outside.live_heap.heap_survey import Sample, take_sample, take_survey
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import wait_until_it_sleeps

CHILD = """
import gc, sys
gc.disable()
class Node:
    __slots__ = ("name", "parent", "children", "kind")
    def __init__(self, name, parent, kind=None):
        self.name, self.parent, self.children, self.kind = name, parent, [], kind
KINDS = [bytes(20_000) for _ in range(100)]
def tree(number):
    top = Node(f"top {number}", None, KINDS[number % 100])
    top.children = [Node(f"child {number} {one}", top) for one in range(3)]
    return top
TREES = [tree(number) for number in range(40_000)]
ROWS = {number: {"text": f"text {number}", "pair": (number, -number)} for number in range(10_000, 40_000)}
GROUPS = [{one: str(one) for one in range(number * 500, number * 500 + 500)} for number in range(200)]
class Store:
    pass
store = Store()
store.words = {f"word {number}" for number in range(60_000)}
store.floats = tuple(float(number) for number in range(100_000))
BLOCK, FEW = b"x" * 3_000_000, [bytearray(400_000) for _ in range(3)]
for one in FEW:
    one[:] = bytes(range(250)) * 1600
print("ready", flush=True)
sys.stdin.read()
"""
LARGEST = ("TREES", "ROWS", "GROUPS", "store > Store.words", "store > Store.floats", "BLOCK", "FEW")


@pytest.fixture(scope="module")
def child() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        wait_until_it_sleeps(process.pid)
        yield process.pid
        process.kill()


def retained(live: LiveHeap) -> dict[str, int]:
    """By the name of the owner, its module left out."""
    return {" > ".join(row.path).removeprefix("__main__."): row.retained_bytes for row in live.owners}


@pytest.fixture(scope="module")
def sample(child: int) -> Sample:
    return take_sample(open_view(open_source(child)), most=200_000)


def test_the_largest_holders_are_those_of_the_whole_heap(child: int, sample: Sample) -> None:
    assert sample.live is not None
    assert sample.every > 2
    survey = take_survey(open_view(open_source(child)))
    assert len(sample.live.heap.graph) <= 200_000 < len(survey.graph)
    whole, found = retained(survey.live), retained(sample.live)
    for name in LARGEST:
        # Of two hundred groups a few more or less fall into a sample, and each is half a percent.
        assert found[name] == pytest.approx(whole[name], rel=0.1 if name == "GROUPS" else 0.05), name
    assert sample.live.live_bytes == pytest.approx(survey.live.live_bytes, rel=0.05)


def test_entries_are_counted_and_objects_estimated(sample: Sample) -> None:
    assert sample.live is not None
    rows = {" > ".join(row.path).removeprefix("__main__."): row for row in sample.live.owners}
    assert rows["TREES"].entries == 40_000
    assert rows["store > Store.words"].entries == 60_000
    assert rows["TREES"].objects == pytest.approx(40_000 * 12, rel=0.05)
    assert rows["store > Store.floats"].objects == pytest.approx(100_000, rel=0.05)


def test_what_many_entries_share_is_counted_once(sample: Sample) -> None:
    """A hundred objects of 20 kB, each held by 400 entries: each stands for itself, however few are followed."""
    assert sample.live is not None
    kinds = next(row for row in sample.live.types if row.type == "bytes")
    assert kinds.live_bytes == pytest.approx(100 * 20_033 + 3_000_033, rel=0.2)


def test_a_chain_has_no_sample() -> None:
    lines = (
        "HEAD = None",
        "for one in range(300_000):",
        "    HEAD = (one, HEAD)",
        "print(flush=True)",
        "sys.stdin.read()",
    )
    code = "\n".join(["import sys", *lines])
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = take_sample(open_view(open_source(process.pid)), most=60_000)
        process.kill()
    if found.live is not None:  # what lies deeper than steps are followed is nobody's, and not somebody else's
        assert max(row.retained_bytes for row in found.live.owners) < 20_000_000


def test_a_heap_that_is_too_large_is_told_from_a_sample_which_says_so(
    child: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heap_graph, "MOST_BLOCKS", 300_000)
    found = make_heap_reading(open_source(child), Asked(why="Store"))
    assert found.heap is not None
    assert found.heap.sampled
    assert found.blocks_beyond is not None
    assert found.blocks_beyond > 300_000
    assert found.heap.garbage_bytes is None
    assert all(row.growth_bytes is None for row in found.heap.owners)
    assert found.way
    assert heap_reading.read_owners(child) is not None
    assert heap_reading.read_first(child) is None  # nothing to tell a growth from
