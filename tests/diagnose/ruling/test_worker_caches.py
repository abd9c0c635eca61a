"""Caches of the processes beside the root: one finding for those of one name, none for what a fork was born with."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.rules import unbounded_cache
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Heap, HeapCache, Process
from sparsemem.units import MB
from sweeps import moment, run, sweep


def cache(entries: int, process: int | None = None) -> HeapCache:
    size = entries * 1000
    found = HeapCache("shop.load", "functools.lru_cache", entries, *(None,) * 6, size, None, None)
    return replace(found, process=process)


def worker(pid: int, entries: int | None, forked: bool = True) -> Process:
    caches = None if entries is None else (cache(entries, pid),)
    return Process(pid, 1, "python3 a.py", None, moment(100 * MB), forked=forked, caches=caches)


ROOT = Process(1, 0, "python3 a.py", None, moment(100 * MB))


def found(*workers: Process, own: int = 0, in_family: bool = False) -> list[Finding]:
    """What SM141 finds, with a cache of so many entries in the root."""
    heap = Heap(1, 100 * MB, None, None, None, (), (), caches=(cache(own),) if own else ())
    processes = (ROOT, *workers)
    measured = sweep(replace(run(1), processes=() if in_family else processes), scales=(1,))
    family = processes if in_family else ()
    return list(unbounded_cache.RULE.findings(Measurements(measured, heap=heap, family=family)))


@pytest.mark.parametrize("in_family", [False, True])
def test_those_of_one_name_are_one_finding_with_the_largest_named(in_family: bool) -> None:
    (finding,) = found(worker(2, 30_000), worker(3, 40_000), worker(4, None), in_family=in_family)
    assert finding.subject == "shop.load"
    assert finding.bytes == 40_000_000
    assert finding.message.startswith(
        "shop.load (functools.lru_cache) of process 3 holds 38.1 MB in 40,000 entries, 38 % of its anonymous memory "
        "(another process has it as well, 66.8 MB in all), and has no bound."
    )
    assert [one["pid"] for one in finding.evidence["workers"]] == [3, 2]


def test_what_a_fork_has_as_its_parent_had_it_is_its_parents() -> None:
    (finding,) = found(worker(2, 30_000), worker(3, 30_100), own=30_000)
    assert "process" not in finding.message
    assert "workers" not in finding.evidence


def test_what_a_fork_or_a_fresh_worker_has_filled_itself_counts() -> None:
    (finding,) = found(worker(2, 60_000), worker(3, 30_000, forked=False), own=30_000)
    assert "(2 further processes have it as well, 114 MB in all)" in finding.message


def test_small_caches_of_workers_are_silence() -> None:
    assert found(worker(2, 5_000), worker(3, 5_000)) == []
