"""Tables that a program makes anew, or empties, while they are read."""

import os
import signal
from collections.abc import Callable

import numpy as np
import pytest

from sparsemem.outside.caches import cache_rows
from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.objects.dict_entries import KEYS
from tests.laboratory import wait_until
from tests.outside.caches.looking import rows, survey
from tests.outside.children import Start

GROWS = """
import signal
entries, items = {number: number for number in range(100_000)}, [number for number in range(100_000)]
def grow(*_):
    items.clear()
    items.extend(range(400_000))
    entries.update((number, number) for number in range(100_000, 400_000))
signal.signal(signal.SIGUSR1, grow)
EXTRA = [id(entries), id(items)]
"""
EMPTIES = """
import functools, signal
@functools.cache
def load(number): return [number]
for number in range(5_000): load(number)
signal.signal(signal.SIGUSR1, lambda *_: load.cache_clear())
"""
_ITEMS = 24


class _Moving:
    """A memory in which something happens before a table is read."""

    def __init__(self, memory: Memory, table: int, happens: Callable[[], None]) -> None:
        self._memory, self._table, self._happens = memory, table, [happens]

    def span(self, start: int, length: int) -> memoryview | bytes:
        while start == self._table and self._happens:
            self._happens.pop()()
        return self._memory.span(start, length)


@pytest.mark.parametrize(("which", "pointer"), [(0, KEYS), (1, _ITEMS)])
def test_a_table_that_is_freed_under_the_reading_is_read_again(start: Start, which: int, pointer: int) -> None:
    child = start(GROWS)
    objects, address = HeapObjects(survey(child.pid).graph), child.extra[which]
    old = objects.word(address + pointer)

    def grow() -> None:
        os.kill(child.pid, signal.SIGUSR1)
        wait_until(lambda: objects.word(address + pointer) != old and objects.count(child.extra[0]) == 400_000)

    objects.memory = _Moving(objects.memory, old, grow)  # type: ignore[assignment]
    read = (objects.entries, objects.items)[which]
    found = read(address)
    assert len(found) >= 100_000
    assert np.array_equal(found, read(address)[: len(found)])


def test_of_a_cache_that_was_emptied_after_it_was_found_nothing_is_said(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    child, find = start(EMPTIES), cache_rows.find_caches

    def find_and_empty(inspection: cache_rows.Inspection) -> list[Cache]:
        found = list(find(inspection))
        os.kill(child.pid, signal.SIGUSR1)
        load = next(one for one in found if one.entries == 5_000)
        wait_until(lambda: not inspection.objects.count(load.tables[0].address))
        return found

    monkeypatch.setattr(cache_rows, "find_caches", find_and_empty)
    row = rows(child.pid)["__main__.load"]
    assert row.entries == 5_000
    assert row.retained_bytes is row.held_elsewhere_bytes is row.held_elsewhere_entries is None
