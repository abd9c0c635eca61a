"""`scan --sizes` and the review that ranks by it, end to end."""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from commands import ROOT, sparsemem

SCAN = ("scan", "--quick", "--scales", "1,2", "--json", "scan.json")
SCRIPT = """
    import os
    from rows import few, many

    SCALE = int(os.environ.get("SPARSEMEM_SCALE", "1"))

    def small():
        found = [value for value in few()]
        return sum(found)

    def large():
        found = [value for value in many(SCALE)]
        return sum(found)

    def unseen(values):
        return sum([value * 1.5 for value in values])

    print(small(), large())
    """
ROWS = """
    def few():
        return [1, 2, 3]

    def many(scale):
        return list(range(20_000 * scale))
    """


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with a program of two modules."""
    (tmp_path / "program.py").write_text(dedent(SCRIPT), encoding="utf-8")
    (tmp_path / "rows.py").write_text(dedent(ROWS), encoding="utf-8")
    return tmp_path


def scanned(folder: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The saved scan and what was said on the way."""
    done = sparsemem(folder, *SCAN, *options)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads((folder / "scan.json").read_text(encoding="utf-8"))
    return report, done.stderr


def reviewed(folder: Path, *options: str) -> dict[str, Any]:
    """The saved review of the program."""
    sparsemem(folder, "review", "program.py", "rows.py", "--json", "review.json", *options)
    review: dict[str, Any] = json.loads((folder / "review.json").read_text(encoding="utf-8"))
    return review


def functions(review: dict[str, Any]) -> list[str]:
    """Where its findings are, in their order."""
    return [finding["location"]["function"] for finding in review["findings"]]


def test_a_scan_has_no_sizes_where_they_were_not_asked_for(folder: Path) -> None:
    report, said = scanned(folder, "program.py")
    assert report["sizes"] is None
    assert "size profile" not in said


def test_a_scan_says_before_the_first_run_that_one_more_follows_and_saves_what_it_saw(folder: Path) -> None:
    report, said = scanned(folder, "--sizes", "program.py")
    assert said.index("One more run at 1x follows, with the size profile") < said.index("1x  ")
    assert [run["scale"] for run in report["runs"]] == [1, 2]
    assert {(one["path"], one["function"]): one["elements"] for one in report["sizes"]} == {
        ("rows.py", "many"): 20_000,
        ("rows.py", "few"): 3,
        ("program.py", "small"): None,
        ("program.py", "large"): None,
    }
    assert report["sizes"][0] | {"bytes": 0} == {
        "path": "rows.py",
        "line": 5,
        "function": "many",
        "calls": 1,
        "generators": 0,
        "elements": 20_000,
        "bytes": 0,
    }


def test_a_review_with_it_puts_the_largest_first_and_hides_and_counts_what_was_small(folder: Path) -> None:
    assert functions(reviewed(folder)) == ["small", "large", "unseen"]
    scanned(folder, "--sizes", "program.py")
    review = reviewed(folder, "--with", "scan.json")
    assert (functions(review), review["hidden"]) == (["large", "unseen"], 1)
    assert review["findings"][0]["bytes"] > 100_000
    assert review["findings"][1]["bytes"] is None
    assert functions(reviewed(folder, "--with", "scan.json", "--all")) == ["large", "small", "unseen"]


def test_a_copied_working_directory_and_a_module_have_the_same_paths(folder: Path) -> None:
    report, _ = scanned(folder, "--sizes", "--copy-cwd", "-m", "program")
    assert {one["path"] for one in report["sizes"]} == {"program.py", "rows.py"}


def test_a_varied_script_keeps_its_name(folder: Path) -> None:
    text = "N = 5_000\ndef rows(): return [0] * N\nprint(len(rows()))\n"
    (folder / "varied.py").write_text(text, encoding="utf-8")
    report, _ = scanned(folder, "--sizes", "--vary", "N", "varied.py")
    assert [(one["path"], one["line"], one["elements"]) for one in report["sizes"]] == [("varied.py", 2, 5_000)]


def test_standard_input_is_replayed_to_the_run_as_well(folder: Path) -> None:
    text = "import sys\ndef rows(): return sys.stdin.read().split()\nprint(len(rows()))\n"
    (folder / "reads.py").write_text(text, encoding="utf-8")
    line = [sys.executable, "-m", "sparsemem", *SCAN, "--sizes", "reads.py"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(line, cwd=folder, env=environment, input=b"a b c", capture_output=True, timeout=120, check=True)
    assert json.loads((folder / "scan.json").read_text(encoding="utf-8"))["sizes"][0]["elements"] == 3


def test_a_program_that_leaves_without_its_end_has_no_profile(folder: Path) -> None:
    (folder / "leaves.py").write_text("import os\nos._exit(0)\n", encoding="utf-8")
    report, said = scanned(folder, "--sizes", "leaves.py")
    assert report["sizes"] is None
    assert "There is no size profile" in said


def test_a_program_that_fails_is_not_run_again(folder: Path) -> None:
    (folder / "fails.py").write_text("raise ValueError(4)\n", encoding="utf-8")
    done = sparsemem(folder, *SCAN, "--sizes", "fails.py")
    assert done.returncode == 3
    assert "Size profile at" not in done.stderr
    assert json.loads((folder / "scan.json").read_text(encoding="utf-8"))["sizes"] is None
