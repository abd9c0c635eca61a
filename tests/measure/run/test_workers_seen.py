"""Real trees of processes: who fragments is found and named, who is healthy is left alone, and nothing breaks."""

import sys
from pathlib import Path

import pytest

from asking import ask, of_workers
from sparsemem.diagnose.rules import copied_pages
from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run import outside_looks
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Process, Run, Target
from sparsemem.model.run_processes import others
from sparsemem.procfs import Rollup
from sparsemem.units import MB
from sweeps import sweep

WORK = '''
import gc, os, pathlib, sys, time
def be_seen():
    """Until somebody has looked, from beginning to end."""
    seen = pathlib.Path(__file__).with_name(f"seen-{os.getpid()}")
    for _ in range(2):
        seen.unlink(missing_ok=True)
        deadline = time.monotonic() + 50
        while not seen.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
def work(number, bad, count=150_000):
    if number == bad:
        rows = {i: {"id": i, "name": f"user {i}"} for i in range(count)}
        kept = {row["name"].upper(): i for i, row in rows.items() if i % 40 == 0}
        del rows
    else:
        kept = [str(i) for i in range(count)]
    be_seen()
    return len(kept)
'''
POOL = """
import multiprocessing
if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    workers = [context.Process(target=work, args=(number, int(sys.argv[2]))) for number in range(4)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
"""
EXECUTOR = """
import concurrent.futures
if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        print(*pool.map(work, (0, 1), (1, 1)))
"""
PREFORK = """
import signal
if __name__ == "__main__":
    for number in range(3):
        if not os.fork():
            work(number, bad=1)
            os._exit(0)
    for _ in range(3): os.wait()
"""
PIPELINE = """
import subprocess
sort = subprocess.Popen(["sort", "-n"], stdin=-1, stdout=-1, text=True)
for i in range(200_000, 0, -1): sort.stdin.write(f"{i}\\n")
for _ in range(5): subprocess.run(["true"], check=True)
time.sleep(0.3)
out, _ = sort.communicate()
print(len(out))
"""
SHARED_TABLE = """
TABLE = [{"id": i, "name": [f"user {i}"]} for i in range(100_000)]
gc.collect()
if sys.argv[1] == "freeze": gc.freeze()
if child := os.fork():
    os.waitpid(child, 0)
else:
    be_seen()
    gc.collect()
    be_seen()
    os._exit(0)
"""


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Runs a program, whose `be_seen` returns when the outlook has read its process's memory."""

    def read_rollup(pid: int) -> Rollup:
        (tmp_path / f"seen-{pid}").touch()
        return real(pid)

    def run(program: str, *arguments: str) -> Run:
        script = tmp_path / "program.py"
        script.write_text(WORK + program)
        (tmp_path / "private").mkdir()
        target = Target("script", str(script), arguments, sys.executable)
        conditions = Conditions(1 << 40, timeout_seconds=240)
        turn = Turn(1, 0, Command(arguments))
        finished = measure_run(target, turn, conditions, tmp_path / "private")
        assert finished.run.outcome == "ok", finished.place.stderr.read_text()
        return finished.run

    real = outside_looks.read_rollup
    monkeypatch.setattr(outside_looks, "read_rollup", read_rollup)
    return run


def workers(run: Run) -> list[Process]:
    """The processes that hold more than an interpreter does."""
    return [one for one in run.processes if one.last_sharing and (one.last_sharing.own_heap_bytes or 0) > 8 * MB]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_the_one_of_four_that_fragments_is_found_and_named(measured, method: str) -> None:  # type: ignore[no-untyped-def]
    run = measured(POOL, method, "2")
    (finding,) = of_workers(sweep(run))
    (bad,) = finding.evidence["workers"]
    (process,) = (one for one in run.processes if one.pid == bad["pid"])

    assert (finding.code, finding.severity) == ("SM101", "warning")
    assert finding.message.startswith(f"Worker {bad['number']} of 4 (pid {process.pid}, ")
    assert process.last is not None
    assert (process.last.gap_bytes or 0) > 30 * MB
    ledgers = [(one.last.rss_bytes, one.last.ledger) for one in run.processes if one.last and one.last.ledger]
    assert len(ledgers) >= 5
    assert process.forked == (method != "spawn")
    assert all(ledger.total_bytes == rss for rss, ledger in ledgers)
    assert (finding.bytes or 0) > 30 * MB


def test_four_healthy_workers_are_healthy(measured) -> None:  # type: ignore[no-untyped-def]
    run = measured(POOL, "fork", "9")
    assert len(workers(run)) == 4
    assert of_workers(sweep(run)) == []
    assert ask(copied_pages, sweep(run)) is None


@pytest.mark.parametrize("program", [EXECUTOR, PREFORK], ids=["concurrent.futures", "prefork"])
def test_other_ways_to_have_workers(measured, program: str) -> None:  # type: ignore[no-untyped-def]
    (finding,) = of_workers(sweep(measured(program)))
    assert finding.code == "SM101"
    assert len(finding.evidence["workers"]) == 1


def test_a_pipeline_with_a_program_that_is_no_python(measured) -> None:  # type: ignore[no-untyped-def]
    run = measured(PIPELINE)
    (sort,) = (one for one in run.processes if one.command == "sort -n")

    assert of_workers(sweep(run)) == []
    assert sort.peak_rss_bytes
    assert sort.forked is False
    assert sort.last_sharing is None or sort.last_sharing.python_free_bytes is None
    # Whoever was gone before a look is there, and nothing is said of its memory.
    unseen = [one for one in others(run) if one.last_sharing is None]
    assert all(one.last is None or one.last.ledger is None for one in unseen)


@pytest.mark.slow
def test_a_collection_copies_what_forks_share_and_freezing_it_before_keeps_it_shared(
    measured, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    run = measured(SHARED_TABLE, "as it is")
    copied, finding = copied_pages.copied_bytes(run), ask(copied_pages, sweep(run))
    (tmp_path / "private").rename(tmp_path / "first")
    frozen = measured(SHARED_TABLE, "freeze")
    kept = copied_pages.copied_bytes(frozen)

    assert copied is not None
    assert kept is not None
    assert copied > 12 * MB
    assert kept < 0.1 * copied
    assert finding is not None
    assert finding.severity == "note"
    assert ask(copied_pages, sweep(frozen)) is None
