"""Workers that live for a third of a second: each has a last look at what waits for its collector before it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Process, Run, Target
from sparsemem.model.run_processes import others

TREES = 5000
WORK = f"""
import concurrent.futures, gc, multiprocessing, os, signal, sys, time
class Node:
    def __init__(self, parent=None):
        self.parent, self.children, self.data = parent, [], bytes(600)
def work(collects=False):
    gc.enable() if collects else gc.disable()
    gc.collect()
    gc.set_threshold(10**6)
    for _ in range({TREES}):
        root = Node()
        root.children.append(Node(root))
    root = None
    time.sleep(0.3)
"""
WAYS = ("a process", "a process that is killed", "a pool that is closed", "a pool that is terminated", "an executor")
WAYS_OF_FORKS = (
    "a fork that leaves",
    "a fork that comes to its end",
    "a fork that its parent terminates",
    "a fork that its parent kills",
)
"""In the order in which they are begun."""
EACH_WAY = """
def work_and_wait(done):
    work()
    done.set()
    time.sleep(600)
def each_way(method):
    context = multiprocessing.get_context(method)
    process = context.Process(target=work)
    process.start()
    process.join()
    done = context.Event()
    killed = context.Process(target=work_and_wait, args=(done,))
    killed.start()
    done.wait(60)
    killed.kill()
    killed.join()
    print(process.exitcode, killed.exitcode)
    pool = context.Pool(1)
    pool.map(work, [False])
    pool.close()
    pool.join()
    with context.Pool(1) as pool:
        pool.map(work, [False])
    with concurrent.futures.ProcessPoolExecutor(1, context) as pool:
        list(pool.map(work, [False]))
    sys.stdout.flush()
"""
FORKS = """
def forked(leave):
    worker = os.fork()
    if not worker:
        work()
        leave()
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
def ended_by(number):
    ready, done = os.pipe()
    worker = os.fork()
    if not worker:
        work()
        os.write(done, b"x")
        time.sleep(600)
    os.read(ready, 1)
    os.kill(worker, number)
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
forked(lambda: os._exit(status=3))
sys.stdout.flush()
forked(lambda: sys.exit(4))
ended_by(signal.SIGTERM)
ended_by(signal.SIGKILL)
"""


def measured(folder: Path, program: str, printed: str) -> Run:
    """One run that looks for garbage."""
    script, private = folder / "program.py", folder / "private"
    script.write_text(WORK + program)
    private.mkdir()
    target = Target("script", str(script), (), sys.executable)
    turn = Turn(1, 0, Command(()), Instrumentation(reads_owners=True))
    finished = measure_run(target, turn, Conditions(1 << 40, timeout_seconds=240), private)
    assert (finished.run.outcome, finished.trouble) == ("ok", None)
    assert finished.place.stderr.read_text() == ""
    assert finished.place.stdout.read_text() == printed
    return finished.run


def waiting(process: Process) -> tuple[int, str | None]:
    """How many trees wait, and why."""
    assert process.garbage is not None
    (cycle,) = (one for one in process.garbage.cycles if "Node" in one.types)
    return cycle.count, cycle.waits


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_each_way_to_end(tmp_path: Path, method: str) -> None:
    run = measured(tmp_path, f"{EACH_WAY}if __name__ == '__main__': each_way({method!r})", "0 -9\n")
    check([one for one in others(run) if one.garbage is not None], WAYS)


def test_each_way_of_a_fork_to_end(tmp_path: Path) -> None:
    check(list(others(measured(tmp_path, FORKS, "3\n4\n-15\n-9\n"))), WAYS_OF_FORKS)


LOKY = """
import joblib, shop
if __name__ == "__main__":
    print(sum(joblib.Parallel(n_jobs=2)(joblib.delayed(shop.work)(start) for start in (0, 20_000))))
"""
SHOP = """
import functools
@functools.cache
def load(number): return bytes(1000)
def work(start):
    for number in range(start, start + 20_000): load(number)
    return start
"""


def test_the_caches_of_workers_of_loky(tmp_path: Path) -> None:
    pytest.importorskip("joblib")
    (tmp_path / "shop.py").write_text(SHOP)
    run = measured(tmp_path, LOKY, "20000\n")
    rows = [(one.pid, row) for one in others(run) for row in one.caches or () if row.owner == "shop.load"]
    assert sum(row.entries for _, row in rows) == 40_000
    assert all(row.process == pid for pid, row in rows)


def check(processes: list[Process], ways: tuple[str, ...]) -> None:
    """All trees of each worker wait, and that was seen at its end."""
    workers = dict(zip(ways, processes, strict=True))
    assert {way: waiting(one) for way, one in workers.items()} == dict.fromkeys(ways, (TREES, "collector off"))
    assert all(one.last is not None and one.last.ledger is not None for one in workers.values())
    assert all((one.garbage_seconds or 0.0) > (one.first_seconds or 0.0) for one in workers.values())


def test_why_it_waits_where_the_worker_has_its_collector_on(tmp_path: Path) -> None:
    program = (
        "worker = multiprocessing.get_context('fork').Process(target=work, args=(True,))\n"
        "worker.start(); worker.join(); print(worker.exitcode)"
    )
    (worker,) = others(measured(tmp_path, program, "0\n"))
    assert waiting(worker) == (TREES, "threshold")


OURS = "[item for item in os.environ.items() if item[0].startswith(('PYTHON', 'SPARSEMEM'))]"
DESCRIBES = f"""
def describe():
    print({OURS}, sys.path, sys.argv, sorted({{*sys.modules}} - {{"threading", "_posixsubprocess"}}))
    print(sorted(os.listdir("/proc/self/fd")), open("/proc/self/cmdline").read().partition("(")[0])
if __name__ == "__main__":
    for method in ("spawn", "forkserver"):
        worker = multiprocessing.get_context(method).Process(target=describe)
        worker.start()
        worker.join()
    import subprocess
    print(subprocess.check_output([sys.executable, "-c", "import os; print({OURS})"]).decode())
"""


def test_a_fresh_worker_sees_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARSEMEM_SCALE", "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "of the user"))
    script = tmp_path / "program.py"
    script.write_text(WORK + DESCRIBES)
    plain = subprocess.run([sys.executable, script], cwd=Path.cwd(), capture_output=True, text=True, check=True)
    assert plain.stdout.count("of the user") > 3
    measured(tmp_path, DESCRIBES, plain.stdout)
