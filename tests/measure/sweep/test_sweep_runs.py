"""The runs of a sweep: their order, what ends it, and the state that each begins with."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sparsemem.errors import InputError, SparsememError
from sparsemem.measure.knobs.environment_knob import EnvironmentScaling
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.machine.environment_facts import read_environment
from sparsemem.measure.moments.look import OwnersRead
from sparsemem.measure.passes.heap_owners import HeapOwners
from sparsemem.measure.program.command import Command
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.sweep_order import turns
from sparsemem.measure.sweep.sweep_runs import Measured, measure_sweep
from sparsemem.model import Plan, Run, Target
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE
from sparsemem.units import GB, MB
from sweeps import run

READ = "import os, sys, time\nfrom pathlib import Path\nscale = int(os.environ['SPARSEMEM_SCALE'])\n"


def plan(*scales: int, repeats: int = 1) -> Plan:
    return Plan("environment", "a test", scales, repeats)


def order(wanted: Plan, outcome: Callable[[int, int], str] = lambda scale, repeat: "ok") -> list[tuple[int, int]]:
    """Scale and repeat of the runs that are made when each ends with the outcome that it is given."""
    runs: list[Run] = []
    for scale, repeat in turns(wanted, runs):
        runs.append(run(scale, repeat, outcome=outcome(scale, repeat)))
    return [(one.scale, one.repeat) for one in runs]


def test_each_repeat_goes_through_all_scales() -> None:
    assert order(plan(1, 2, 4, repeats=2)) == [(1, 0), (2, 0), (4, 0), (1, 1), (2, 1), (4, 1)]


@pytest.mark.parametrize("outcome", ["failed", "timeout", "max_rss", "interrupted"])
def test_a_first_run_that_fails_ends_the_sweep(outcome: str) -> None:
    assert order(plan(1, 2, repeats=2), lambda scale, repeat: outcome) == [(1, 0)]


def test_a_later_run_that_fails_ends_only_its_own_scale() -> None:
    runs = order(plan(1, 2, 3, repeats=2), lambda scale, repeat: "failed" if scale == 2 else "ok")
    assert runs == [(1, 0), (2, 0), (3, 0), (1, 1), (3, 1)]


@pytest.mark.parametrize("outcome", ["timeout", "max_rss"])
def test_a_run_over_a_bound_rules_out_its_scale_and_larger_ones(outcome: str) -> None:
    runs = order(plan(1, 2, 3, 4, repeats=2), lambda scale, repeat: outcome if scale == 3 else "ok")
    assert runs == [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1)]


def test_a_repeat_that_fails_later_keeps_its_scale_from_being_run_again() -> None:
    runs = order(plan(1, 2, repeats=3), lambda scale, repeat: "failed" if (scale, repeat) == (2, 1) else "ok")
    assert runs == [(1, 0), (2, 0), (1, 1), (2, 1), (1, 2)]


def test_an_interruption_ends_the_sweep() -> None:
    assert order(plan(1, 2, 3), lambda scale, repeat: "interrupted" if scale == 2 else "ok") == [(1, 0), (2, 0)]


@dataclass
class Notes:
    """An observer that writes down what it is told, and the outputs while they are there."""

    told: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)

    def named(self, name: str) -> "Notes":
        return self

    def planned(self, plan: Plan) -> None:
        self.told.append("planned")

    def say(self, sentence: str) -> None:
        self.told.append(sentence)

    def started(self, scale: int, repeat: int) -> None:
        self.told.append(f"started {scale}/{repeat}")

    def running(self, rss_bytes: int) -> None:
        assert rss_bytes > 0

    def reading_owners(self) -> None:
        self.told.append("reading owners")

    def finished(self, finished: Finished) -> None:
        self.told.append(f"finished {finished.run.scale}/{finished.run.repeat}")
        self.outputs.append(finished.place.stdout.read_text())


SCALING = EnvironmentScaling((), "environment", "a test")


@dataclass
class Bench:
    """A working directory in which scripts are measured."""

    folder: Path
    python: str
    notes: Notes = field(default_factory=Notes)

    def measure(self, text: str, wanted: Plan, scaling: Scaling = SCALING, **conditions: object) -> Measured:
        script = self.folder / "a.py"
        script.write_text(READ + text)
        bounds = Conditions(**({"max_rss_bytes": 4 * GB} | conditions))  # type: ignore[arg-type]
        target = Target("script", str(script), (), self.python)
        return measure_sweep(Subject(target, scaling, self.notes), wanted, bounds)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench whose working directory is empty but for the script, and is the current one."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return Bench(tmp_path, sys.executable)


def test_each_run_is_announced_and_its_output_lies_there_when_it_is_finished(bench: Bench) -> None:
    measured = bench.measure("print('at', scale)", plan(1, 3))
    assert bench.notes.told == ["planned", "started 1/0", "finished 1/0", "started 3/0", "finished 3/0"]
    assert bench.notes.outputs == ["at 1\n", "at 3\n"]
    assert [one.outcome for one in measured.runs] == ["ok", "ok"]
    assert measured.problem is None
    assert measured.sweep().completed_scales == [1, 3]


def test_a_run_has_all_its_moments_and_a_ledger_that_adds_up(bench: Bench) -> None:
    done = bench.measure("block = bytes(30 << 20)\nkept = b'x' * (30 << 20)", plan(1)).runs[0]
    moments = done.moments
    for name in ("start", "end", "after_atexit", "after_collect", "after_release", "after_trim"):
        found = getattr(moments, name)
        assert found.ledger.total_bytes == found.rss_bytes
    assert moments.start and moments.end and moments.start.ledger and moments.end.ledger  # noqa: PT018
    malloc = moments.end.ledger.malloc_live_bytes
    assert malloc is not None
    assert malloc >= 30 * MB
    assert done.peak_rss_bytes is not None
    assert done.peak_rss_bytes >= moments.end.rss_bytes
    assert done.exit_code == 0
    assert done.wall_seconds > 0


def test_a_failing_first_run_is_the_last(bench: Bench) -> None:
    measured = bench.measure("os.kill(os.getpid(), 9)", plan(1, 2, repeats=2))
    assert [(one.outcome, one.exit_code) for one in measured.runs] == [("failed", -9)]


def test_a_scale_that_fails_is_left_out_of_the_repeats(bench: Bench) -> None:
    measured = bench.measure("assert scale != 2", plan(1, 2, 3, repeats=2))
    assert [(one.scale, one.outcome) for one in measured.runs] == [
        (1, "ok"),
        (2, "failed"),
        (3, "ok"),
        (1, "ok"),
        (3, "ok"),
    ]


def test_a_timeout_rules_out_the_larger_scales(bench: Bench) -> None:
    measured = bench.measure("time.sleep(60 * (scale >= 2))", plan(1, 2, 3), timeout_seconds=1.0)
    assert [(one.scale, one.outcome) for one in measured.runs] == [(1, "ok"), (2, "timeout")]


def test_setup_makes_a_fresh_state_before_each_run(bench: Bench) -> None:
    text = "rows = Path('db').read_text()\nPath('db').write_text(rows + 'x')\nprint(rows)"
    measured = bench.measure(text, plan(1, 2), setup="echo fresh > db")
    assert bench.notes.outputs == ["fresh\n\n"] * 2
    assert [one.outcome for one in measured.runs] == ["ok", "ok"]


def test_a_setup_that_fails_is_said_with_its_last_line_and_nothing_is_run(bench: Bench) -> None:
    measured = bench.measure("Path('ran').touch()", plan(1), setup="echo first >&2; echo no database >&2; exit 3")
    assert str(measured.problem) == (
        "--setup 'echo first >&2; echo no database >&2; exit 3' ended with status 3: no database"
    )
    assert measured.runs == []
    assert not Path("ran").exists()


def test_a_copy_of_the_working_directory_is_made_for_each_run(bench: Bench) -> None:
    Path("rows").write_text("1\n")
    Path("dangling").symlink_to("nowhere")
    text = "print(Path('rows').read_text(), end='')\nPath('rows').write_text('2')\nPath('new').touch()"
    measured = bench.measure(text, plan(1, 2), copy_cwd=True)
    assert [one.outcome for one in measured.runs] == ["ok", "ok"]
    assert bench.notes.outputs == ["1\n"] * 2
    assert Path("rows").read_text() == "1\n"
    assert not Path("new").exists()


def test_setup_works_in_the_copy(bench: Bench) -> None:
    measured = bench.measure("print(Path('made').exists())", plan(1), setup="touch made", copy_cwd=True)
    assert bench.notes.outputs == ["True\n"]
    assert measured.runs[0].outcome == "ok"
    assert not Path("made").exists()


def test_a_working_directory_that_cannot_be_copied_is_said_in_one_sentence(bench: Bench) -> None:
    os.mkfifo("pipe")
    measured = bench.measure("Path('ran').touch()", plan(1), copy_cwd=True)
    assert measured.problem is not None
    assert str(measured.problem).startswith("--copy-cwd: pipe cannot be copied")
    assert measured.runs == []


@pytest.mark.parametrize(("status", "outcome"), [(4, "ok"), (0, "failed"), (5, "failed")])
def test_the_expected_status_is_the_good_one(bench: Bench, status: int, outcome: str) -> None:
    assert bench.measure(f"sys.exit({status})", plan(1), expect_exit=4).runs[0].outcome == outcome


def test_no_file_of_ours_is_left_behind(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (bench.folder / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(bench.folder / "tmp"))
    bench.measure("Path(os.environ.get('TMPDIR', '/tmp')).exists()", plan(1, 2), copy_cwd=True)
    bench.measure("sys.exit(1)", plan(1))
    assert list((bench.folder / "tmp").iterdir()) == []


def test_a_copy_is_no_part_of_itself(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(Path.cwd()))
    measured = bench.measure("print(sorted(os.listdir()))", plan(1), copy_cwd=True)
    assert measured.problem is None
    assert bench.notes.outputs == ["[]\n"]


class Interrupted(EnvironmentScaling):
    """Ctrl-C comes while the second scale is being prepared."""

    def command(self, scale: int, folder: Path) -> Command:
        if scale == 2:
            raise KeyboardInterrupt
        return super().command(scale, folder)


def test_ctrl_c_between_two_runs_keeps_what_was_measured(bench: Bench) -> None:
    measured = bench.measure("pass", plan(1, 2, 3), Interrupted((), "environment", ""))
    assert measured.interrupted
    assert [one.outcome for one in measured.runs] == ["ok"]


class Refusing(EnvironmentScaling):
    """Cannot make the second scale."""

    def command(self, scale: int, folder: Path) -> Command:
        if scale == 2:
            raise InputError("the data of 2x cannot be read")
        return super().command(scale, folder)


def test_a_problem_on_the_way_keeps_what_was_measured(bench: Bench) -> None:
    measured = bench.measure("pass", plan(1, 2, 3), Refusing((), "environment", ""))
    assert isinstance(measured.problem, SparsememError)
    assert [one.scale for one in measured.runs] == [1]


def test_an_interpreter_that_is_gone_is_said_in_one_sentence(bench: Bench) -> None:
    measured = Bench(bench.folder, "/missing/python").measure("pass", plan(1))
    assert str(measured.problem) == "/missing/python cannot be started: No such file or directory"


def test_the_environment_is_known_as_far_as_it_was_told() -> None:
    unknown = read_environment({})
    assert (unknown.python_version, unknown.allocator, unknown.libc) == (None, None, None)
    assert unknown.cpu_count >= 1
    assert read_environment({"python_version": "3.12.1", "allocator": "malloc"}).allocator == "malloc"


def owners_read(bench: Bench, text: str, wanted: Plan, **conditions: object) -> tuple[list[str], Measured]:
    """What the observer was told while the owners of the heap were to be found out."""
    script = bench.folder / "a.py"
    script.write_text(READ + text)
    subject = Subject(Target("script", str(script), (), bench.python), SCALING, bench.notes)
    bounds = Conditions(**({"max_rss_bytes": 4 * GB, "reads_owners": True} | conditions))  # type: ignore[arg-type]
    passes = (HeapOwners(subject),)
    return bench.notes.told, measure_sweep(subject, wanted, bounds, passes)


HELD = "rows = [str(i) * 4 for i in range(30_000 * scale)]\nKEPT = rows[::40]\ndel rows\n"


def test_who_holds_the_heap_is_read_once_and_at_the_largest_scale(bench: Bench) -> None:
    told, measured = owners_read(bench, HELD, plan(1, 2, repeats=2))
    assert told.count("reading owners") == 1
    assert told[told.index("reading owners") - 1] == "started 2/0"
    assert any(pinner.owner == "__main__.KEPT" for pinner in measured.evidence.pinners or ())


DROPPED = "import atexit\nspans = [str(i) * 4 for i in range(100_000)]\natexit.register(spans.clear)\n"


def test_what_exit_handlers_drop_was_held_at_the_end(bench: Bench) -> None:
    told, measured = owners_read(bench, DROPPED, plan(1))
    heap, end = measured.evidence.heap, measured.runs[0].moments.end
    assert told.count("reading owners") == 1
    assert heap is not None
    assert end is not None
    assert next(one for one in heap.owners if one.owner == "__main__.spans").live_bytes > 6 * MB
    assert heap.live_bytes == pytest.approx((end.live_bytes or 0), rel=0.01)


WAITS = """import gc
gc.disable()
class Link:
    def __init__(self, i):
        self.me, self.name = self, f"link {i} {i} {i}"
    if scale > 1:
        def __del__(self):
            BACK.append(self)
