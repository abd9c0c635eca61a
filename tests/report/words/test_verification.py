"""What is said of a verification."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Difference, Use, Verification
from sparsemem.report.words.verification import render_verification
from sparsemem.units import MB
from sweeps import moment, run, sweep

SCALES = (1, 4)
BEFORE, AFTER = (
    diagnose(sweep(*(run(scale, end=moment(size * scale * MB)) for scale in SCALES), scales=SCALES))
    for size in (40, 10)
)
USES = (
    Use("load.py", 12, "read", "lazy_twin", 1, 1000, None),
    Use("load.py", 30, "Shop.total", "local_generator", 2000, 3, None),
    Use("load.py", 40, None, "read_iteration", 0, None, None),
    Use(
        "load.py",
        50,
        "cubes",
        "local_generator",
        1,
        9,
        "at 4x, standard output differs: line 1: '1' before, '2' after",
    ),
)
WHOLE = Verification("load.py --rows {1000}", compare(BEFORE, AFTER, ()), USES)


def test_the_whole() -> None:
    assert render_verification(WHOLE) == (
        "Verified with load.py --rows {1000}: the same output at 1x, 4x; 1 of 4 changes were taken back.\n"
        "After is, of before: peak RSS 0.25x, live at peak 0.25x, RSS at end 0.25x, wall time 1.00x "
        "(peak RSS 160 MB before, 40.0 MB after).\n"
        "  load.py:12 read lazy_twin: ran once, with up to 1,000 elements\n"
        "  load.py:30 Shop.total local_generator: ran 2,000 times, with up to 3 elements\n"
        "  load.py:40 top level read_iteration: never ran, so not verified\n"
        "  load.py:50 cubes local_generator: taken back, because at 4x, standard output differs: line 1: '1' before, "
        "'2' after\n"
    )


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        (None, "nothing is left that could be changed."),
        (compare(BEFORE, AFTER, (Difference(4, "standard output", "line 1"),)), "the outputs differ at 1x, 4x"),
        (compare(BEFORE, AFTER, None), "nothing is verified"),
    ],
)
def test_what_is_not_verified_is_not_called_so(comparison: object, said: str) -> None:
    assert said in render_verification(replace(WHOLE, comparison=comparison))
