"""Arenas that pymalloc itself counts, held against those that are read pool by pool."""

import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace

import numpy as np
import pytest

from sparsemem.model import Ledger
from sparsemem.outside.ledger.ledger_reading import make_reading
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.memory.regions import Region, find_regions
from sparsemem.outside.memory.residency import PAGE, Residency, read_residency
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE, PoolStatistics
from sparsemem.outside.pymalloc.counted_arenas import ArenasReading, CountedArenas, read_arenas
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE
from tests.outside.children import Child, Start, interpreters, wait_until_it_sleeps

PROGRAMS = {
    "objects": "x = [{'a': i, 'b': [i, str(i)]} for i in range(40_000)]",
    "survivors": "x = [{'id': i, 'name': f'n{i}'} for i in range(60_000)]\nx = [d['name'] + 'x' for d in x[::37]]",
    "sizes": "x = [bytes(i % 600) for i in range(50_000)]; del x[::3]",
    "emptied": "x = [{'a': i} for i in range(200_000)]; del x",
}
STEPS = """
import os
kept = [[{'a': i, 'b': [i]} for i in range(20_000)] for _ in range(3)]
def step():
    os.write(1, b'.'); os.read(0, 1)
step(); kept.append([{'a': i, 'b': [i]} for i in range(20_000)])
step(); del kept[0]
step(); kept.append([(i, str(i)) for i in range(70_000)])
step()
"""


def read(source: Source, counted: CountedArenas) -> ArenasReading:
    regions = find_regions(source.mappings)
    return counted.read(source.memory, regions, read_residency(source.pagemap, regions))


def sums(pid: int) -> PoolStatistics:
    """What a process's pymalloc would tell that holds still."""
    source = open_source(pid)
    regions = find_regions(source.mappings)
    return read_arenas(source.memory, regions, read_residency(source.pagemap, regions)).statistics


def parts(source: Source, counted: CountedArenas | None = None) -> Ledger:
    reading = make_reading(source, counted.read) if counted else make_reading(source)
    assert reading.moment.ledger is not None
    assert reading.moment.ledger.total_bytes == reading.moment.rss_bytes
    return reading.moment.ledger


def are_close(one: Ledger, other: Ledger, most: int) -> bool:
    pairs = zip(astuple(one), astuple(other), strict=True)
    return all(a == b or abs(a - b) <= most for a, b in pairs)


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_ledger_is_told(start: Start, python: str, name: str) -> None:
    child = start(PROGRAMS[name], python)
    source = open_source(child.pid)
    counted = CountedArenas(lambda: sums(child.pid))
    first = read(source, counted)
    assert len(first.counted) == 0
    second = read(source, counted)
    assert len(second.counted) + len(second.arenas) == len(first.arenas)
    assert len(second.counted)
    # What is told of all arenas together is divided among them, each rounded.
    assert are_close(parts(source, counted), parts(source), 3 * len(first.arenas))


def own_statistics(child: Child) -> PoolStatistics:
    """What the process has printed."""
    live, free = (child.own(f"# bytes in {name} blocks") for name in ("allocated", "available"))
    headers = child.own("# bytes lost to pool headers") + child.own("# bytes lost to quantization")
    used = (live + free + headers) // POOL_SIZE
    return PoolStatistics(child.own("# arenas allocated current"), used, child.own_free_pools, live, free, headers)


@pytest.mark.parametrize("python", interpreters())
def test_what_pymalloc_prints_is_what_is_read(start: Start, python: str) -> None:
    child = start(PROGRAMS["sizes"], python)
    source, told = open_source(child.pid), own_statistics(child)
    counted = CountedArenas(lambda: told)
    read(source, counted)
    assert len(read(source, counted).counted)
    # Printing the statistics can change two pools.
    assert are_close(parts(source, counted), parts(source), 2 * POOL_SIZE)


