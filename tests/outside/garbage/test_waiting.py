"""Garbage has no owner, however it was held, and what it keeps is its own."""

import numpy as np
import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.bindings import GARBAGE
from sparsemem.outside.live_heap.heap_survey import take_survey
from tests.outside.children import Start, interpreters

PROGRAM = """
import gc
gc.collect()
gc.disable()
class Thing: pass
class Node:
    held = []
lost = Node()
lost.me, lost.things, lost.shared = lost, [Thing() for _ in range(200)], Node.held
del lost
Node.held += [Thing() for _ in range(300)]
KEPT = [Thing() for _ in range(100)]
"""


@pytest.mark.parametrize("python", interpreters())
def test_each_thing_has_one_owner(start: Start, python: str) -> None:
    survey = take_survey(open_view(open_source(start(PROGRAM, python).pid)), find_garbage=find_waiting)
    numbers = [number for number, known in enumerate(survey.graph.kinds.types) if known.name == "Thing"]
    labels = survey.live.nodes.labels[np.isin(survey.graph.kind, numbers)]
    counts = np.bincount(labels).tolist()
    found = {survey.live.nodes.text(number): count for number, count in enumerate(counts) if count}
    assert found == {GARBAGE: 200, "Node.held": 300, "__main__.KEPT": 100}
