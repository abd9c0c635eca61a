"""Memory is lost where nothing leads to it, and not where what leads to it is newer than what was read first."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from laboratory import wait_until
from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.live_heap.lost_memory import find_lost
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

COUNT, SIZE = 12_000, 360
TABLE = f"""
import ctypes, signal
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
def made(size):
    found = libc.malloc(size)
    ctypes.memset(found, 0, size)
    return found
slots = made(8 * {COUNT})
def put(at):
    slot, node = ctypes.c_void_p.from_address(slots + 8 * at), made({SIZE})
    ctypes.c_void_p.from_address(node).value = slot.value
    slot.value = node
for at in range({COUNT}):
    put(at)
def go_on(*_):
    CHANGE
    open(PATH, "w").close()
signal.signal(signal.SIGUSR1, go_on)
"""
"""A hash table of C with one entry in each slot, as large as nothing else of the process is."""
PREPENDED = f"[put(at) for at in range({COUNT})]"
FORGOTTEN = f"ctypes.memset(slots, 0, 8 * {COUNT})"


def entries(graph: Graph) -> Nodes:
    """The nodes of the table's entries."""
    chunks = np.arange(len(graph.numbering), len(graph), dtype=np.int32)
    return chunks[(graph.content_words(chunks) == SIZE // 8) & ~graph.are_objects(chunks)]


@pytest.mark.parametrize(("change", "is_lost"), [(PREPENDED, False), (FORGOTTEN, True)], ids=["held", "lost"])
def test_what_leads_to_it_is_read_as_it_is_by_now(start: Start, change: str, is_lost: bool, tmp_path: Path) -> None:
    done = tmp_path / "done"
    child = start(TABLE.replace("CHANGE", change).replace("PATH", repr(str(done))))
    graph = read_heap(open_view(open_source(child.pid))).graph
    found = entries(graph)
    assert len(found) > 0.9 * COUNT
    os.kill(child.pid, signal.SIGUSR1)
    wait_until(done.exists)
    assert len(find_lost(graph, found)) == (len(found) if is_lost else 0)
