"""What is known of a capture from outside, and what its reader said."""

import sys
from pathlib import Path

from sparsemem.measure.moments.capture_file import written_bytes
from sparsemem.measure.passes.memray_capture import Replayed, Wanted, parse_answer, read_capture
from sparsemem.measure.passes.profiler_figures import parse_traced
from sparsemem.model import HeapLine, Site

ANSWER = {
    "version": "1.20.0",
    "peak": {"bytes": 90, "blocks": 3, "mapped_bytes": 7, "lines": [["f", "a.py", 3, 90, 3]]},
    "end": {"bytes": 10, "blocks": 1, "mapped_bytes": 0, "lines": []},
    "replayed": {"peak": 96, "end": 16, "then": [80, 96]},
    "sites": [
        {"type": "str", "sites": [["f", "a.py", 3, 0.75], ["g", "a.py", 9, 0.25]]},
        {"type": "str", "sites": [["h", "a.py", 1, 1.0]]},
        {"type": "int", "sites": []},
    ],
}


def test_an_answer() -> None:
    found = parse_answer(ANSWER)

    assert (found.version, found.peak.requested_bytes, found.end.blocks) == ("1.20.0", 90, 1)
    assert found.peak.lines == (HeapLine("f", "a.py", 3, 90, 3),)
    assert found.replayed == Replayed(96, 16, (80, 96))
    assert found.sites == {"str": Site("f", "a.py", 3, 0.75)}


def test_an_answer_without_a_replay() -> None:
    assert parse_answer(ANSWER | {"replayed": None, "sites": []}).replayed is None
    assert parse_answer(ANSWER | {"replayed": {"peak": 1, "end": 1, "then": None}}).replayed == Replayed(1, 1, None)


def test_what_is_written_ends_where_the_zeros_begin(tmp_path: Path) -> None:
    file = tmp_path / "capture"
    assert written_bytes(file) == 0
    for text, size in ((b"", 0), (bytes(200_000), 0), (b"ab\0c" + bytes(200_000), 4), (b"x" * 70_000, 70_000)):
        file.write_bytes(text)
        assert written_bytes(file) == size


def test_what_is_no_capture_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "capture").write_bytes(b"no capture at all")
    said = read_capture(sys.executable, tmp_path / "capture", Wanted())
    assert isinstance(said, str)
    assert "\n" not in said
    assert said.strip()


def test_lines_of_tracemalloc() -> None:
    lines = ["90\t3\t7\t'a.py'", "50\t1\t2\t'cut o", "", '9\t1\t1\t"it\'s"']
    assert parse_traced(lines) == (HeapLine(None, "a.py", 7, 90, 3), HeapLine(None, "it's", 1, 9, 1))
