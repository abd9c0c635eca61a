"""What waits for the collector in the workers of a run: in those that live at its end, and those gone by then."""

import sys
from pathlib import Path

import pytest

from asking import of_workers
from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run import worker_garbage
from sparsemem.measure.run.single_run import measure_run
from sparsemem.measure.run.worker_garbage import WorkerGarbage
from sparsemem.model import Garbage, Process, Run, Target
from sparsemem.outside.worker_reading import MOST_PINNERS, WorkerReading
from sparsemem.units import MB
from sweeps import moment, sweep

TREES = 20_000
WORK = f"""
import gc, os, pathlib, sys, time
class Node:
    def __init__(self, parent=None):
        self.parent, self.children, self.data = parent, [], bytes(600)
def work():
    gc.disable()
    for _ in range({TREES}):
        root = Node()
        root.children.append(Node(root))
def wait_for(name):
    deadline = time.monotonic() + 60
    while not pathlib.Path(__file__).with_name(name).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
"""
LIVES_ON = """
import functools
@functools.cache
def load(number): return bytes(1000)
ready, done = os.pipe()
root = os.getpid()
if not os.fork():
    work()
    for number in range(30_000): load(number)
    os.write(done, b"x")
    while os.getppid() == root: time.sleep(0.02)
    os._exit(0)
os.read(ready, 1)
deadline = time.monotonic() + 1.5
while time.monotonic() < deadline: time.sleep(0.05)
"""
IS_GONE = """
if not os.fork():
    work()
    wait_for("seen")
    os._exit(0)
os.wait()
"""


def measured(folder: Path, program: str, asked: Instrumentation) -> Run:
    """One run, whose probe does what is asked."""
    script, private = folder / "program.py", folder / "private"
    script.write_text(WORK + program)
    private.mkdir()
    target = Target("script", str(script), (), sys.executable)
    turn = Turn(1, 0, Command(()), asked)
    finished = measure_run(target, turn, Conditions(1 << 40, timeout_seconds=240), private)
    assert finished.run.outcome == "ok", finished.place.stderr.read_text()
    return finished.run


def worker(run: Run) -> Process:
    """The process that is not the root."""
    (found,) = (one for one in run.processes if one.parent in {other.pid for other in run.processes})
    return found


def test_a_worker_that_lives_at_the_end(tmp_path: Path) -> None:
    run = measured(tmp_path, LIVES_ON, Instrumentation(reads_owners=True))
    found = worker(run)

    assert found.garbage is not None
    assert found.last is not None
    assert found.last.ledger is not None
    (cycle,) = (one for one in found.garbage.cycles if "Node" in one.types)
    assert (cycle.count, cycle.waits) == (TREES, "collector off")
    assert found.garbage.bytes > 2 * TREES * 600
    parts = (found.last.ledger.python_garbage_bytes or 0) + (found.last.ledger.malloc_garbage_bytes or 0)
    assert parts == pytest.approx(found.garbage.bytes, rel=0.02)
    assert found.last.ledger.total_bytes == found.last.rss_bytes
    assert (found.garbage_seconds or 0) <= (found.last_seconds or 0)
    finding, cache = of_workers(sweep(run))
    assert (finding.code, finding.severity) == ("SM130", "warning")
    assert finding.location is not None
    assert finding.location.path.endswith("program.py")
    assert (cache.code, cache.severity, cache.subject) == ("SM141", "warning", "__main__.load")
    assert cache.message.startswith(f"__main__.load (functools.lru_cache) of process {found.pid} holds ")
    assert cache.evidence["entries"] == 30_000
    held = {one.owner: one.retained_bytes for one in found.owners or ()}
    assert held["__main__.load"] == pytest.approx(30_000 * (1000 + 33 + 8 + 150), rel=0.15)


def test_a_worker_that_is_gone_by_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(pid: int, is_stopped: bool, asks_who_keeps: bool) -> WorkerReading:
        found = real(pid, is_stopped, asks_who_keeps)
        if found.garbage is not None and found.garbage.tracked >= 4 * TREES:
            (tmp_path / "seen").touch()
        return found

    real = worker_garbage.read_worker
    monkeypatch.setattr(worker_garbage, "read_worker", read)
    found = worker(measured(tmp_path, IS_GONE, Instrumentation(reads_owners=True)))
    assert found.garbage is not None
    assert found.garbage.tracked >= 4 * TREES
    assert found.garbage_seconds is not None


SPARSE = """
if not os.fork():
    rows = [(f"row {at}", at * 1.5) for at in range(300_000)]
    KEPT = [row[0] for row in rows[::50]]
    del rows
    pathlib.Path(__file__).with_name("ready").touch()
    wait_for("seen")
    os._exit(0)
wait_for("ready")
os.wait()
"""


def test_who_keeps_the_free_memory_of_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(pid: int, is_stopped: bool, asks_who_keeps: bool) -> WorkerReading:
        found = real(pid, is_stopped, asks_who_keeps)
        if found.pinners:
            (tmp_path / "seen").touch()
        return found

    real = worker_garbage.read_worker
    monkeypatch.setattr(worker_garbage, "read_worker", read)
    found = worker(measured(tmp_path, SPARSE, Instrumentation(reads_owners=True)))
    assert found.pinners
    assert len(found.pinners) <= 2 * MOST_PINNERS
    assert found.pinners[0].owner == "__main__.KEPT"
    assert found.pinners[0].share_bytes > 20 * MB


def test_nobody_looks_where_nobody_asks() -> None:
    looks = WorkerGarbage(is_asked=False)
    looks.begin_end()
    assert looks.look(1, 0.5, moment(100 * MB)) is looks.look_at_end(1, 0.5, moment(100 * MB)) is None
    assert looks.found == {}


def test_who_grows_is_not_looked_at_until_it_is_done_or_has_gone_on_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def take(pid: int, is_stopped: bool, asks_who_keeps: bool) -> WorkerReading:
        read.append(pid)
        return WorkerReading(Garbage(1, 1, 0, 0, ()), ())

    monkeypatch.setattr(worker_garbage, "read_worker", take)
    looks = WorkerGarbage(is_asked=True)
    for seconds, size in ((0.1, 20), (0.2, 40), (0.3, 60), (0.4, 61)):
        assert read == []
        looks.look(1, seconds, moment(size * MB))
    assert read == [1]
    for seconds in (0.1, 0.9, 1.9, 11.0):
        assert read == [1]
        looks.look(2, seconds, moment(int(10 + 10 * seconds) * MB))
    assert read == [1, 2]


def test_a_look_waits_until_its_share_is_earned(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def take(pid: int, is_stopped: bool, asks_who_keeps: bool) -> WorkerReading:
        sum(range(300_000))
        read.append(pid)
        return WorkerReading(Garbage(1, 1, 0, 0, ()), ())

    monkeypatch.setattr(worker_garbage, "read_worker", take)
    looks = WorkerGarbage(is_asked=True)
    for pid in (1, 1, 1, 2, 2):
        looks.look(pid, 0.0, moment(50 * MB))
    looks.look(3, 0.0, moment(worker_garbage.LEAST_BYTES - 1))
    looks.look(4, 0.0, moment(4 * worker_garbage.MOST_BYTES, python_live=2 * worker_garbage.MOST_BYTES))
    assert read == [1, 2], "one was looked at just now, one is small, and one would take too long"
    looks.begin_end()
    looks.look_at_end(4, 0.0, moment(4 * worker_garbage.MOST_BYTES))
    assert read == [1, 2, 4]
