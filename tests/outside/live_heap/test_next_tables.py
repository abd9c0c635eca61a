"""When a table is made anew, and how large it becomes, against what a like container of the process does itself."""

import pytest

from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start, interpreters

TABLES = """
import sys
def until_it_grows(fill, count):
    container, more = fill(count), 0
    before = sys.getsizeof(container)
    while sys.getsizeof(container) == before:
        more += 1
        add = container.add if isinstance(container, set) else container.setdefault
        add(("one more" + str(more)) if fill is by_text else -more)
    return [more, sys.getsizeof(container) - sys.getsizeof(type(container)()), count]
def by_text(count): return {str(at): None for at in range(count)}
def by_number(count): return {at: None for at in range(count)}
def as_set(count):
    found = set()
    for at in range(count): found.add(at)
    return found
texts, numbers = by_text(30_000), by_number(70_000)
small, large = as_set(3_000), as_set(60_000)
fewer = by_number(70_000)
for at in range(10): del fewer[at]
class Shop:
    def __init__(self): self.orders = by_number(5_000)
shop = Shop()
EXTRA = {
    "texts": until_it_grows(by_text, 30_000),
    "numbers": until_it_grows(by_number, 70_000),
    "small": until_it_grows(as_set, 3_000),
    "large": until_it_grows(as_set, 60_000),
    "shop > Shop.orders": until_it_grows(by_number, 5_000),
}
"""
EMPTY_DICT, EMPTY_SET = 64, 200


@pytest.mark.parametrize("python", interpreters())
def test_the_next_table_is_the_one_that_comes(start: Start, python: str) -> None:
    child = start(TABLES, python)
    heap = heap_record(take_survey(open_view(open_source(child.pid)), find_waiting).live)
    owners = {(one.owner or "").removeprefix("__main__."): one for one in heap.owners}
    for name, (more, grown, count) in child.extra.items():
        table = owners[name].table
        assert table is not None, name
        assert (owners[name].entries, table.entries_left) == (count, more), name
        assert table.next_bytes == pytest.approx(grown, abs=EMPTY_DICT), name
        assert table.next_bytes > 1.5 * table.bytes
