"""compare from its command line to its exit status and what it saves."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem

READ = "import os\nscale = int(os.environ['SPARSEMEM_SCALE'])\n"
CHAIN = f"""{READ}
rows = [{{'id': i, 'label': str(i)}} for i in range(90_000 * scale)]
kept = rows[::37]
del rows
print(len(kept))
"""
STREAM = READ + "kept = [{'id': i, 'label': str(i)} for i in range(0, 90_000 * scale, 37)]\nprint(len(kept))\n"
OPTIONS = ("--quick", "--scales", "1,2")
SIDE = {"peak_rss_bytes", "end_rss_bytes", "live_peak_bytes", "live_end_bytes", "gap_end_bytes", "wall_seconds"}


def programs(folder: Path) -> Path:
    """A program, its rewrite, and one that prints something else, in a folder."""
    (folder / "before.py").write_text(CHAIN)
    (folder / "after.py").write_text(STREAM)
    (folder / "other.py").write_text(STREAM + "print(scale)\n")
    (folder / "broken.py").write_text(READ + "raise SystemExit(5)\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with the programs."""
    return programs(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, subprocess.CompletedProcess[str]]":
    """Where the program and its rewrite were compared, once, and what was printed."""
    folder = programs(tmp_path_factory.mktemp("compared"))
    return folder, sparsemem(folder, "compare", *OPTIONS, "--json", "out.json", "before.py", "after.py")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both were scanned, once."""
    folder = programs(tmp_path_factory.mktemp("scanned"))
    for name in ("before", "after"):
        assert sparsemem(folder, "scan", *OPTIONS, "--json", f"{name}.json", f"{name}.py").returncode == 0
    return folder


def compared(folder: Path, *arguments: str) -> tuple[int, Any]:
    """The exit status of a comparison, and what it saved."""
    done = sparsemem(folder, "compare", *OPTIONS, "--json", "out.json", *arguments)
    return done.returncode, json.loads((folder / "out.json").read_text())


def test_a_rewrite_that_prints_the_same_ends_with_status_0(
    once: "tuple[Path, subprocess.CompletedProcess[str]]",
) -> None:
    _, done = once
    assert done.returncode == 0
    assert "the same output" in done.stdout
    assert "Gone: SM101" in done.stdout
    assert "before.py runs twice" in done.stderr or "before.py runs 2 times" in done.stderr


def test_the_saved_comparison_has_the_keys_of_the_contract(
    once: "tuple[Path, subprocess.CompletedProcess[str]]",
) -> None:
    folder, done = once
    status, saved = done.returncode, json.loads((folder / "out.json").read_text())
    assert (status, saved["format"], saved["version"]) == (0, "sparsemem.compare", 1)
    assert saved["same_output"] is True
    assert saved["differences"] == []
    assert saved["scales"] == [1, 2]
    assert set(saved["before"]) >= SIDE
    assert set(saved["after"]) >= SIDE
    assert all(len(values) == 2 for side in ("before", "after") for values in saved[side].values())
    assert set(saved["ratios"]) == {"peak_rss", "end_rss", "live_peak", "gap_end", "wall"}
    assert saved["ratios"]["gap_end"] < 0.3
    assert saved["ratios"]["peak_rss"] == pytest.approx(
        saved["after"]["peak_rss_bytes"][-1] / saved["before"]["peak_rss_bytes"][-1], abs=0.001
    )


def test_outputs_that_differ_end_with_status_1(folder: Path) -> None:
    status, saved = compared(folder, "after.py", "other.py")
    assert (status, saved["same_output"]) == (1, False)
    assert [set(one) for one in saved["differences"]] == [{"scale", "what", "first_difference"}] * 2
    assert saved["differences"][0] == {
        "scale": 1,
        "what": "standard output",
        "first_difference": "line 2: nothing before, '1' after",
    }


def test_a_program_that_fails_ends_with_status_3_although_the_outputs_differ_too(folder: Path) -> None:
    status, saved = compared(folder, "after.py", "broken.py")
    assert (status, saved["same_output"]) == (3, False)


def test_a_status_that_was_expected_is_no_failure(folder: Path) -> None:
    status, saved = compared(folder, "--expect-exit", "5", "broken.py", "broken.py")
    assert (status, saved["same_output"]) == (0, True)


def test_an_output_file_can_be_named(folder: Path) -> None:
    for name, text in (("x.py", "x"), ("y.py", "y")):
        (folder / name).write_text(f"{READ}open('out.txt', 'w').write('{text}')\n")
    assert compared(folder, "x.py", "y.py")[0] == 0
    status, saved = compared(folder, "--same", "out.txt", "x.py", "y.py")
    assert (status, {one["what"] for one in saved["differences"]}) == (1, {"out.txt"})


def put(scanned: Path, folder: Path, *scripts: str) -> tuple[str, ...]:
    """The names of the saved scans of some scripts, which are copied to the working directory."""
    names = tuple(script.removesuffix("py") + "json" for script in scripts)
    for name in names:
        shutil.copy(scanned / name, folder / name)
    return names


def test_two_saved_scans_are_compared_without_running_anything(scanned: Path, folder: Path) -> None:
    names = put(scanned, folder, "before.py", "after.py")
    (folder / "before.py").unlink()
    (folder / "after.py").unlink()
    status, saved = compared(folder, *names)
    assert (status, saved["same_output"], saved["gone"]) == (0, None, ["SM101"])
    assert "outputs were not compared" in sparsemem(folder, "compare", *names).stdout


@pytest.mark.parametrize("arguments", [("before.py", "saved.json"), ("saved.json", "before.py")])
def test_one_of_each_is_wrong_usage(folder: Path, arguments: tuple[str, str]) -> None:
    done = sparsemem(folder, "compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "two scripts or two saved scans" in done.stderr


def test_a_program_that_is_worse_than_its_baseline_ends_with_status_1(scanned: Path, folder: Path) -> None:
    (name,) = put(scanned, folder, "after.py")
    status, saved = compared(folder, "--baseline", name, "before.py")
    assert status == 1
    assert {"peak RSS", "gap at end"} <= {one["quantity"] for one in saved["regressions"]}
    assert saved["new"] == ["SM101"]
    done = sparsemem(folder, "compare", *OPTIONS, "--baseline", name, "before.py")
    assert "worse than the baseline" in done.stdout


def test_the_program_of_the_baseline_itself_ends_with_status_0(scanned: Path, folder: Path) -> None:
    (name,) = put(scanned, folder, "after.py")
    done = sparsemem(folder, "compare", "--quick", "--baseline", name, "--json", "out.json", "after.py")
    assert done.returncode == 0
    assert "within the bounds of the baseline" in done.stdout
    assert json.loads((folder / "out.json").read_text())["scales"] == [1, 2]  # those of the baseline


def test_a_saved_scan_is_held_against_its_baseline_too_and_the_bound_can_be_moved(
    scanned: Path, folder: Path
) -> None:
    names = put(scanned, folder, "after.py", "before.py")
    assert compared(folder, "--baseline", names[1], names[0])[0] == 0
    assert compared(folder, "--baseline", *names)[0] == 1
    status, saved = compared(folder, "--baseline", *names, "--within", "100000%")
    assert (status, saved["regressions"], saved["new"]) == (1, [], ["SM101"])  # a new finding is worse by itself


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--baseline", "none.json", "before.py"), "none.json"),
        (("--baseline", "after.json", "before.py", "after.py"), "one program"),
        (("--within", "5%", "before.py", "after.py"), "--baseline"),
        (("--baseline", "x.json", "--within", "much", "before.py"), "'much'"),
        (("before.py", "after.py", "other.py"), "BEFORE and AFTER"),
        (("before.py", "missing.py"), "missing.py"),
        (("missing.json", "missing.json"), "missing.json"),
        (("before.py",), "AFTER"),
        (("--scales", "4,1", "before.py", "after.py"), "4,1"),
        (("--json", "no/such/out.json", "before.py", "after.py"), "no/such"),
    ],
)
def test_what_cannot_be_read_or_used_is_one_sentence(folder: Path, arguments: tuple[str, ...], word: str) -> None:
    done = sparsemem(folder, "compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert word in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_saved_comparison_is_no_saved_scan(folder: Path) -> None:
    compared(folder, "after.py", "after.py")
    done = sparsemem(folder, "compare", "out.json", "out.json")
    assert done.returncode == 2
    assert "not a saved scan" in done.stderr


def test_the_comparison_alone_goes_to_standard_output_where_that_was_asked_for(folder: Path) -> None:
    done = sparsemem(folder, "compare", *OPTIONS, "--json", "-", "after.py", "after.py")
    assert json.loads(done.stdout)["same_output"] is True


def test_arguments_reach_both_programs_with_their_scale(folder: Path) -> None:
    (folder / "count.py").write_text("import sys\nprint(sys.argv[1:])\n")
    done = sparsemem(folder, "compare", *OPTIONS, "--show-output", "count.py", "count.py", "--", "--rows", "{10}")
    assert done.returncode == 0
    assert done.stderr.count("['--rows', '20']") == 2
