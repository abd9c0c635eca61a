"""How a run ended, in words."""

from dataclasses import replace

import pytest

from sparsemem.report.run_words import ending
from sweeps import run


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        ("ok", 0, ""),
        ("failed", 1, "failed: exit status 1"),
        ("failed", -11, "failed: signal 11"),
        ("max_rss", -9, "max_rss: signal 9"),
        ("timeout", None, "timeout: no exit status"),
        ("interrupted", 130, "interrupted: exit status 130"),
    ],
)
def test_outcome_and_status_are_told_together(outcome: str, code: int | None, said: str) -> None:
    assert ending(replace(run(1, outcome=outcome), exit_code=code)) == said


def test_a_run_that_left_before_its_end_is_not_told_as_a_good_one() -> None:
    left = replace(run(1, end=None), exit_code=0)
    assert ending(left) == "left before its end was seen, by os._exit or exec: exit status 0"
