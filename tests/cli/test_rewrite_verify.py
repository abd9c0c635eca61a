"""rewrite --verify from its command line to the files and what it saves."""

import json
from pathlib import Path

import pytest

from commands import sparsemem

CHAIN = """\
import sys


def read(n):
    rows = []
    for i in range(n):
        rows.append(i * 3)
    return rows


def total(n):
    return sum(value * 2 for value in read(n))


if __name__ == "__main__":
    print(total(int(sys.argv[1])))
"""
FEW_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""The tests of a project are started many times, and most of that would be what our own environment has."""
TESTS = "from load import read, total\n\ndef test_total():\n    assert (total(3), read(2)) == (18, [0, 3])\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small project."""
    (tmp_path / "load.py").write_text(CHAIN)
    (tmp_path / "test_load.py").write_text(TESTS)
    return tmp_path


def test_what_is_verified_is_written_and_saved(folder: Path) -> None:
    options = "--scales", "1,2", "--write", "--json", "out.json"
    done = sparsemem(folder, "rewrite", "load.py", "--verify", "load.py {200000}", *options)
    assert done.returncode == 0
    assert "the same output at 1x, 2x" in done.stderr
    assert "ran once, with up to 200,000 elements" in done.stderr
    saved = json.loads((folder / "out.json").read_text())
    assert [change["verified"] for change in saved["changes"]] == [True]
    assert saved["verification"]["comparison"]["ratios"]["peak_rss"] < 0.9
    assert "yield" in (folder / "load.py").read_text()


def test_tests_are_a_command_too(folder: Path) -> None:
    done = sparsemem(folder, "rewrite", "load.py", "--verify", "pytest -q", "--json", "out.json", **FEW_PLUGINS)
    assert done.returncode == 0
    saved = json.loads((folder / "out.json").read_text())
    assert [change["verified"] for change in saved["changes"]] == [True]
    assert (folder / "load.py").read_text() == CHAIN


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--tier", "T2"), "--verify COMMAND"),
        (("--verify", "make"), "runs no script, module or tests"),
        (("--verify", "gone.py"), "gone.py does not exist"),
        (("--verify", "load.py"), "fails before anything is changed"),
    ],
)
def test_what_cannot_be_verified_is_one_sentence(folder: Path, arguments: tuple[str, ...], word: str) -> None:
    done = sparsemem(folder, "rewrite", "load.py", "--write", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert word in done.stderr
    assert done.stderr.count("\n") == 1
    assert (folder / "load.py").read_text() == CHAIN


def test_a_file_outside_the_working_directory_is_refused(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    done = sparsemem(inner, "rewrite", "../load.py", "--verify", "../load.py {1000}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not under the working directory" in done.stderr
