"""A peak whose values wait, by the source of the file that it names."""

from dataclasses import replace
from pathlib import Path

import pytest

from recorded import read
from sparsemem.cli.places.peak_places import place_peaks
from sparsemem.model import Finding, Report
from sparsemem.model.saved_records import load_report
from sparsemem.units import MB

POOL = "def images(n):\n    for i in range(n):\n        yield bytes(i)\nlist(pool.imap(work, images(9)))\n"


def placed(path: Path, function: str | None = "images") -> Finding:
    report = load_report(read("scan.json"), "scan.json")
    assert isinstance(report, Report)
    holder = {"function": function, "path": str(path), "line": 3, "bytes": 90 * MB}
    peak = Finding("SM110", "transient peak", "error", "", None, None, 90 * MB, {"holders": [holder]}, ())
    (found,) = place_peaks(replace(report, findings=(peak,))).findings
    return found


def test_the_first_remedy_bounds_what_waits(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(POOL)
    found = placed(tmp_path / "a.py")
    assert found.evidence["holders"][0]["waits_at"] == {"call": "pool.imap", "line": 4, "is_queue": False}
    assert found.remedies[0].text.startswith("Hand over no more than is being worked on: pool.imap()")


@pytest.mark.parametrize("text", [None, "def images(:\n", "def others(n):\n    pass\n\n", "\0"])
def test_what_cannot_be_read_or_shows_nothing_changes_nothing(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "a.py").write_text(text)
    found = placed(tmp_path / "a.py")
    assert "waits_at" not in found.evidence["holders"][0]
    assert found.remedies == ()


def test_a_line_outside_of_functions_is_not_looked_up(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(POOL)
    assert placed(tmp_path / "a.py", None).remedies == ()


def test_a_function_of_one_value_is_no_step_to_stream(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def images(n):\n    made = list(n)\n    return sorted(made)\n")
    found = placed(tmp_path / "a.py")
    assert found.evidence["holders"][0]["streams"] is False
    assert found.remedies[0].text.startswith("Build less at once in images()")
