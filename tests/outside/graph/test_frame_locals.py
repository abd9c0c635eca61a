"""The variables of functions that run, in a process that goes on while it is looked at."""

import os
import signal
import time

from sparsemem.outside.graph.bindings import Names
from sparsemem.outside.graph.frame_locals import bind_locals
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

GOES_ON = """
import signal, time
held = [bytes([at]) * 31 for at in range(200)]
kept = [bytes([at]) * 31 for at in range(200)]
places = {id(one) for one in held}
def go_on(*_):
    held.clear()
    texts = [f"{at:015}" for at in range(200)]
    anew = next(one for one in texts if id(one) in places)
    same = kept[100]
    time.sleep(60)
signal.signal(signal.SIGUSR1, go_on)
"""


def test_a_value_in_the_place_of_an_object_of_another_type_does_not_give_that_its_name(start: Start) -> None:
    child = start(GOES_ON)
    heap = read_heap(open_view(open_source(child.pid)))
    os.kill(child.pid, signal.SIGUSR1)
    deadline, bound = time.monotonic() + 20, set()
    while "same in go_on" not in bound and time.monotonic() < deadline:
        names = Names()
        labels, _ = bind_locals(heap.graph, names)[0].arrays()
        bound = {names.texts[label] for label in labels.tolist()}
    assert "same in go_on" in bound
    assert "anew in go_on" not in bound
