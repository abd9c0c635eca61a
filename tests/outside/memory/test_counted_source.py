"""Mappings and pages that were counted in one pass, against smaps and pagemap."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sparsemem.outside import make_reading, open_source
from sparsemem.outside.memory import counted_source
from sparsemem.outside.memory.counted_source import ScannedPagemap, open_counted_source
from sparsemem.outside.memory.page_scan import PageScan
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import find_regions
from sparsemem.outside.memory.residency import PAGE
from sparsemem.procfs import Status, parse_status
from tests.laboratory import wait_for_rest
from tests.outside.children import Start

MB = 1 << 20
MAPPINGS = """
import mmap, os, sys, tempfile
kept = [[str(number)] for number in range(50_000)]
del kept[::3]
shared = mmap.mmap(-1, 3 << 20); shared[: 1 << 20] = b"x" * (1 << 20)
sparse = mmap.mmap(-1, 9 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for page in range(0, len(sparse), 8192): sparse[page] = 1
zeros = mmap.mmap(-1, 2 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
read = [zeros[page] for page in range(0, len(zeros), 4096)]
file = tempfile.TemporaryFile(); file.write(b"y" * (2 << 20)); file.flush()
private = mmap.mmap(file.fileno(), 2 << 20, flags=mmap.MAP_PRIVATE); private[5000] = 1; read = private[: 1 << 20]
memory = os.memfd_create("a"); os.truncate(memory, 1 << 20)
posted = mmap.mmap(memory, 1 << 20); posted[: 9000] = b"z" * 9000
child = os.fork()
if child: os.waitpid(child, 0); os._exit(0)
"""


def counted(pid: int) -> Source:
    """Skips where the kernel has no such call."""
    try:
        PageScan(os.getpid()).rows(0, PAGE)
    except OSError:
        pytest.skip("this kernel has no PAGEMAP_SCAN (Linux 6.7)")
    found = open_counted_source(pid, open_source(pid).memory)
    assert found is not None
    return found


def test_each_mapping_is_as_smaps_says(start: Start) -> None:
    pid = start(MAPPINGS).pid
    wait_for_rest(pid)
    found, expected = counted(pid), open_source(pid)
    told = [replace(mapping, pss_bytes=None, shared_dirty_bytes=0) for mapping in expected.mappings]
    assert list(found.mappings) == told
    assert sum(mapping.anonymous_bytes for mapping in told) > 10 * MB
    for region in find_regions(told):
        ours, theirs = (one.pagemap.entries(region.start, region.end) for one in (found, expected))
        is_there = ours >> np.uint64(63)
        assert int(is_there.sum()) * PAGE == region.rss_bytes
        assert (theirs >> np.uint64(63) >= is_there).all()
    ledger = make_reading(found).moment.ledger
    assert ledger is not None
    assert ledger.total_bytes == sum(mapping.rss_bytes for mapping in told)


def test_ranges_are_cut_at_both_ends() -> None:
    rows = np.array([[2, 5, 8], [5, 6, 8], [8, 12, 8], [20, 21, 8]], np.uint64)
    rows[:, :2] *= np.uint64(PAGE)
    entries = ScannedPagemap(rows).entries(3 * PAGE, 10 * PAGE)
    assert (entries >> np.uint64(63)).tolist() == [1, 1, 1, 0, 0, 1, 1]


def test_more_ranges_than_one_call_tells(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    pid = start("x = [bytes(3_000) for _ in range(9_000)]; del x[::2]").pid
    wait_for_rest(pid)
    whole = counted(pid)
    monkeypatch.setattr("sparsemem.outside.memory.page_scan._ROOM", 3)
    assert list(counted(pid).mappings) == list(whole.mappings)
    assert make_reading(whole).moment == make_reading(open_source(pid)).moment


def status(pid: int) -> Status:
    return parse_status(Path(f"/proc/{pid}/status").read_text())


NOT_PLAIN = {
    "swapped": ("parse_status", lambda pid: replace(status(pid), swap_bytes=4096)),
    "far from the kernel's counter": (
        "parse_status",
        lambda pid: replace(status(pid), rss_bytes=(status(pid).rss_bytes or 0) + 9 * MB),
    ),
    "a kernel without the call": ("PageScan", None),
    "huge pages set apart": ("parse_devices", None),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_smaps(name: str, monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    pid = start("x = 1").pid
    memory = open_source(pid).memory
    counted(pid)
    what, answer = NOT_PLAIN[name]

    def instead(argument: Any, *_: Any) -> Any:
        if what == "PageScan":
            raise OSError(25, "Inappropriate ioctl for device")
        return answer(pid) if answer else frozenset({one.device for one in open_source(pid).mappings if one.is_file})

    monkeypatch.setattr(counted_source, what, instead)
    assert open_counted_source(pid, memory) is None


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/dev/nvidia0", id="device"),
        pytest.param("/anon_hugepage (deleted)", id="huge"),
        pytest.param("anon_inode:[io_uring]", id="of the kernel"),
    ],
)
def test_memory_of_devices_is_not_plain(path: str, start: Start) -> None:
    mapping = next(one for one in open_source(start("x = 1").pid).mappings if one.is_file)
    assert counted_source._is_plain(mapping, frozenset())
    assert not counted_source._is_plain(replace(mapping, path=path), frozenset())