BACK, KEPT = [], []
for i in range(60_000):
    link = Link(i)
    if i % 60 == 0:
        KEPT.append(f"kept {i}" * 4)
del link
"""


def test_garbage_that_waits_keeps_nothing_from_being_returned(bench: Bench) -> None:
    told, measured = owners_read(bench, WAITS, plan(1))
    pinners = [one for one in measured.evidence.pinners or () if one.heap == "python" and one.blocks]
    kept = next(one for one in pinners if one.owner == "__main__.KEPT")
    heap, last = measured.evidence.heap, measured.runs[0].moments.after_trim
    assert told.count("reading owners") == 1
    assert heap is not None
    assert heap.garbage_tracked == pytest.approx(60_000, abs=100)
    assert heap.uncollectable == ()
    assert last is not None
    assert last.ledger is not None
    free = (last.ledger.python_free_blocks_bytes or 0) + (last.ledger.python_free_pools_bytes or 0)
    # Of the arenas that the collection emptied pymalloc may keep one, in which nobody is.
    shares = sum(one.share_bytes for one in pinners)
    assert shares == pytest.approx(free, rel=0.1) or shares == pytest.approx(free - ARENA_SIZE, rel=0.1)
    assert kept.sole_bytes > 0.6 * free > 3 * MB


def test_what_a_collection_brings_back_is_seen_after_it(bench: Bench) -> None:
    _, measured = owners_read(bench, WAITS, plan(2))
    heap = measured.evidence.heap
    assert heap is not None
    assert heap.garbage_tracked == pytest.approx(60_000, abs=100)
    assert [(one.why, one.objects) for one in heap.uncollectable] == [("resurrected", heap.garbage_tracked)]


def test_where_the_largest_scale_fails_a_repeat_of_the_next_one_tells(bench: Bench) -> None:
    told, measured = owners_read(bench, HELD + "assert scale != 3", plan(1, 2, 3, repeats=2))
    assert [told[at - 1] for at, one in enumerate(told) if one == "reading owners"] == ["started 3/0", "started 2/1"]
    assert [(one.scale, one.repeat) for one in measured.runs] == [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1)]
    assert measured.evidence.pinners


def test_where_no_repeat_is_left_there_is_one_more_run(bench: Bench) -> None:
    told, measured = owners_read(bench, HELD + "assert scale != 3", plan(1, 2, 3))
    assert "One more run at 2x, to see who holds its heap." in told
    assert [run.scale for run in measured.runs] == [1, 2, 3]
    assert measured.evidence.pinners


def test_the_time_in_which_a_program_waits_for_us_is_not_its_own(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(pid: int, asked: object, is_stopped: bool) -> OwnersRead:
        time.sleep(3)
        return OwnersRead()

    monkeypatch.setattr("sparsemem.measure.moments.look.read_owners", slow)
    _, measured = owners_read(bench, HELD, plan(1), timeout_seconds=2.5)
    assert [run.outcome for run in measured.runs] == ["ok"]
