"""Small programs whose cause is known: what a scan finds, and that it finds nothing else worth an alarm."""

import importlib.util
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import psutil
import pytest

from cases.last_screens import missing
from commands import sparsemem
from consistency.contradictions import contradictions
from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import NOTHING
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Report, Target
from sparsemem.model.saved_records import load_report
from sparsemem.units import GB

HERE = Path(__file__).parent
SCALES = ("--scales", "1,2,4")
"""Three are enough to tell what grows with the data, and with what power."""
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((HERE / "expected.toml").read_text())


def scan(name: str, folder: Path, *options: str) -> Any:
    """The saved scan of a program, which is left in `folder`."""
    case, saved = EXPECTED[name], folder / "scan.json"
    options = ("--quick", "--json", str(saved), *options, *case.get("options", []))
    arguments = ("--", "--n", f"{{{case['n']}}}") if "n" in case else ()
    done = sparsemem(folder, "scan", *options, str(HERE / "programs" / f"{name}.py"), *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(saved.read_text())


def peak_at(scale: int, name: str, folder: Path) -> int:
    """The peak of the program at a scale, in bytes; who holds its memory is not asked for."""
    case, private = EXPECTED[name], folder / "private"
    private.mkdir()
    arguments = ("--n", str(scale * case["n"])) if "n" in case else ()
    target = Target("script", str(HERE / "programs" / f"{name}.py"), arguments, sys.executable)
    turn = Turn(scale, 0, Command(arguments), NOTHING)
    finished = measure_run(target, turn, Conditions(max_rss_bytes=4 * GB), private, subprocess.DEVNULL)
    assert finished.run.is_whole
    assert finished.run.peak_rss_bytes is not None
    return finished.run.peak_rss_bytes


def is_there(need: str | None) -> bool:
    """Whether what a program needs is to be had here: a module, or a temporary folder that is not in memory."""
    if need == "disk":
        mounts = {part.mountpoint: part.fstype for part in psutil.disk_partitions(all=True)}
        folder = Path(tempfile.gettempdir()).resolve()
        return mounts[next(str(path) for path in (folder, *folder.parents) if str(path) in mounts)] != "tmpfs"
    return need is None or importlib.util.find_spec(need) is not None


def test_every_program_has_its_expectation() -> None:
    assert {path.stem for path in (HERE / "programs").glob("*.py")} == set(EXPECTED)


def test_a_third_of_the_programs_is_innocent() -> None:
    innocent = [name for name, case in EXPECTED.items() if not case["must"]]
    assert 3 * len(innocent) >= len(EXPECTED)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_scan_finds_the_cause(name: str, tmp_path: Path) -> None:
    case = EXPECTED[name]
    if not is_there(case.get("needs")):
        pytest.skip(f"{case['needs']} is not here")
    found = scan(name, tmp_path, *SCALES)
    loud = {finding["code"] for finding in found["findings"] if finding["severity"] != "note"}
    any_code = {finding["code"] for finding in found["findings"]}
    for code in case["must"]:
        assert code.rstrip("n") in (any_code if code.endswith("n") else loud)
    assert loud <= {code.rstrip("n") for code in case["must"] + case["may"]}
    assert found["verdict"] == case["verdict"]
    report = load_report(json.dumps(found), "the scan")
    assert isinstance(report, Report)
    assert list(missing(report)) == []
    assert contradictions(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dense_objects", "dict_chain"])
def test_four_scales_tell_the_peak_of_sixteen(name: str, tmp_path: Path) -> None:
    forecast = next(at for at in scan(name, tmp_path)["prediction"]["at"] if at["scale"] == 16)
    peak = peak_at(16, name, tmp_path)
    assert forecast["peak_rss_bytes"] == pytest.approx(peak, rel=0.1)
    assert forecast["low_bytes"] <= peak <= forecast["high_bytes"]
