"""Options that a project sets in its pyproject.toml: what they mean, and what is wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem
from sparsemem.cli.accepted import Accepted
from sparsemem.cli.defaults import project_defaults
from sparsemem.errors import InputError, UsageError

NAMES = frozenset({"--scales", "--repeats", "--quick", "--fail-on", "--accept", "--limit"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def defaults(folder: Path, text: str, command: str = "scan") -> dict[str, Any]:
    (folder / "pyproject.toml").write_text(text)
    return project_defaults(command, NAMES)


def test_values_are_read_as_on_the_command_line(folder: Path) -> None:
    text = """
        [tool.sparsemem.scan]
        scales = [1, 2, 8]
        repeats = 3
        quick = false
        fail-on = "warning"
        limit = "512MB"
        accept = ["SM103", "SM101:shop.*"]
    """
    assert defaults(folder, text) == {
        "scales": (1, 2, 8),
        "repeats": 3,
        "quick": False,
        "fail_on": "warning",
        "limit": 512 << 20,
        "accept": (Accepted("SM103"), Accepted("SM101", "shop.*")),
    }


@pytest.mark.parametrize(
    "text", ["", "[tool.other]\nscan = 1", "[tool.sparsemem]\nselect = []", "[tool.sparsemem.attach]"]
)
def test_where_nothing_is_said_nothing_is_set(folder: Path, text: str) -> None:
    assert defaults(folder, text) == {}


def test_a_folder_without_the_file_has_none(folder: Path) -> None:
    assert project_defaults("scan", NAMES) == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("speed = 1", "speed in [tool.sparsemem.scan] of pyproject.toml is no option of scan; there are accept"),
        ("scales = [3, 1]", "'3,1' is no list of scales"),
        ("repeats = 0", "'0' is no positive whole number"),
        ("quick = 1", "it must be true or false"),
        ('fail-on = "all"', "it must be error or warning or note"),
        ("scales = {a = 1}", "a text, a number or a list of them"),
        ("repeats = true", "a text, a number or a list of them"),
        ('accept = ["SM1"]', "SM1 is no finding of a scan"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(folder: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        defaults(folder, f"[tool.sparsemem.scan]\n{line}\n")
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["[tool.sparsemem", "\x00"])
def test_a_file_that_is_no_toml_cannot_be_read(folder: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"pyproject\.toml cannot be read: "):
        defaults(folder, text)


SPARSE = """\
import os
data = [{"id": i, "label": str(i)} for i in range(150_000 * int(os.environ["SPARSEMEM_SCALE"]))]
kept = data[::37]
del data
"""


def test_a_scan_takes_them_and_the_command_line_goes_first(folder: Path) -> None:
    (folder / "a.py").write_text(SPARSE)
    (folder / "pyproject.toml").write_text('[tool.sparsemem.scan]\nscales = [1]\nquick = true\nfail-on = "warning"\n')
    done = sparsemem(folder, "scan", "--scales", "1,2", "--json", "out.json", "a.py")
    assert (done.returncode, json.loads((folder / "out.json").read_text())["plan"]["scales"]) == (1, [1, 2])
    done = sparsemem(folder, "scan", "--scales", "2", "--accept", "SM101", "a.py")
    assert done.returncode == 0
    assert "Accepted: SM101 of " in done.stderr


def test_a_wrong_default_is_one_sentence_before_anything_runs(folder: Path) -> None:
    (folder / "a.py").write_text("print('ran')")
    (folder / "pyproject.toml").write_text("[tool.sparsemem.scan]\nrepeats = 'many'\n")
    done = sparsemem(folder, "scan", "--show-output", "a.py")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "repeats in [tool.sparsemem.scan] of pyproject.toml: 'many'" in done.stderr
