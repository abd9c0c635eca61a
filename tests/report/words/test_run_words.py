"""How a run ended, in words."""

from dataclasses import replace

import pytest

from sparsemem.model import LastLook
from sparsemem.report.words.run_words import ending, how_it_ended, last_seen
from sparsemem.units import MB
from sweeps import moment, run


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        ("ok", 0, ""),
        ("failed", 1, "exit status 1"),
        ("failed", -11, "ended by signal 11 (SIGSEGV)"),
        ("failed", -64, "ended by signal 64"),
        ("max_rss", -9, "stopped by --max-rss at a peak of 100 MB"),
        ("timeout", None, "stopped by --timeout at a peak of 100 MB"),
        ("interrupted", 130, "interrupted by Ctrl-C at a peak of 100 MB"),
    ],
)
def test_outcome_and_status_are_told_together(outcome: str, code: int | None, said: str) -> None:
    assert ending(replace(run(1, outcome=outcome), exit_code=code)) == said


def test_a_run_that_left_before_its_end_is_not_told_as_a_good_one() -> None:
    left = replace(run(1, end=None), exit_code=0)
    assert ending(left) == "left before its last line was done, as by os._exit: nobody saw its memory before"
    seen = replace(left, ended="left", last=LastLook(0.4, 0.1, moment()))
    assert ending(seen) == "left before its last line was done, as by os._exit: judged by the last look"
    assert last_seen(seen) == "At 1x the last look, 0.1 s before the program left by os._exit, saw"


def test_a_status_that_may_be_meant_names_the_option_that_says_so() -> None:
    linter = replace(run(1, outcome="failed"), exit_code=1, ended="exit")
    assert ending(linter) == "exit status 1; if that is meant: --expect-exit 1"
    said = "It ended with exit status 1. It was measured to its end. If that is meant, say so: --expect-exit 1."
    assert how_it_ended(linter) == said
    assert how_it_ended(run(1)) == ""


def test_what_cut_a_run_short_is_a_sentence() -> None:
    crashed = replace(run(1, outcome="failed"), exit_code=1, ended="exception")
    assert ending(crashed) == "an exception that nobody caught: exit status 1"
    assert "see its standard error" in how_it_ended(crashed)
    killed = replace(run(1, outcome="failed", end=None), exit_code=-9, ended="signal")
    assert how_it_ended(killed) == "It was ended by signal 9 (SIGKILL): nobody saw its memory before."
    stopped = replace(run(1, outcome="max_rss", end=None), exit_code=-9, ended="stopped", peak_rss_bytes=150 * MB)
    assert how_it_ended(stopped).startswith("The run at 1x was stopped by --max-rss at a peak of 150 MB: what it ")
