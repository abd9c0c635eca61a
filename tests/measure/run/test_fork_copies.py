"""What forks copied, by the kernel's sums: with numbers, and of real processes that live for a second."""

import os
import sys
from pathlib import Path

import pytest

from sparsemem.measure.moments.collector_counters import Counters
from sparsemem.measure.moments.page_sharing import read_rollup
from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.fork_copies import ForkCopies
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Target
from sparsemem.procfs import Rollup
from sparsemem.units import MB


def rollup(private: int, shared: int) -> Rollup:
    return Rollup((private + shared) * MB, private * MB, shared * MB, None, (private + shared) * MB)


def copied(*looks: tuple[Rollup, Rollup]) -> tuple[int, int]:
    """MB inherited and copied, of looks at a child and its parent."""
    copies = ForkCopies()
    for child, parent in looks:
        copies.look({1: parent, 2: child}, {2: 1, 1: 99})
    found = copies.record()
    assert set(found) == {2}
    return found[2].inherited_bytes // MB, found[2].copied_bytes // MB


PARENT = rollup(5, 95)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([(rollup(2, 98), PARENT), (rollup(70, 30), PARENT)], (100, 70)),
        ([(rollup(70, 30), PARENT)], (100, 70)),
        ([(rollup(2, 98), PARENT), (rollup(52, 98), PARENT)], (100, 2)),
        ([(rollup(50, 100), PARENT)], (100, 0)),
        ([(rollup(2, 98), PARENT), (rollup(1, 10), PARENT)], (100, 1)),
        ([(rollup(2, 98), PARENT), (rollup(98, 2), rollup(5, 2))], (100, 5)),
    ],
    ids=["copied", "copied before the first look", "new", "new before the first look", "given back", "parent freed"],
)
def test_what_was_copied(looks: list[tuple[Rollup, Rollup]], expected: tuple[int, int]) -> None:
    assert copied(*looks) == expected


def test_an_orphan_keeps_what_was_seen_beside_its_parent() -> None:
    copies = ForkCopies()
    copies.look({1: PARENT, 2: rollup(2, 98)}, {2: 1})
    copies.look({2: rollup(100, 0), 3: rollup(1, 1)}, {2: 1})
    assert copies.record()[2].copied_bytes == 2 * MB


def test_full_collections_count_from_the_first_look() -> None:
    counts = [Counters((40, 3, full), (0, 0, 0)) for full in (7, 7, 9)]
    copies = ForkCopies(lambda pid: lambda: counts.pop(0))
    copies.look({1: PARENT, 2: rollup(2, 98)}, {2: 1})
    assert copies.record()[2].full_collections == 0
    copies.look({1: PARENT, 2: rollup(2, 98)}, {2: 1})
    assert copies.record()[2].full_collections == 2


READERS = """
import gc, os, time
held = [str(number) * 3 for number in range(300_000)]
def fork(work):
    child = os.fork()
    if not child:
        work()
        time.sleep(1.0)
        os._exit(0)
    return child
def read():
    kept = [text for text in held]
children = [fork(read), fork(read), fork(lambda: None)]
for child in children: os.waitpid(child, 0)
"""


def test_real_workers_of_a_second(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(READERS)
    target = Target("script", str(tmp_path / "a.py"), (), sys.executable)
    run = measure_run(target, Turn(1, 0, Command(())), Conditions(1 << 40), tmp_path).run
    found = sorted(process.copies.copied_bytes for process in run.processes if process.copies)
    assert len(found) == 3
    assert found[0] < 5 << 20
    assert all(15 << 20 < size < 35 << 20 for size in found[1:])
    inherited = [process.copies.inherited_bytes for process in run.processes if process.copies]
    assert min(inherited) > 20 << 20


def test_the_kernel_tells_anonymous_memory_in_its_sums() -> None:
    assert (read_rollup(os.getpid()).anonymous_bytes or 0) > 1 << 20
