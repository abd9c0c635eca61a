"""No two numbers of a report contradict each other, and the checker that says so sees one that does."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem
from consistency import contradictions
from recorded import DATA
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model.codec import dump
from sparsemem.units import MB
from sweeps import moment, run, sweep

SAVED = json.loads((DATA / "scan.json").read_text())
PROGRAMS = Path(__file__).parents[1] / "cases" / "programs"


def made(**parts: int) -> Any:
    """The report on a sweep whose end has these parts in its ledger, growing with the scale."""
    runs = [run(s, end=moment(100 * s * MB, **{name: size * s * MB for name, size in parts.items()})) for s in (1, 2)]
    return json.loads(dump(diagnose(sweep(*runs, scales=(1, 2)))))


@pytest.mark.parametrize(
    "report",
    [SAVED, made(), made(python_free_blocks=60), made(malloc_free=70), made(unattributed=80), made(file=50)],
    ids=["saved", "live", "pymalloc", "malloc", "unattributed", "files"],
)
def test_no_number_contradicts_another(report: Any) -> None:
    assert contradictions(report) == []


@pytest.mark.parametrize("name", ["log_errors", "json_events"])
def test_no_number_of_a_real_report_does(name: str, tmp_path: Path) -> None:
    saved = tmp_path / "scan.json"
    done = sparsemem(
        tmp_path, "scan", "--quick", "--scales", "1,2", "--json", str(saved), str(PROGRAMS / f"{name}.py")
    )
    assert done.returncode == 0, done.stderr
    assert contradictions(json.loads(saved.read_text())) == []


def test_the_checker_sees_what_it_looks_for() -> None:
    report = copy.deepcopy(SAVED)
    finding = report["findings"][0]
    finding["message"] += " 12.3 GB are lost."
    finding["evidence"]["scale"] = 7
    finding["bytes"] = finding["evidence"]["anonymous_bytes"] + 1
    report["runs"][0]["moments"]["end"]["ledger"]["python_live_bytes"] = 1 << 40
    told = contradictions(report)
    assert any("12.3 GB is no figure" in one for one in told)
    assert any("is of no scale" in one for one in told)
    assert any("python_live_bytes is 1099511627776 of" in one for one in told)
    assert any(f"{finding['bytes']} of" in one for one in told)
