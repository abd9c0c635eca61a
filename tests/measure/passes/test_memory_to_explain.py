"""Where a run under a profiler would tell something: a peak, held memory, growth, memory that nobody owns."""

from dataclasses import replace
from pathlib import Path

import pytest

from commands import sparsemem
from sparsemem.diagnose.quantities.severity import is_loud
from sparsemem.measure.passes.memory_to_explain import has_memory_to_explain
from sparsemem.measure.passes.pass_protocol import Evidence
from sparsemem.model import Process, Run, Sharing
from sparsemem.model.run import LastLook
from sparsemem.units import MB
from sweeps import moment, run


def explains(*runs: Run) -> bool:
    return has_memory_to_explain(Evidence(runs), is_loud)


QUIET = run(1, end=moment(50 * MB))


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((QUIET, replace(QUIET, scale=2)), False),
        ((run(1, end=moment(50 * MB), peak=moment(57 * MB)),), False),
        ((run(1, end=moment(50 * MB), peak=moment(64 * MB)),), True),
        ((run(1, end=moment(50 * MB, python_free_blocks=9 * MB)),), False),
        ((run(1, end=moment(50 * MB, python_free_blocks=11 * MB)),), True),
        ((QUIET, run(2, end=moment(64 * MB))), True),
        ((QUIET, run(2, end=moment(58 * MB))), False),
        ((replace(QUIET, outcome="failed", ended="signal"),), False),
    ],
    ids=["quiet", "small peak", "peak", "little held", "held", "grows", "grows little", "failed"],
)
def test_what_is_worth_a_run_under_a_profiler(runs: tuple[Run, ...], expected: bool) -> None:
    assert explains(*runs) == expected


def test_a_run_that_left_early_is_judged_by_its_last_look() -> None:
    left = replace(QUIET, ended="left", moments=replace(QUIET.moments, end=None, peak=moment(90 * MB)))
    assert not explains(left)
    assert explains(replace(left, last=LastLook(1.0, 0.1, moment(50 * MB))))


def test_the_peak_of_a_worker_counts() -> None:
    root = Process(1, 0, "a", 50 * MB, moment(50 * MB))
    worker = Process(2, 1, "b", 90 * MB, moment(30 * MB))
    assert not explains(replace(QUIET, processes=(root, replace(worker, peak_rss_bytes=32 * MB))))
    assert explains(replace(QUIET, processes=(root, worker)))


def test_a_worker_that_grew_after_its_last_look_has_no_peak_that_passed() -> None:
    looked = Sharing(1.0, *[None] * 10)
    root = Process(1, 0, "a", 50 * MB, moment(50 * MB))
    worker = Process(2, 1, "b", 90 * MB, moment(30 * MB), last_seconds=1.2, last_sharing=looked)
    assert explains(replace(QUIET, processes=(root, worker)))
    assert not explains(replace(QUIET, processes=(root, replace(worker, last_seconds=2.0))))


def test_a_scan_of_an_innocent_program_makes_no_such_run(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(1)\n")
    done = sparsemem(tmp_path, "scan", "--repeats", "1", "a.py")
    assert "follows, with a profiler, where there is memory to explain" in done.stderr
    assert "One more run at 1x" not in done.stderr
    (tmp_path / "b.py").write_text("rows = [bytes(1000) for _ in range(60_000)]\ndel rows\nprint(1)\n")
    done = sparsemem(tmp_path, "scan", "--repeats", "1", "b.py")
    assert "One more run at 1x" in done.stderr
