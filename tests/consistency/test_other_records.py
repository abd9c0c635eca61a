"""A comparison and a review of real programs do not contradict themselves, and the checker sees what does."""

import json
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem
from consistency.other_records import comparison_contradictions, review_contradictions
from recorded import DATA
from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Comparison, Report, Review
from sparsemem.model.saved_records import dump, load_record, load_report
from sparsemem.units import MB
from sweeps import moment, run, sweep

ROOT = Path(__file__).parents[2]


def compared() -> Any:
    """The saved scan beside a smaller program."""
    before = load_report((DATA / "scan.json").read_text(), "scan.json")
    assert isinstance(before, Report)
    after = diagnose(sweep(*(run(scale, end=moment(3 * MB)) for scale in (1, 4)), scales=(1, 4)))
    return json.loads(dump(compare(before, after, ())))


def told(saved: Any) -> list[str]:
    record = load_record(json.dumps(saved), "saved")
    if isinstance(record, Comparison):
        return list(comparison_contradictions(saved, record))
    assert isinstance(record, Review)
    return list(review_contradictions(saved, record))


def test_no_number_of_a_comparison_contradicts_another() -> None:
    assert told(compared()) == []


def test_no_number_of_a_comparison_of_programs_does(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\nrows = [bytes(900) for _ in range(20_000)]\nprint(1)\n")
    (tmp_path / "b.py").write_text("import os\nrows = [bytes(900) for _ in range(2_000)]\nprint(1)\n")
    done = sparsemem(tmp_path, "compare", "--quick", "--scales", "1", "--json", "saved.json", "a.py", "b.py")
    assert done.returncode == 0, done.stderr
    assert told(json.loads((tmp_path / "saved.json").read_text())) == []


@pytest.mark.parametrize("folder", ["examples", "tests/cases/programs"])
def test_no_number_of_a_review_does(folder: str, tmp_path: Path) -> None:
    done = sparsemem(tmp_path, "review", "--all", "--json", "saved.json", str(ROOT / folder))
    assert done.returncode in (0, 1), done.stderr
    saved = json.loads((tmp_path / "saved.json").read_text())
    assert len(saved["findings"]) > 5
    assert told(saved) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ratios": {"peak_rss": 0.5}}, "the ratio of peak_rss is 0.5"),
        ({"still": ["SM101"]}, "SM101 is told 2 times"),
    ],
)
def test_the_checker_sees_a_comparison_that_does(change: dict[str, Any], said: str) -> None:
    saved = compared()
    for key, value in change.items():
        saved[key] = saved[key] | value if isinstance(value, dict) else value
    assert any(said in one for one in told(saved))


def test_the_checker_sees_a_review_that_does(tmp_path: Path) -> None:
    sparsemem(tmp_path, "review", "--json", "saved.json", str(ROOT / "examples" / "dict_chain" / "before.py"))
    saved = json.loads((tmp_path / "saved.json").read_text())
    assert told(saved) == []
    saved["findings"][0]["location"]["line"] = 0
    assert any("SM201 at" in one for one in told(saved))
