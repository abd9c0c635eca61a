"""The sentences on two programs."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Report
from sparsemem.report.words.comparison_words import comparison_lines
from sweeps import run, sweep


def report(seconds: float) -> Report:
    return diagnose(sweep(replace(run(1), wall_seconds=seconds / 4), replace(run(4), wall_seconds=seconds)))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.1, 0.04, ", wall time below 0.5 s in both."),
        (0.4, 0.6, ", wall time 1.50x."),
        (2.0, 0.4, ", wall time 0.20x."),
    ],
)
def test_times_that_are_those_of_a_start_have_no_ratio(before: float, after: float, said: str) -> None:
    assert comparison_lines(compare(report(before), report(after), ()))[0].endswith(said)
