"""The counters of the collector of a running program."""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from sparsemem.measure.moments.collector_counters import Counters, find_counters
from sparsemem.measure.run.collector_counts import CollectorCounts, most_freed
from sparsemem.model import Collections

Readings = Sequence[tuple[Any, ...] | None]


def counts_of(readings: Readings) -> CollectorCounts:
    """What was noted of some readings, one a second."""
    each: Iterator[Counters | None] = iter([None if one is None else Counters(*one) for one in readings])
    counts = CollectorCounts(lambda pid: lambda: next(each))
    for second in range(len(readings)):
        counts.look(7, float(second))
    return counts


def test_the_most_of_one_collection_and_when_it_was_seen() -> None:
    counts = counts_of([((5, 0, 0), (10, 0, 0)), ((6, 1, 0), (30, 500, 0)), None, ((8, 1, 0), (90, 500, 0))])
    assert counts.record() == Collections(
        4, 580, 500, seconds=1.0, enabled=True, took_low_seconds=0, took_high_seconds=1
    )


def test_how_long_it_was_at_work() -> None:
    none, one, two = ((0,), (0,)), ((1,), (900,)), ((2,), (1000,))
    looks = [(*none, True, False), *[(*none, True, True)] * 3, (*one, True, True), (*two, True, False)]
    found = counts_of(looks).record()
    assert found is not None
    assert (found.most_objects, found.took_low_seconds, found.took_high_seconds) == (900, 2.0, 4.0)
    found = counts_of([*[looks[0]] * 2, (*one, True, True), (*two[:1], (9000,), True, False)]).record()
    assert found is not None
    assert (found.most_objects, found.took_low_seconds, found.took_high_seconds) == (8100, 0.0, 2.0)


def test_of_several_collections_between_two_looks_each_counts_the_mean() -> None:
    assert most_freed(Counters((0, 0, 0), (0, 0, 0)), Counters((10, 2, 0), (50, 301, 0))) == 150
    assert most_freed(Counters((3, 1, 0), (9, 9, 9)), Counters((3, 1, 0), (9, 9, 9))) == 0


@pytest.mark.parametrize("readings", [[], [None], [((1, 0, 0), (1, 0, 0))], [None, ((1, 0, 0), (1, 0, 0))]])
def test_less_than_two_looks_tell_nothing(readings: Readings) -> None:
    assert counts_of(readings).record() is None


def test_a_process_whose_counters_are_not_found_is_searched_once() -> None:
    searched: list[int] = []

    def find(pid: int) -> Callable[[], Counters | None] | None:
        searched.append(pid)
        return None

    counts = CollectorCounts(find)
    counts.look(7, 0.0)
    counts.look(7, 1.0)
    assert (searched, counts.record()) == ([7], None)


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="its collector may keep its counters elsewhere")
def test_the_counters_of_a_process_are_those_that_it_tells_itself() -> None:
    read = find_counters(os.getpid())
    assert read is not None
    gc.disable()
    try:
        made: list[list[object]] = [[] for _ in range(2000)]
        for one in made:
            one.append(one)
        before = read()
        del one, made
        gc.collect()
        after, stats = read(), gc.get_stats()
    finally:
        gc.enable()
    assert before is not None
    assert after is not None
    assert after.collections == tuple(one["collections"] for one in stats)
    assert after.collected == tuple(one["collected"] for one in stats)
    assert not after.enabled
    assert most_freed(before, after) >= 2000
