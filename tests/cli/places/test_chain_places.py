"""Streaming is advised where its evidence is: a chain in the source that was measured, or copies alive together."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recorded import read
from sparsemem.cli.places.chain_places import place_chains
from sparsemem.diagnose.holders.remedies import STREAM
from sparsemem.model import Finding, Remedy, Report, Target
from sparsemem.model.saved_records import load_report
from sparsemem.units import MB

STEPS = """
def load(path):
    return [line.split() for line in open(path)]


def clean(rows):
    return [row for row in rows if row]


def alone(path):
    return [len(path)] * 9
"""
CALLS = "kept = clean(load('a'))\n"
COPY = Remedy("Copy it out.")


def site(path: Path, line: int) -> dict[str, Any]:
    return {"pinners": [{"site": {"function": "f", "path": str(path), "line": line, "share": 0.9}}]}


def held(path: Path, *lines: int) -> dict[str, Any]:
    holders = [{"function": f"f{at}", "path": str(path), "line": at, "bytes": 90 * MB} for at in lines]
    return {"holders": holders, "holders_scale": 1}


def placed(target: Path, sites: dict[str, Any], peak: dict[str, Any]) -> Finding:
    report = load_report(read("scan.json"), "scan.json")
    assert isinstance(report, Report)
    advice = (Remedy(f"{STREAM.text} Expected return: up to 9 MB."), COPY)
    found = Finding("SM101", "fragmentation", "error", "", None, None, 90 * MB, sites, advice, ("SM110",))
    above = Finding("SM110", "transient peak", "error", "", None, None, 90 * MB, peak, ())
    program = Target("script", str(target), (), "python")
    return place_chains(replace(report, target=program, findings=(found, above))).findings[0]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(STEPS + CALLS)
    return tmp_path / "a.py"


@pytest.mark.parametrize("lines", [(), (3,), (11, 7)], ids=["none seen", "a step", "another and a step"])
def test_the_remedy_names_the_chain_of_the_source(script: Path, lines: tuple[int, ...]) -> None:
    found = placed(script, {}, held(script, *lines))
    text = found.remedies[0].text
    assert text.startswith(
        f"Stream the records: make each step of the chain load() -> clean() ({script}:12) a generator"
    )
    assert text.endswith("so that no full copy is built at all. Expected return: up to 9 MB.")
    assert found.evidence["chain"]["functions"] == ("load", "clean")


def test_a_line_that_allocated_what_pins_is_of_the_chain_too(script: Path) -> None:
    assert "load() -> clean()" in placed(script, site(script, 3), {}).remedies[0].text


def test_steps_in_a_module_are_found_from_the_script_that_calls_them(tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text(STEPS)
    (tmp_path / "main.py").write_text(f"from steps import clean, load\n{CALLS}")
    text = placed(tmp_path / "main.py", {}, held(tmp_path / "steps.py", 3)).remedies[0].text
    assert f"load() -> clean() ({tmp_path}/main.py:2)" in text


def test_a_chain_that_nobody_measured_is_no_evidence(script: Path) -> None:
    assert placed(script, site(script, 11), {}).remedies == (COPY,)


@pytest.mark.parametrize("text", [None, "", "def f(:\n", "rows = [1]\n", "\0"])
def test_without_a_chain_nothing_is_streamed(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "a.py").write_text(text)
    assert placed(tmp_path / "a.py", {}, {}).remedies == (COPY,)


def test_copies_that_were_alive_together_are_evidence(tmp_path: Path) -> None:
    text = placed(tmp_path / "gone.py", {}, held(tmp_path / "gone.py", 1, 2)).remedies[0].text
    assert text.startswith("Stream the records: make each step of f1(), f2(), whose copies are alive together, a gen")


def test_findings_without_that_remedy_stay(script: Path) -> None:
    report = load_report(read("scan.json"), "scan.json")
    assert isinstance(report, Report)
    plain = replace(report, findings=tuple(replace(one, remedies=(COPY,)) for one in report.findings))
    assert place_chains(plain) == plain
