"""Variables that are made while a program runs are told together, and nothing else is."""

import sys

import pytest

from sparsemem.outside.live_heap.earlier_look import remember
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.live_heap.many_names import MANY, NEW
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Child, Start

SIZE = 10_000
VARIABLES = f"""
def make(first, last):
    for at in range(first, last):
        globals()[f"frame_{{at}}"] = bytes(bytearray({SIZE}))
make(0, COUNT)
large = [bytes(bytearray({SIZE})) for _ in range(40)]
"""
MODULES = f"""
import sys, types
for at in range(COUNT):
    made = types.ModuleType(f"plug_{{at}}")
    made.data = [bytes(bytearray({SIZE}))]
    sys.modules[made.__name__] = made
large = [bytes(bytearray({SIZE})) for _ in range(40)]
"""
KINDS = pytest.mark.parametrize(("program", "owner"), [(VARIABLES, "__main__.*"), (MODULES, "*.data")])


def look(child: Child) -> LiveHeap:
    return take_survey(open_view(open_source(child.pid))).live


@KINDS
def test_from_so_many_on_they_are_one_row(start: Start, program: str, owner: str) -> None:
    record = heap_record(look(start(program.replace("COUNT", str(MANY + 50)), python=sys.executable)))
    rows = {row.owner: row for row in record.owners}
    assert rows[owner].live_bytes == pytest.approx((MANY + 50) * SIZE, rel=0.05)
    assert rows[owner].entries == MANY + 50
    assert rows[owner].types[0] == "bytes"
    assert rows["__main__.large"].live_bytes >= 40 * SIZE
    assert sum(row.live_bytes for row in record.owners) == record.live_bytes
    assert not [name for name in rows if name and name.startswith(("__main__.frame_", "plug_"))]


@KINDS
def test_fewer_have_their_names(start: Start, program: str, owner: str) -> None:
    record = heap_record(look(start(program.replace("COUNT", str(MANY - 50)), python=sys.executable)))
    names = {row.owner for row in record.owners}
    assert owner not in names
    assert {"__main__.frame_7", "plug_7.data"} & names


@pytest.mark.parametrize(("first", "more", "names"), [(MANY, MANY, 2 * MANY), (50, NEW, NEW), (50, NEW - 1, 0)])
def test_of_new_ones_fewer_are_told_together_and_what_was_there_keeps_its_name(
    start: Start, first: int, more: int, names: int
) -> None:
    before, after = (
        start(VARIABLES.replace("COUNT", str(count)), python=sys.executable) for count in (first, first + more)
    )
    record = heap_record(look(after), remember(look(before)))
    rows = {row.owner: row for row in record.owners}
    assert ("__main__.frame_7" in rows) == (first == 50)
    assert ("__main__.*" in rows) == bool(names)
    if names:
        together = rows["__main__.*"]
        assert (together.entries, together.growth_entries) == (names, more)
        assert together.growth_bytes == pytest.approx(more * SIZE, rel=0.05)
