"""Two programs over one sweep: what counts as the same, where it differs, and in which order the runs are made."""

import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from laboratory import wait_until
from sparsemem.measure.knobs.environment_knob import EnvironmentScaling
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.paired_sweep import MeasuredPair, Program, measure_pair
from sparsemem.model import Plan, Target
from sparsemem.units import GB

READ = "import os, sys, time\nfrom pathlib import Path\nscale = int(os.environ['SPARSEMEM_SCALE'])\n"
SAME = "print('rows', 10 * scale)\n"
OUTPUT, STATUS = "standard output", "exit status"


@dataclass
class Log:
    """An observer that writes down the order of the runs."""

    name: str
    told: list[str]

    def planned(self, plan: Plan) -> None:
        pass

    def started(self, scale: int, repeat: int) -> None:
        self.told.append(f"{self.name} {scale}/{repeat}")

    def reading_owners(self) -> None:
        raise AssertionError

    def named(self, name: str) -> "Log":
        return self

    def running(self, rss_bytes: int) -> None:
        pass

    def finished(self, finished: Finished) -> None:
        pass


@dataclass
class Bench:
    """A working directory in which pairs of scripts are measured."""

    folder: Path
    order: list[str] = field(default_factory=list)

    def subject(self, name: str, text: str) -> Subject:
        (self.folder / f"{name}.py").write_text(READ + text)
        target = Target("script", f"{name}.py", (), sys.executable)
        return Subject(target, EnvironmentScaling((), "environment", "a test"), Log(name, self.order))

    def measure(
        self, before: str, after: str, same: tuple[str, ...] = (), scales: tuple[int, ...] = (1, 3), repeats: int = 1
    ) -> MeasuredPair:
        pair = (self.subject("before", before), self.subject("after", after))
        conditions = Conditions(max_rss_bytes=GB, timeout_seconds=20)
        sides = Program(pair[0], same), Program(pair[1], same)
        return measure_pair(sides, Plan("environment", "a test", scales, repeats), conditions)

    def differences(self, before: str, after: str, **options: object) -> list[tuple[int, str, str]]:
        pair = self.measure(before, after, **options)  # type: ignore[arg-type]
        return [(one.scale, one.what, one.first_difference) for one in pair.differences or ()]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench whose folder is the current one."""
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path)


def test_two_programs_that_print_the_same_do_not_differ(bench: Bench) -> None:
    assert bench.differences(SAME, "sys.stdout.write(f'rows {10 * scale}\\n')") == []


def test_one_byte_at_one_scale_is_found(bench: Bench) -> None:
    after = "print('rows', 10 * scale)\nprint('end' if scale < 3 else 'End')\n"
    found = bench.differences(SAME + "print('end')", after, scales=(1, 2, 3))
    assert found == [(3, OUTPUT, "line 2: 'end' before, 'End' after")]


def test_what_differs_in_every_repeat_is_told_once(bench: Bench) -> None:
    found = bench.differences("print('a')", "print('b')", repeats=2)
    assert [(scale, what) for scale, what, _ in found] == [(1, OUTPUT), (3, OUTPUT)]


def test_what_differs_in_one_repeat_only_is_told_too(bench: Bench) -> None:
    once = "print('b' if Path('seen').exists() else 'a'); Path('seen').touch()"
    assert len(bench.differences("print('a')", once, scales=(1,), repeats=2)) == 1


def test_standard_error_may_differ(bench: Bench) -> None:
    assert bench.differences(SAME, SAME + "print('took long', file=sys.stderr)") == []


def test_the_order_of_a_set_is_the_same_in_both(bench: Bench) -> None:
    shown = "print({f'word {number}' for number in range(99)})"
    assert bench.differences(shown, shown) == []


def test_the_exit_status_counts_as_output(bench: Bench) -> None:
    found = bench.differences(SAME, SAME + "sys.exit(4 if scale == 3 else 0)")
    assert found == [(3, STATUS, "0 before, 4 after")]


def test_a_named_file_is_compared_as_each_of_them_left_it(bench: Bench) -> None:
    write = "Path('out.txt').write_text(f'{scale} %s')"
    found = bench.differences(write % "x", write % "y", same=("out.txt",))
    assert found == [
        (1, "out.txt", "line 1: '1 x' before, '1 y' after"),
        (3, "out.txt", "line 1: '3 x' before, '3 y' after"),
    ]
    assert bench.differences(write % "x", write % "x", same=("out.txt",)) == []


def test_a_file_that_was_not_named_may_differ(bench: Bench) -> None:
    assert bench.differences("Path('a').write_text('x')", "Path('a').write_text('y')") == []


def test_a_file_that_the_second_does_not_write_is_not_taken_from_the_first(bench: Bench) -> None:
    found = bench.differences("Path('out.txt').write_text('x')", "", same=("out.txt",), scales=(1,))
    assert found == [(1, "out.txt", "written only before")]


def test_the_program_that_goes_first_changes_with_the_repeat(bench: Bench) -> None:
    bench.measure(SAME, SAME, repeats=3)
    assert bench.order[:4] == ["before 1/0", "after 1/0", "before 3/0", "after 3/0"]
    assert bench.order[4:8] == ["after 1/1", "before 1/1", "after 3/1", "before 3/1"]
    assert bench.order[8:] == ["before 1/2", "after 1/2", "before 3/2", "after 3/2"]


def test_before_stays_before_when_the_other_goes_first(bench: Bench) -> None:
    pair = bench.measure("print('a')", "print('b')", scales=(1,), repeats=2)
    assert [one.first_difference for one in pair.differences or ()] == ["line 1: 'a' before, 'b' after"]
    assert [run.argv[1] for run in pair.before.runs] == ["before.py"] * 2


def test_each_side_has_its_own_runs(bench: Bench) -> None:
    pair = bench.measure("kept = b'x' * (40 << 20)", "")
    assert pair.before.sweep().completed_scales == pair.after.sweep().completed_scales == [1, 3]
    peaks = [side.runs[0].peak_rss_bytes or 0 for side in (pair.before, pair.after)]
    assert peaks[0] - peaks[1] > 30 << 20
    assert len(pair.runs) == 4


def test_a_run_that_a_bound_stopped_says_nothing_about_the_output(bench: Bench) -> None:
    greedy = "print('a', flush=True)\nif scale == 3: kept = bytearray(b'x' * (2 << 30)); time.sleep(20)\nprint('b')"
    pair = bench.measure(greedy, "print('a'); print('b')")
    assert [run.outcome for run in pair.before.runs] == ["ok", "max_rss"]
    assert pair.differences == []


def test_where_every_run_was_stopped_nothing_was_compared(bench: Bench) -> None:
    greedy = "kept = bytearray(b'x' * (2 << 30)); time.sleep(20)"
    assert bench.measure(SAME, greedy).differences is None


@pytest.mark.parametrize("broken", ["before", "after"])
def test_a_program_that_fails_at_once_is_not_run_at_every_scale(bench: Bench, broken: str) -> None:
    texts = {"before": SAME, "after": SAME} | {broken: "raise ValueError(7)"}
    pair = bench.measure(**texts, scales=(1, 2, 3), repeats=2)
    assert len(pair.runs) == 2
    assert {one.what for one in pair.differences or ()} == {OUTPUT, STATUS}


def test_an_interrupted_pair_keeps_what_was_measured(bench: Bench) -> None:
    def interrupt_soon() -> None:
        wait_until((bench.folder / "waits").exists)
        os.kill(os.getpid(), signal.SIGINT)

    other = threading.Thread(target=interrupt_soon)
    other.start()
    pair = bench.measure(SAME, "if scale == 3: Path('waits').touch(); time.sleep(20)\n" + SAME)
    other.join()
    assert pair.interrupted
    assert [run.outcome for run in pair.runs] == ["ok", "ok", "ok", "interrupted"]
    assert pair.differences == []
