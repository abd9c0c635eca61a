"""Entries of large containers: those that are nodes, and those of the interpreter's own data, but no newer ones."""

import numpy as np

from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.entry_counts import EntryCounts
from sparsemem.outside.graph.reference_table import KEY, VALUE
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

PROGRAM = """
from collections import OrderedDict, deque
LIST = [None, *range(5), *(f"item {at}" for at in range(500))]
DICT = {at: True for at in range(300)}
SET = {f"member {at}" for at in range(400)} | {None, 1}
DEQUE = deque([None] * 100)
ORDERED = OrderedDict((f"key {at}", at % 5) for at in range(200))
SPARSE = {at: str(at) for at in range(1000)}
for at in range(900):
    del SPARSE[at]
"""


def test_each_kind_is_counted(start: Start) -> None:
    live = take_survey(open_view(open_source(start(PROGRAM).pid)), find_waiting).live
    found = {row.path[0].rpartition(".")[2]: row.entries for row in live.owners if row.path}
    wanted = {"LIST": 506, "DICT": 300, "SET": 402, "ORDERED": 200, "SPARSE": 100}
    assert {name: found[name] for name in wanted} == wanted


def test_what_came_since_is_no_entry(start: Start) -> None:
    view = open_view(open_source(start("").pid))
    static = next(one.start for one in view.source.mappings if one.is_file)
    counts = EntryCounts(view)
    counts.begin(np.array([3, 7], np.int32), np.array([100, 50]))
    counts.miss(np.array([3, 3, 7], np.int32), np.array([8, 16, static], np.uint64), np.array([KEY, VALUE, VALUE]))
    counts.end()
    assert counts.found == {3: 99, 7: 50}
