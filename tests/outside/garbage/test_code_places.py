"""Where the code of objects begins, as it is read from a process that runs a file."""

from pathlib import Path

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.garbage_record import tell_garbage
from sparsemem.outside.garbage.retained_by_garbage import find_retained
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
from tests.outside.children import Start, interpreters

MODULE = """\
import gc

class Outer:
    class Node:
        def __init__(self):
            self.me = self

class Slotted:
    __slots__ = ("me",)

def fails():
    try:
        raise ValueError
    except ValueError as error:
        kept = error

def waits():
    me = yield
    yield me

def closes():
    def again(n):
        return again
    return again

def make():
    for _ in range(30):
        Outer.Node()
        one = Slotted()
        one.me = one
        fails()
        one = waits()
        next(one)
        one.send(one)
        closes()
"""
PLACES = {
    "Outer.Node": 5,
    "fails": 11,
    "waits": 17,
    "closes.<locals>.again": 22,
}


@pytest.mark.parametrize("python", interpreters())
def test_places(start: Start, python: str, tmp_path: Path) -> None:
    (tmp_path / "places.py").write_text(MODULE)
    program = f"import gc, sys\nsys.path.insert(0, {str(tmp_path)!r})\nimport places\ngc.collect()\ngc.disable()\n"
    graph = read_heap(open_view(open_source(start(f"{program}places.make()\n", python).pid))).graph
    nodes = find_waiting(graph)
    cycles = tell_garbage(graph, nodes, find_retained(graph, nodes)).cycles
    known = [one.location for one in cycles if one.count == 30]
    mine = [one for one in known if one is not None and one.path == str(tmp_path / "places.py")]
    assert {one.function: one.line for one in mine} == PLACES
    assert [one.shape for one in cycles if one.count == 30 and one.location is None] == ["Slotted.me"]
