"""What a whole tree holds, by the kernel's proportional share: with numbers, and of real processes."""

import os
import sys
from pathlib import Path

import pytest

from sparsemem.measure.moments.page_sharing import read_rollup
from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run import tree_memory
from sparsemem.measure.run.outside_look import OutsideLook
from sparsemem.measure.run.single_run import measure_run
from sparsemem.measure.run.tree_memory import TreeMemory
from sparsemem.model import Sharing, Target
from sparsemem.procfs import Rollup
from sparsemem.units import MB
from sweeps import moment

NOTHING = Sharing(0.0, *[None] * 10)


@pytest.fixture
def shares(monkeypatch: pytest.MonkeyPatch) -> dict[int, Rollup]:
    """What the kernel says of each process."""
    told: dict[int, Rollup] = {}
    monkeypatch.setattr(tree_memory, "read_rollup", lambda pid: told.get(pid, Rollup(None, None, None)))
    return told


def rollup(pss: int, anonymous: int | None) -> Rollup:
    return Rollup(pss * MB, None, None, None if anonymous is None else anonymous * MB)


def look(pid: int, seconds: float, live: int, anonymous: int) -> OutsideLook:
    return OutsideLook(pid, seconds, moment(anonymous * MB, malloc_free=(anonymous - live) * MB), NOTHING)


def test_the_highest_sum_is_kept(shares: dict[int, Rollup]) -> None:
    memory = TreeMemory()
    for second, sizes in enumerate(((10, 20), (15, 60), (15, 30))):
        shares.update({pid: rollup(size, size - 5) for pid, size in enumerate(sizes, 1)})
        memory.look(float(second), [1, 2])
    found = memory.record(1, [])
    assert found is not None
    assert (found.seconds, found.processes, found.pss_bytes, found.root_pss_bytes) == (1.0, 2, 75 * MB, 15 * MB)
    assert (found.anonymous_bytes, found.live_bytes) == (65 * MB, None)


def test_a_root_alone_has_no_tree(shares: dict[int, Rollup]) -> None:
    memory = TreeMemory()
    shares[1] = rollup(100, 90)
    memory.look(0.0, [1])
    memory.look(1.0, [1, 2])  # the other one had gone when it was asked for
    assert memory.record(1, []) is None


def test_a_look_during_which_one_ended_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [rollup(20, 10), rollup(20, 10), rollup(50, 40), rollup(50, 40), rollup(20, 10), Rollup(None, None, None)]
    steady = [rollup(20, 10)] * 6
    monkeypatch.setattr(tree_memory, "read_rollup", lambda pid: (told or steady).pop(0))
    memory = TreeMemory()
    memory.look(1.0, [1, 2, 3])  # the second ends, and what the three shared is counted for it and for the third
    told.clear()
    memory.look(2.0, [1, 2, 3])
    found = memory.record(1, [])
    assert found is not None
    assert (found.seconds, found.pss_bytes) == (2.0, 60 * MB)


def test_live_heap_counts_by_the_share_of_the_pages_that_is_its_own(shares: dict[int, Rollup]) -> None:
    shares |= {1: rollup(50, 40), 2: rollup(30, 20)}
    memory = TreeMemory()
    memory.look(5.0, [1, 2])
    looks = [look(1, 1.0, 10, 10), look(1, 4.5, 30, 40), look(2, 5.5, 30, 40)]
    found = memory.record(1, looks)
    assert found is not None
    assert found.live_bytes == 30 * MB + 15 * MB


def test_what_the_kernel_does_not_tell_apart_is_unknown(shares: dict[int, Rollup]) -> None:
    shares |= {1: rollup(50, 40), 2: rollup(30, None)}
    memory = TreeMemory()
    memory.look(0.0, [1, 2])
    found = memory.record(1, [look(1, 0.0, 30, 40), look(2, 0.0, 30, 40)])
    assert found is not None
    assert (found.pss_bytes, found.anonymous_bytes, found.live_bytes) == (80 * MB, None, None)


WORKERS = """
import os, time
held = bytearray(40 << 20)
for page in range(0, len(held), 4096): held[page] = 1
children = []
for number in range(3):
    child = os.fork()
    if not child:
        own = bytearray(20 << 20)
        for page in range(0, len(own), 4096): own[page] = 1
        time.sleep(1.5)
        os._exit(0)
    children.append(child)
for child in children: os.waitpid(child, 0)
"""


def test_shared_pages_of_real_forks_count_once(tmp_path: Path) -> None:
    if read_rollup(os.getpid()).pss_anonymous_bytes is None:
        pytest.skip("this kernel does not tell anonymous memory apart in its sums")
    (tmp_path / "a.py").write_text(WORKERS)
    target = Target("script", str(tmp_path / "a.py"), (), sys.executable)
    run = measure_run(target, Turn(1, 0, Command(())), Conditions(1 << 40), tmp_path).run
    found = run.tree_peak
    assert found is not None
    assert found.processes == 4
    assert 100 << 20 <= (found.anonymous_bytes or 0) <= 130 << 20
    assert found.pss_bytes < 160 << 20
