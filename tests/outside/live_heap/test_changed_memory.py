"""Chunks that a process frees or uses anew while it is looked at."""

import os
import signal
import time

import numpy as np
import pytest

from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.live_heap.changed_memory import find_changed
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

GOES_ON = """
import signal
held = [bytes(20_000) for _ in range(300)]
stays = [bytes(20_000) for _ in range(100)]
def go_on(*_):
    WORK
signal.signal(signal.SIGUSR1, go_on)
"""


@pytest.mark.parametrize(
    "work",
    ["held.clear()", "held[:] = [tuple(range(700)) for _ in range(600)]"],
    ids=["freed", "used anew, by what is smaller"],
)
def test_what_is_freed_after_it_was_found_is_told_from_what_stays(start: Start, work: str) -> None:
    child = start(GOES_ON.replace("WORK", work))
    graph = read_heap(open_view(open_source(child.pid))).graph
    nodes = np.flatnonzero(graph.sizes(np.arange(len(graph), dtype=np.int32)) >= 20_000).astype(np.int32)
    assert len(nodes) >= 400
    assert len(find_changed(graph, nodes)) == 0
    os.kill(child.pid, signal.SIGUSR1)
    deadline = time.monotonic() + 20
    while (found := len(find_changed(graph, nodes))) < 299 and time.monotonic() < deadline:
        os.sched_yield()
    assert 299 <= found <= 301
