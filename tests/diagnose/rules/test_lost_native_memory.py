"""SM122: when lost memory is worth a word, and what is said of it."""

import pytest

from sparsemem.diagnose.conclusions.diagnosis import ask
from sparsemem.diagnose.conclusions.verdict import decide
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Heap, HeapLine, HeapOwner, HeapProfile
from sparsemem.model.heap_rows import LOST, UNKNOWN_LIBRARY
from sparsemem.report.words.scan_words import verdict_title
from sparsemem.units import MB
from sweeps import moment, run, sweep

LINE = HeapLine("status", "calls.py", 20, 28 * MB, 60_000)
PROFILE = HeapProfile("memray", 1, 30 * MB, 30 * MB, True, "1", 1.0, *[None] * 5, end_lines=(LINE,))


def found(
    size: int, owner: str = LOST, profile: HeapProfile | None = None, growth: int | None = None
) -> list[Finding]:
    row = HeapOwner(owner, (), 0, size, size, entries=1000, growth_bytes=growth)
    scales = () if growth is None else (1, 4)
    heap = Heap(1, 200 * MB, None, None, None, (row,), (), growth_scales=scales)
    measured = sweep(run(1, end=moment(anonymous=200 * MB, malloc_live=200 * MB)))
    every = ask(Measurements(measured, heap=heap, profile=profile))
    loud = [one for one in every if one.loud]
    assert (decide(measured, tuple(every)) == "growing") == bool(loud)
    return [one for one in every if one.code == "SM122"]


@pytest.mark.parametrize(
    ("size", "level"),
    [
        (100 * MB, "error"),
        (100 * MB - 1, "warning"),
        (40 * MB, "warning"),
        (40 * MB - 1, "note"),
        (20 * MB - 1, None),
    ],
)
def test_the_severity_at_its_bounds(size: int, level: str | None) -> None:
    assert [one.severity for one in found(size)] == ([level] if level else [])
    assert not found(size, UNKNOWN_LIBRARY)


def test_what_does_not_grow_with_the_data_is_one_step_less() -> None:
    assert [one.severity for one in found(50 * MB, growth=0)] == ["note"]
    assert [one.severity for one in found(50 * MB, growth=1 * MB)] == ["warning"]


def test_it_is_told_with_its_pieces_and_the_line_that_the_profiler_saw() -> None:
    (finding,) = found(100 * MB, profile=PROFILE)
    assert finding.message == (
        "100 MB, 50 % of the anonymous memory, in 1,000 pieces of 102 kB on the average, is native memory that is in "
        "use and that nothing leads to: no object, no data of a library and no stack has its address, so that nobody "
        "can free it any more. By the profiler, most of the heap is made in status, calls.py:20."
    )
    assert finding.location is not None
    assert (finding.location.path, finding.location.line, finding.location.function) == ("calls.py", 20, "status")
    assert verdict_title("growing", [finding]) == "growing: native memory is lost"
    assert verdict_title("growing", []) == "growing: the live heap grows"
