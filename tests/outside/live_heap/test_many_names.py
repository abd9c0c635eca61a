"""Variables that are made while a program runs are told together, and nothing else is."""

import sys

import pytest

from sparsemem.outside.live_heap.earlier_look import remember
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.live_heap.many_names import MANY
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


def test_what_they_grew_by_is_the_sum_of_what_is_new(start: Start) -> None:
    few, many = (start(VARIABLES.replace("COUNT", str(count)), python=sys.executable) for count in (MANY, 2 * MANY))
    record = heap_record(look(many), remember(look(few)))
    row = next(row for row in record.owners if row.owner == "__main__.*")
    assert row.growth_bytes == pytest.approx(MANY * SIZE, rel=0.05)
    assert row.growth_entries == MANY
