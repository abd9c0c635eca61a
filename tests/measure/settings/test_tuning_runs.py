"""Runs under several settings: interleaved, held against the program as it is, and kept when something goes wrong."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sparsemem.measure.knobs.environment_knob import EnvironmentScaling
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.settings.setting_rows import setting_rows
from sparsemem.measure.settings.trials import Trials
from sparsemem.measure.settings.tuning import Tuning
from sparsemem.measure.settings.tuning_runs import measure_tunings
from sparsemem.measure.settings.tuning_table import AS_IS
from sparsemem.model import Plan, Target
from sparsemem.units import GB, MB

READ = "import gc, os, sys\nscale = int(os.environ['SPARSEMEM_SCALE'])\n"
A, B = Tuning("a", {"WAY": "a"}), Tuning("b", {"WAY": "b"})


@dataclass
class Log:
    """An observer that writes down what it is told."""

    name: str = ""
    told: list[str] = field(default_factory=list)
    interrupting: str | None = None

    def named(self, name: str) -> "Log":
        return Log(name, self.told, self.interrupting)

    def planned(self, plan: Plan) -> None:
        raise AssertionError("there is no sweep")

    def say(self, sentence: str) -> None:
        self.told.append(sentence)

    def started(self, scale: int, repeat: int) -> None:
        self.told.append(f"{self.name}{scale}x")
        if self.interrupting is not None and self.interrupting in self.name:
            raise KeyboardInterrupt

    def running(self, rss_bytes: int) -> None:
        pass

    def reading_owners(self) -> None:
        raise AssertionError("nobody asked for owners")

    def finished(self, finished: Finished) -> None:
        pass


def tried(folder: Path, text: str, *tunings: Tuning, repeats: int = 1, log: Log | None = None) -> Trials:
    (folder / "a.py").write_text(READ + text)
    target = Target("script", "a.py", (), sys.executable)
    subject = Subject(target, EnvironmentScaling((), "environment", "it"), log or Log())
    os.chdir(folder)
    return measure_tunings(subject, (AS_IS, *tunings), (2, repeats), Conditions(8 * GB))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_settings_are_interleaved_and_every_other_repeat_goes_backwards(folder: Path) -> None:
    log = Log()
    trials = tried(folder, "", A, B, repeats=2, log=log)
    runs = [one.partition("/")[2].partition(" ")[2] or one for one in log.told if one.endswith("2x")]
    assert runs == [f"{name}, 2x" for name in ("as is", "a", "b", "b", "a", "as is")]
    assert [len(one.runs) for one in trials.tried] == [2, 2, 2]
    assert any("3 settings can be tried, 0 cannot: 6 runs" in one for one in log.told)


def test_a_single_repeat_ends_with_the_program_as_it_is(folder: Path) -> None:
    trials = tried(folder, "print(1)", A)
    assert ([len(one.runs) for one in trials.tried], trials.is_steady) == ([2, 1], True)


def test_the_variables_reach_the_program_and_other_output_is_seen(folder: Path) -> None:
    first, as_released, a, _, b, _ = setting_rows(
        tried(folder, "print('b' if os.environ.get('WAY') == 'b' else 'a')", A, B)
    )
    assert (first.same_output, as_released.same_output, a.same_output, b.same_output) == (True, True, True, False)
    assert b.reason == "its output differs, line 1: 'a' before, 'b' after"
    assert (a.environment, a.is_comparable, b.is_comparable) == ({"WAY": "a"}, True, False)


def test_a_program_that_never_puts_out_the_same_is_not_held_against_itself(folder: Path) -> None:
    trials = tried(folder, "print(os.getpid())", A)
    assert {row.same_output for row in setting_rows(trials)} == {None}
    assert not any(row.reason for row in setting_rows(trials))


def test_a_program_that_fails_under_a_setting_only_has_the_reason(folder: Path) -> None:
    text = "if os.environ.get('WAY') == 'a': sys.exit('no such way')"
    trials = tried(folder, text, A, B, repeats=2)
    row = next(row for row in setting_rows(trials) if row.name == "a")
    assert (row.available, row.end_rss_bytes, row.is_comparable) == (True, None, False)
    assert row.reason == "the program ended with status 1: no such way"
    assert [len(one.runs) for one in trials.tried] == [2, 1, 2]


def test_where_the_program_itself_fails_nothing_else_is_tried(folder: Path) -> None:
    trials = tried(folder, "sys.exit(4)", A)
    assert [run.exit_code for run in trials.runs] == [4]
    assert not trials.tried[1].runs


def test_ctrl_c_keeps_the_rows_that_were_measured(folder: Path) -> None:
    trials = tried(folder, "", A, B, log=Log(interrupting="b, "))
    assert trials.interrupted
    ends = {row.name: row.end_rss_bytes for row in setting_rows(trials)}
    assert ends["as is"]
    assert ends["a"]
    assert ends["b"] is None


def test_a_release_is_a_row_of_the_same_runs(folder: Path) -> None:
    text = "gc.disable()\nfor _ in range(300):\n    cycle = [bytearray(200_000)]\n    cycle.append(cycle)\n"
    row, released = setting_rows(tried(folder, text))
    assert row.peak_rss_bytes == released.peak_rss_bytes
    assert row.end_rss_bytes
    assert released.end_rss_bytes
    assert row.end_rss_bytes - released.end_rss_bytes > 40 * MB
    assert (released.name, released.released) == ("as is, released", True)


def test_an_interpreter_that_does_not_start_is_not_tried(folder: Path) -> None:
    wrong = Tuning("wrong", {"PYTHONMALLOC": "nonsense"}, otherwise="name another")
    trials = tried(folder, "", wrong)
    row = next(row for row in setting_rows(trials) if row.name == "wrong")
    assert (row.available, trials.tried[1].runs) == (False, [])
    assert row.reason is not None
    assert "unknown allocator; name another" in row.reason


def test_what_no_loader_takes_is_not_tried(folder: Path) -> None:
    (folder / "libnothing.so").write_text("nothing")
    trials = tried(folder, "", Tuning("nothing", library=str(folder / "libnothing.so")))
    assert "cannot be preloaded" in (trials.tried[1].reason or "")


def test_the_collector_is_set_before_the_first_line(folder: Path) -> None:
    text = "print(gc.get_threshold()[0] == 123)"
    trials = tried(folder, text, Tuning("gc", done=Instrumentation(threshold=123)))
    assert trials.tried[1].differs == "line 1: 'False' before, 'True' after"


def test_the_heap_is_frozen_before_each_fork_and_not_earlier(folder: Path) -> None:
    text = """print(gc.get_freeze_count(), flush=True)
if not os.fork():
    print(gc.get_freeze_count() > 1000, flush=True)
    os._exit(0)
os.wait()
"""
    trials = tried(folder, text, Tuning("gc", done=Instrumentation(freezes=True)))
    assert trials.tried[1].differs == "line 2: 'False' before, 'True' after"
