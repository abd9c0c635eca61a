"""No two numbers of a report contradict each other, and the checker that says so sees one that does."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem
from consistency.contradictions import contradictions
from recorded import DATA
from report.test_formats import ATTACHMENT, FAMILY
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model.saved_records import dump
from sparsemem.units import MB
from sweeps import moment, run, sweep

SAVED = json.loads((DATA / "scan.json").read_text())
PROGRAMS = Path(__file__).parents[1] / "cases" / "programs"
RUNNING = """
import gc, time
gc.disable()
TABLE = {at: {"text": "x" * 300 + str(at)} for at in range(30_000)}
WIDE = {at: None for at in range(300_000)}
for at in list(WIDE)[10:]: del WIDE[at]
for at in range(20_000):
    one = [at]
    one.append(one)
print("ready", flush=True)
while True:
    TABLE.update((len(TABLE) + at, "y" * 2000 + str(at)) for at in range(50))
    time.sleep(0.02)
"""


def made(**parts: int) -> Any:
    """The report on a sweep whose end has these parts in its ledger, growing with the scale."""
    runs = [run(s, end=moment(100 * s * MB, **{name: size * s * MB for name, size in parts.items()})) for s in (1, 2)]
    return json.loads(dump(diagnose(sweep(*runs, scales=(1, 2)))))


SAMPLES = {
    "saved": SAVED,
    "attachment": json.loads(dump(ATTACHMENT)),
    "family": json.loads(dump(FAMILY)),
    "live": made(),
    "pymalloc": made(python_free_blocks=60),
    "malloc": made(malloc_free=70),
    "unattributed": made(unattributed=80),
    "files": made(file=50),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_no_number_contradicts_another(name: str) -> None:
    assert contradictions(SAMPLES[name]) == []


@pytest.mark.parametrize("name", ["log_errors", "json_events"])
def test_no_number_of_a_real_report_does(name: str, tmp_path: Path) -> None:
    saved = tmp_path / "scan.json"
    done = sparsemem(
        tmp_path, "scan", "--quick", "--scales", "1,2", "--json", str(saved), str(PROGRAMS / f"{name}.py")
    )
    assert done.returncode == 0, done.stderr
    assert contradictions(json.loads(saved.read_text())) == []


@pytest.mark.parametrize("options", [(), ("--seconds", "4")], ids=["one look", "several"])
def test_no_number_of_an_attachment_does(options: tuple[str, ...], tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", RUNNING], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            done = sparsemem(tmp_path, "attach", str(child.pid), *options, "--json", "saved.json")
        finally:
            child.kill()
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "saved.json").read_text())
    assert {one["code"] for one in report["findings"]} & {"SM130", "SM151"}
    assert contradictions(report) == []


def grown() -> Any:
    """The saved scan as if each owner had grown by as much."""
    report = copy.deepcopy(SAVED)
    for owner in report["heap"]["owners"]:
        owner["growth_bytes"] = 1000
    report["heap"] |= {"growth_bytes": 1000 * len(report["heap"]["owners"]), "growth_scales": [1, 4]}
    return report


def changed(path: str, value: Any) -> Any:
    """That scan with one number replaced, by its path."""
    report = grown()
    *way, last = [int(step) if step.lstrip("-").isdigit() else step for step in path.split(".")]
    place = report
    for step in way:
        place = place[step]
    place[last] = value
    return report


def test_growth_that_adds_up_is_no_contradiction() -> None:
    assert contradictions(grown()) == []


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("findings.0.message", "12.3 GB are lost.", "12.3 GB is no figure"),
        ("findings.0.message", "Of it 12 bytes, 40 % of the live heap, wait.", "12 bytes are 40 % of no live heap"),
        ("findings.0.evidence.scale", 7, "is of no scale"),
        ("findings.0.bytes", 1 << 50, f"{1 << 50} of"),
        ("runs.0.moments.end.ledger.python_live_bytes", 1 << 40, "python_live_bytes is 1099511627776 of"),
        ("heap.owners.0.live_bytes", 1, "the owners have"),
        ("heap.owners.0.objects", 0, "the owners have"),
        ("heap.types.0.live_bytes", 1 << 40, "of types has 1099511627776"),
        ("heap.owners.0.type_bytes", [1 << 40], "have more than its"),
        ("heap.garbage_bytes", -1, "of garbage"),
        ("heap.growth_seconds", 2.0, "both over time and over scales"),
        ("heap.growth_scales", [], "over nothing that is told"),
        ("heap.growth_bytes", 1, "bytes for each 1x"),
        ("heap.live_bytes", 1, "the ledger of its moment"),
    ],
)
def test_the_checker_sees_what_it_looks_for(path: str, value: Any, told: str) -> None:
    assert any(told in one for one in contradictions(changed(path, value)))