@contextmanager
def stepping() -> Iterator[tuple[int, Callable[[], None]]]:
    """A process, and what has it go on."""
    with subprocess.Popen([sys.executable, "-c", STEPS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        ends = child.stdin.fileno(), child.stdout.fileno()

        def step() -> None:
            os.write(ends[0], b".")
            os.read(ends[1], 1)
            wait_until_it_sleeps(child.pid)

        os.read(ends[1], 1)
        wait_until_it_sleeps(child.pid)
        yield child.pid, step
        child.kill()


def test_arenas_that_come_and_go() -> None:
    with stepping() as (pid, step):
        counted = CountedArenas(lambda: sums(pid))
        read(open_source(pid), counted)
        for _ in range(3):
            step()
            source = open_source(pid)
            found = read(source, counted)
            assert len(found.counted)
            assert found.statistics == sums(pid)
            assert are_close(parts(source, counted), parts(source), 3 * len(found.counted))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda told: None,
        lambda told: replace(told, arenas=told.arenas + 1),
        lambda told: replace(told, live_bytes=0),
        lambda told: replace(told, header_bytes=told.arenas * ARENA_SIZE),
    ],
    ids=["nothing", "of another arena", "too little", "too much"],
)
def test_what_cannot_be_of_these_arenas_has_all_of_them_read(
    start: Start, wrong: Callable[[PoolStatistics], PoolStatistics | None]
) -> None:
    child = start(PROGRAMS["objects"])
    source, right = open_source(child.pid), sums(child.pid)
    told: list[PoolStatistics | None] = [right, right, wrong(right), right]
    counted = CountedArenas(lambda: told.pop(0))
    read(source, counted)
    assert len(read(source, counted).counted)
    whole = read(source, counted)
    assert len(whole.counted) == 0
    assert whole.statistics == right
    assert read(source, counted).statistics == right


def test_what_another_interpreter_holds_is_read(start: Start) -> None:
    if sys.version_info < (3, 12):
        pytest.skip("before 3.12 all interpreters share their arenas")
    module = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    child = start(f"import {module} as i\nn = i.create()\ni.run_string(n, 'x = [[j] for j in range(50_000)]')")
    source, told = open_source(child.pid), own_statistics(child)
    counted = CountedArenas(lambda: told)
    for _ in range(2):
        found = read(source, counted)
        assert len(found.counted) == 0
        assert found.statistics.live_bytes > told.live_bytes + 50_000 * 64


def test_an_arena_that_is_another_now_or_not_whole_is_read(start: Start) -> None:
    child = start(PROGRAMS["objects"])
    source = open_source(child.pid)
    regions = find_regions(source.mappings)
    residency = read_residency(source.pagemap, regions)
    counted = CountedArenas(lambda: sums(child.pid))
    counted.read(source.memory, regions, residency)
    before = counted.read(source.memory, regions, residency).counted.ranges.starts
    other, torn = before[:2]
    counted._known.number[counted._known.ranges.starts == other] += 1
    region = residency.region_of(np.array([torn]))[0]
    page = residency.first_page[region] + (int(torn) - int(residency.starts[region])) // PAGE + 3
    residency.present[page] = False
    residency.before[page + 1 :] -= 1
    found = counted.read(source.memory, regions, residency)
    assert found.counted.ranges.starts.tolist() == before[2:].tolist()
    assert {int(other), int(torn)} <= set(found.arenas.ranges.starts.tolist())


BASE = 0x7F0000000000


class Headers:
    """A `Memory` of two arenas of 64 pools each, all of whose blocks are in use."""

    def gather(self, addresses: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        numbers = (addresses - np.uint64(BASE)) // np.uint64(ARENA_SIZE)
        rows = [
            struct.pack("<QQQQIIII", 31, 0, 0, 0, number, 31, 48 + 31 * 512, POOL_SIZE - 512) for number in numbers
        ]
        return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, size), np.ones(len(addresses), np.bool_)

    def span(self, start: int, size: int) -> np.ndarray:
        raise NotImplementedError


def test_the_last_pool_of_an_arena_is_taken_later() -> None:
    end = BASE + 2 * ARENA_SIZE
    regions = [Region(BASE, end, 2 * ARENA_SIZE, False, "")]
    told = [PoolStatistics(2, pools, 128 - pools, pools * 31 * 512, 0, pools * 512) for pools in (127, 128, 128)]
    counted, found = CountedArenas(lambda: told[len(found)]), list[ArenasReading]()
    for pools in (63, 64, 64):
        present = np.ones(2 * ARENA_SIZE // PAGE + 1, np.bool_)
        present[pools * 4 : 64 * 4] = present[-1] = False
        before = np.concatenate([[0], np.cumsum(present[:-1])]).astype(np.int32)
        residency = Residency(np.array([BASE], np.uint64), np.array([end], np.uint64), np.array([0]), present, before)
        found.append(counted.read(Headers(), regions, residency))
    ranges = [each.arenas.ranges for each in found[:2]]
    sizes = [(one.ends - one.starts).tolist() for one in ranges]
    assert sizes == [[ARENA_SIZE - POOL_SIZE, ARENA_SIZE], [ARENA_SIZE]]
    assert [len(one.counted) for one in found] == [0, 1, 2]
    assert found[2].statistics == told[2]
