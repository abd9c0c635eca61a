"""`rewrite` as it is called: the diff is applied, files are changed whole, and the exit status tells."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands import ROOT, sparsemem
from sparsemem.cli import output
from sparsemem.errors import InputError

PROGRAM = """\
# größer
def names(count):
    found = []
    for number in range(count):
        found.append(f"name {number}")
    return found


def main():
    for name in names(3):
        print(name)
    kept = names(2)
    print(len(kept))


main()"""
FORMS = {
    "plain": (PROGRAM + "\n").encode(),
    "no newline at the end": PROGRAM.encode(),
    "carriage returns": (PROGRAM + "\n").replace("\n", "\r\n").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + (PROGRAM + "\n").encode(),
    "an encoding of its own": ("# -*- coding: latin-1 -*-\n" + PROGRAM + "\n").encode("latin-1"),
    "a line separator in a text": (PROGRAM + "\nprint('a\u2028b')\n").encode(),
    "tabs": (PROGRAM.replace("    ", "\t") + "\n").encode(),
}
TOOLS = {"patch": ["patch", "-p1", "--binary", "-s", "-i", "d.patch"], "git": ["git", "apply", "d.patch"]}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_the_diff_is_what_write_does(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some folder" / "a.py"
    file.parent.mkdir()
    file.write_bytes(content)
    command = [sys.executable, "-m", "sparsemem", "rewrite", "some folder"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    diff = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    (tmp_path / "d.patch").write_bytes(diff.stdout)
    file.chmod(0o754)
    assert sparsemem(tmp_path, "rewrite", "some folder", "--write").returncode == 0
    written = file.read_bytes()
    assert written != content
    assert b"_iter_names(3)" in written
    assert file.stat().st_mode & 0o777 == 0o754
    assert _new_lines(written) == _new_lines(content)
    for name, tool in TOOLS.items():
        if shutil.which(tool[0]) is None:
            pytest.skip(f"{name} is not installed")
        file.write_bytes(content)
        subprocess.run(tool, cwd=tmp_path, check=True)
        assert file.read_bytes() == written, name


def _new_lines(content: bytes) -> tuple[bool, bool, bool]:
    return b"\r\n" in content, content.endswith(b"\n"), content.startswith(b"\xef\xbb\xbf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one program."""
    (tmp_path / "a.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


def test_check_tells_by_its_status(folder: Path) -> None:
    assert sparsemem(folder, "rewrite", "a.py", "--check").returncode == 1
    assert sparsemem(folder, "rewrite", "a.py", "--check", "--write").returncode == 1
    again = sparsemem(folder, "rewrite", "a.py", "--check")
    assert again.returncode == 0
    assert again.stdout == ""


def test_refusals_say_what_to_do(folder: Path) -> None:
    done = sparsemem(folder, "rewrite", "a.py")
    assert "length_taken: Its length is taken. Way out: count in the loop." in done.stderr
    assert "  a.py:12 names\n" in done.stderr
    assert done.stdout.startswith("--- a/a.py\n+++ b/a.py\n@@ ")


def test_json_is_the_contract(folder: Path) -> None:
    assert sparsemem(folder, "rewrite", "a.py", "--json", "out.json").returncode == 0
    saved = json.loads((folder / "out.json").read_text())
    assert (saved["format"], saved["version"]) == ("sparsemem.rewrite", 1)
    change = {
        "path": "a.py",
        "line": 10,
        "function": "names",
        "transform": "lazy_twin",
        "tier": "T1",
        "verified": None,
    }
    assert saved["changes"] == [change]
    refusal = {"path": "a.py", "line": 12, "function": "names", "transform": "lazy_twin", "reason": "length_taken"}
    assert saved["refusals"] == [refusal]


def test_what_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "bad.py").write_bytes(b"x = '\xff'\n")
    (folder / "worse.py").write_text("def (:\n")
    done = sparsemem(folder, "rewrite", ".")
    assert done.returncode == 2
    assert "bad.py cannot be decoded" in done.stderr
    assert "not_analysed" in done.stderr
    assert "worse.py" in done.stderr
    missing = sparsemem(folder, "rewrite", "nowhere.py")
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)


def test_no_file_is_changed_where_one_cannot_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = folder / "b.py"
    other.write_text("b = 1\n")
    replace, calls = output.os.replace, []

    def fails_once(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise PermissionError(13, "Permission denied", str(target))
        replace(source, target)

    monkeypatch.setattr(output.os, "replace", fails_once)
    with pytest.raises(InputError, match="no file was changed"):
        output.replace_whole({folder / "a.py": b"changed", other: b"changed"})
    assert (folder / "a.py").read_text(encoding="utf-8") == PROGRAM
    assert other.read_text() == "b = 1\n"
    assert sorted(path.name for path in folder.iterdir()) == ["a.py", "b.py"]


def test_explain_knows_the_reasons(folder: Path) -> None:
    page = sparsemem(folder, "explain", "fault_order")
    assert page.returncode == 0
    assert "What to do" in page.stdout


BASE = """\
class Base:
    def run(self, n):
        return self.show([str(i) for i in range(n)])

    def show(self, lines):
        return sum(len(line) for line in lines)
"""


def test_what_is_not_given_may_override(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BASE)
    assert sparsemem(tmp_path, "rewrite", "a.py").stdout
    (tmp_path / "b.py").write_text("from a import Base\n")
    open_world = sparsemem(tmp_path, "rewrite", "a.py")
    assert not open_world.stdout
    assert "unknown_callee" in open_world.stderr
    assert sparsemem(tmp_path, "rewrite", "a.py", "--closed").stdout
    assert sparsemem(tmp_path, "rewrite", ".").stdout


def test_the_summary_ends_with_the_line_to_type(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("for row in [int(row) for row in ['1']]:\n    print(row)\n")
    last = sparsemem(tmp_path, "rewrite", "a.py").stderr.splitlines()[-1]
    assert last.endswith("python -m sparsemem rewrite a.py --verify a.py")


def test_the_strict_promise_keeps_the_exception(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("total = 0\nfor row in [int(row) for row in ['1']]:\n    total += 1 // row\n")
    assert sparsemem(tmp_path, "rewrite", "a.py").stdout
    assert not sparsemem(tmp_path, "rewrite", "--strict", "a.py").stdout
