"""A process that ends while it is looked at: what was read before is told."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import pytest

from sparsemem.measure.attach.running_process import attach_process
from sparsemem.outside import sampled_reading
from sparsemem.outside.graph import heap_graph
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.live_heap.heap_survey import take_sample

PROGRAM = 'ROWS = [[at] for at in range(50_000)]\nprint("ready", flush=True)\nimport sys\nsys.stdin.read()\n'


@pytest.fixture
def child() -> Iterator["subprocess.Popen[str]"]:
    line = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        started.stdout.readline()
        yield started
        started.kill()


def ending_at(child: "subprocess.Popen[str]", step: str) -> Asked:
    """A look that the process does not outlive."""

    def tell(begins: str) -> None:
        if begins == step:
            child.kill()
            child.wait()

    return Asked(tell=tell, why="ROWS")


def test_before_its_objects_are_read_there_is_a_ledger(child: "subprocess.Popen[str]") -> None:
    found = attach_process(child.pid, 0.0, ending_at(child, "what its objects refer to"))
    assert found.observation.looks[0].moment.live_bytes > 2_000_000
    assert found.observation.heap is None
    assert any(one.startswith("Who holds its heap is not known") for one in found.notes)


def test_what_was_known_of_its_heap_is_kept(child: "subprocess.Popen[str]") -> None:
    found = attach_process(child.pid, 0.0, ending_at(child, "its caches"))
    heap = found.observation.heap
    assert heap is not None
    assert heap.owners[0].owner == "__main__.ROWS"
    assert heap.owners[0].retained_bytes > 2_000_000
    assert found.observation.pinners
    assert found.way is not None
    assert found.way[-1].type == "list"
    assert heap.caches == ()
    assert any(one.startswith("The process ended or changed while its objects were read") for one in found.notes)


def test_of_too_many_blocks_it_is_said_that_holders_are_estimated(
    child: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heap_graph, "MOST_BLOCKS", 50_000)
    found = attach_process(child.pid, 0.0, Asked())
    heap = found.observation.heap
    assert heap is not None
    assert heap.sampled
    assert heap.owners[0].owner == "__main__.ROWS"
    assert sum(one.live_bytes for one in heap.owners) == heap.live_bytes
    (told,) = (one for one in found.notes if "live blocks, too many" in one)
    assert int(told.split()[2].replace(",", "")) > 50_000
    assert "estimated from a sample" in told


def test_where_no_sample_is_small_enough_nobody_is_named(
    child: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heap_graph, "MOST_BLOCKS", 50_000)
    monkeypatch.setattr(sampled_reading, "take_sample", partial(take_sample, most=1000))
    found = attach_process(child.pid, 0.0, Asked())
    assert found.observation.heap is None
    assert any("no sample of it is small enough" in one for one in found.notes)
