"""What a scan sees of the processes while they run, and whether inside and outside tell the same."""

import sys
from pathlib import Path

import pytest

from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Run, Target
from sparsemem.units import MB

CHAIN = """
rows = {i: {"id": i, "name": f"user {i}"} for i in range(150_000)}
KEPT = {row["name"].upper(): i for i, row in rows.items() if i % 40 == 0}
buffers = [bytes(2_000) for _ in range(20_000)][::3]
del rows
"""
PEAK = """
import time
begun = time.monotonic()
table = [(i, str(i)) for i in range(400_000)]
# As long as it took to build, several times: a busy machine is slow to build and slow to look.
time.sleep(1.5 + 4 * (time.monotonic() - begun))
del table
"""
HOLDS_THE_GIL = """
total = sum(range(150_000_000))
"""
WORKERS = """
import multiprocessing, time
def hold(count):
    table = [str(i) for i in range(count)]
    time.sleep(2.5)
if __name__ == "__main__":
    context = multiprocessing.get_context({method!r})
    workers = [context.Process(target=hold, args=(200_000,)) for _ in range(2)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
"""


def run(folder: Path, program: str) -> Run:
    """One run of a program that ends well."""
    script = folder / "program.py"
    script.write_text(program)
    private = folder / "private"
    private.mkdir()
    target = Target("script", str(script), (), sys.executable)
    finished = measure_run(target, Turn(1, 0, Command(())), Conditions(1 << 40), private)
    assert finished.run.outcome == "ok"
    return finished.run


def test_the_ledger_read_from_outside_is_what_the_allocators_count(tmp_path: Path) -> None:
    moments = run(tmp_path, CHAIN).moments

    for moment in (moments.end, moments.after_trim):
        assert moment is not None
        assert moment.ledger is not None
        python, malloc = moment.allocated.python_bytes or 0, moment.allocated.malloc_bytes or 0
        assert abs((moment.ledger.python_live_bytes or 0) - python) < 0.01 * python
        # Chunks in a thread's cache are live to the one and free to the other, and pages may be untouched.
        assert abs((moment.ledger.malloc_live_bytes or 0) - malloc) < 0.02 * malloc + 300_000
        assert moment.ledger.total_bytes == moment.rss_bytes


def test_moments_that_were_read_in_either_way_agree(tmp_path: Path) -> None:
    moments = run(tmp_path, CHAIN).moments
    read, shared_out = moments.end, moments.after_atexit

    assert read is not None
    assert read.ledger is not None
    assert shared_out is not None
    assert shared_out.ledger is not None
    for name, size in read.ledger.parts():
        other = getattr(shared_out.ledger, name)
        assert abs((size or 0) - (other or 0)) < 0.02 * read.rss_bytes + MB, name


def test_a_peak_that_lasts_is_seen_with_its_live_heap(tmp_path: Path) -> None:
    found = run(tmp_path, PEAK)
    peak, end = found.moments.peak, found.moments.end

    assert peak is not None
    assert end is not None
    assert peak.ledger is not None
    assert (peak.live_bytes or 0) > 0.8 * peak.rss_bytes
    assert (end.live_bytes or 0) < 0.5 * (peak.live_bytes or 0)
    assert (found.peak_unseen_bytes or 0) < 0.05 * (found.peak_rss_bytes or 0)


def test_it_sees_while_c_code_holds_the_interpreter(tmp_path: Path) -> None:
    found = run(tmp_path, HOLDS_THE_GIL)

    assert len(found.timeline) > 20
    assert [sample for sample in found.timeline if sample.live_bytes is not None]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_each_worker_has_a_last_moment_with_a_ledger(tmp_path: Path, method: str) -> None:
    found = run(tmp_path, WORKERS.format(method=method))
    large = [process for process in found.processes if (process.peak_rss_bytes or 0) > 20 * MB]
    ledgers = [process.last.ledger for process in large if process.last is not None]

    assert len(large) >= 2
    assert sum(1 for ledger in ledgers if ledger and (ledger.python_live_bytes or 0) > 8 * MB) >= 2
