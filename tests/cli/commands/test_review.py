import argparse
import json
from pathlib import Path

import pytest

from sparsemem.cli.commands.review import add_parser
from sparsemem.errors import InputError, UsageError

BAD = "def total(orders):\n    return sum([orders[n].price for n in range(1_000_000)])\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.py").write_text(BAD, encoding="utf-8")
    (tmp_path / "good.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "broken.py").write_text("def f(:\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["review", *arguments])
    return int(parsed.run(parsed))


@pytest.mark.usefixtures("folder")
class TestStatus:
    def test_a_finding(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("bad.py") == 1
        assert "bad.py:2: warning SM202" in capsys.readouterr().out

    def test_a_finding_below_fail_on(self) -> None:
        assert run("bad.py", "--fail-on", "warning") == 1
        assert run("bad.py", "--fail-on", "error") == 0

    def test_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("good.py") == 0
        assert capsys.readouterr().out == "No findings\n"

    def test_a_file_that_cannot_be_parsed(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("broken.py", "good.py") == 2
        assert "broken.py was not reviewed" in capsys.readouterr().err

    def test_a_finding_beside_it(self) -> None:
        assert run(".") == 1

    def test_what_is_ignored(self) -> None:
        assert run("bad.py", "--ignore", "SM202") == 0

    def test_wrong_usage(self) -> None:
        with pytest.raises(UsageError, match="SM999"):
            run("bad.py", "--select", "SM999")
        with pytest.raises(UsageError, match="standard output"):
            run("bad.py", "--json", "-", "--md", "-")
        with pytest.raises(InputError, match="does not exist"):
            run("none.py")
        with pytest.raises(InputError, match="cannot be read"):
            run("bad.py", "--with", "none.json")


def test_settings_of_the_project(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.sparsemem]\nignore = ["SM202"]\n', encoding="utf-8")
    assert run("bad.py") == 0
    assert run("bad.py", "--ignore", "SM203") == 1
    (folder / "pyproject.toml").write_text('[tool.sparsemem]\nselect = ["SM999"]\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"select in pyproject\.toml names SM999"):
        run("bad.py")


def test_saves_and_prints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("bad.py", "--json", "-", "--sarif", "a.sarif", "--md", "a.md", "--github", "a.txt") == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["code"] == "SM202"
    assert json.loads((folder / "a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "SM202" in (folder / "a.md").read_text(encoding="utf-8")
    assert (folder / "a.txt").read_text(encoding="utf-8").startswith("::warning file=bad.py,line=2")


def test_with_a_scan(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"path": "bad.py", "line": 2, "function": None, "elements": 3, "bytes": 800}
    (folder / "scan.json").write_text(json.dumps({"sizes": [row]}), encoding="utf-8")
    assert run("bad.py", "--with", "scan.json") == 0
    assert "1 known to be small is hidden" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_checklist(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("bad.py", "--checklist") == 1
    assert capsys.readouterr().out.startswith("## Memory checklist")
