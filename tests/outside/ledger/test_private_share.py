"""Pages that a fork shares with its parent: told apart, and left as they are by our reading."""

from pathlib import Path

import pytest

from sparsemem.outside import read_ledger
from sparsemem.outside.memory.live_process import FileMemory, ProcessMemory
from sparsemem.outside.memory.process_source import open_source
from sparsemem.procfs import parse_rollup, parse_smaps
from sparsemem.units import MB
from tests.outside.children import Child, Start, wait_until_it_sleeps

FORK = """
import os
ROWS = [[str(i)] for i in range(150_000)]
KEPT, ROWS = ROWS[::40], None
ends = os.pipe()
EXTRA = os.fork()
if not EXTRA:
    os.close(ends[1])
    {work}
    os.read(ends[0], 1)
    os._exit(0)
"""
MAKES_ITS_OWN = "MORE = [[str(i)] for i in range(300_000)]; LEFT, MORE = MORE[::40], None"


def start_fork(start: Start, work: str) -> Child:
    """A parent whose fork has done its work; `extra` is the fork's pid."""
    parent = start(FORK.format(work=work))
    wait_until_it_sleeps(parent.extra)
    return parent


def own_bytes(pid: int) -> int:
    """Pages that nobody else has mapped, by the kernel's own sum."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    lines = [line.split() for line in text.splitlines() if line.startswith("Private_")]
    return sum(int(line[1]) for line in lines) * 1024


def test_reading_a_fork_or_its_parent_copies_no_page(start: Start) -> None:
    parent = start_fork(start, "pass")
    before = [own_bytes(pid) for pid in (parent.pid, parent.extra)]
    for pid in (parent.pid, parent.extra) * 2:
        read_ledger(pid)
    after = [own_bytes(pid) for pid in (parent.pid, parent.extra)]
    assert all(abs(one - other) < MB for one, other in zip(before, after, strict=True))


def test_what_is_free_in_the_parent_is_not_the_fork_s_own(start: Start) -> None:
    parent = start_fork(start, "pass")
    reading = read_ledger(parent.extra)
    assert reading.moment.ledger is not None
    assert (reading.moment.ledger.python_free_bytes or 0) > 10 * MB
    assert reading.owned.python_free_bytes < MB
    assert reading.owned.shared_bytes > 10 * MB


def test_what_a_fork_has_made_itself_is_its_own(start: Start) -> None:
    parent = start_fork(start, MAKES_ITS_OWN)
    reading = read_ledger(parent.extra)
    rollup = parse_rollup(Path(f"/proc/{parent.extra}/smaps_rollup").read_text())
    assert reading.owned.python_free_bytes > 10 * MB
    assert abs(reading.owned.own_bytes - (rollup.private_dirty_bytes or 0)) < 2 * MB


def test_a_process_that_shares_nothing_owns_all_of_it(start: Start) -> None:
    reading = read_ledger(start("ROWS = [str(i) for i in range(100_000)]").pid)
    assert reading.owned.shared_bytes < MB
    assert reading.owned.own_bytes > 5 * MB


@pytest.mark.parametrize(("work", "kind"), [(FORK.format(work="pass"), FileMemory), ("EXTRA = 0", ProcessMemory)])
def test_shared_pages_are_read_without_pinning_them(start: Start, work: str, kind: type) -> None:
    child = start(work)
    mappings = parse_smaps(Path(f"/proc/{child.pid}/smaps").read_text())
    assert any(one.is_shared_by_fork for one in mappings) == (kind is FileMemory)
    assert isinstance(open_source(child.pid).memory, kind)
