"""Workers that live for a third of a second: each has a last look at what waits for its collector before it ends."""

import sys
from pathlib import Path

from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Process, Run, Target
from sparsemem.model.run_processes import others

TREES = 5000
WORK = f"""
import concurrent.futures, gc, multiprocessing, os, signal, sys, time
context = multiprocessing.get_context("fork")
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
WAYS = (
    "a process",
    "a pool that is closed",
    "a pool that is terminated",
    "an executor",
    "a fork that leaves",
    "a fork that comes to its end",
    "a fork that its parent terminates",
    "a fork that its parent kills",
)
"""In the order in which they are begun."""
EACH_WAY = """
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
process = context.Process(target=work)
process.start()
process.join()
print(process.exitcode)
pool = context.Pool(1)
pool.map(work, [False])
pool.close()
pool.join()
with context.Pool(1) as pool:
    pool.map(work, [False])
with concurrent.futures.ProcessPoolExecutor(1, context) as pool:
    list(pool.map(work, [False]))
sys.stdout.flush()
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


def test_each_way_to_end(tmp_path: Path) -> None:
    run = measured(tmp_path, EACH_WAY, "0\n3\n4\n-15\n-9\n")
    workers = dict(zip(WAYS, others(run), strict=True))
    assert {way: waiting(one) for way, one in workers.items()} == dict.fromkeys(WAYS, (TREES, "collector off"))
    assert all(one.last is not None and one.last.ledger is not None for one in workers.values())
    assert all((one.garbage_seconds or 0.0) > (one.first_seconds or 0.0) for one in workers.values())


def test_why_it_waits_where_the_worker_has_its_collector_on(tmp_path: Path) -> None:
    program = (
        "worker = context.Process(target=work, args=(True,)); worker.start(); worker.join(); print(worker.exitcode)"
    )
    (worker,) = others(measured(tmp_path, program, "0\n"))
    assert waiting(worker) == (TREES, "threshold")
