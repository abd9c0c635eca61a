"""The command that a rewrite is verified with."""

import shutil
import sys
from pathlib import Path

import pytest

from sparsemem.errors import InputError, UsageError
from sparsemem.measure.verify.verify_command import parse_work


@pytest.mark.parametrize(
    ("text", "kind", "path", "arguments"),
    [
        ("load.py --rows {1000} 'a b.csv'", "script", "load.py", ("--rows", "{1000}", "a b.csv")),
        ("-m shop.load x", "module", "shop.load", ("x",)),
        ("src/load.py", "script", "src/load.py", ()),
    ],
)
@pytest.mark.parametrize("python", ["", f"{sys.executable} "])
def test_scripts_and_modules(python: str, text: str, kind: str, path: str, arguments: tuple[str, ...]) -> None:
    work = parse_work(python + text, None if python else sys.executable)
    assert (work.target.kind, work.target.path, work.target.argv) == (kind, path, arguments)
    assert work.target.python == sys.executable
    assert not work.is_tests


@pytest.mark.parametrize("text", ["pytest -q tests", "py.test -q tests", "-m pytest -q tests"])
def test_tests(text: str) -> None:
    work = parse_work(text, sys.executable)
    assert (work.target.kind, work.target.path, work.target.argv) == ("module", "pytest", ("-q", "tests"))
    assert work.is_tests


def test_the_interpreter_that_is_named_is_taken_and_an_option_goes_first() -> None:
    named = shutil.which("python3")
    assert named is not None
    assert parse_work("python3 load.py").target.python == named
    assert parse_work("python3 load.py", sys.executable).target.python == sys.executable


@pytest.mark.parametrize(
    "text", ["", "make test", "python", "python -c 'print(1)'", "python -m", "load.py 'open", "-X dev a.py"]
)
def test_what_runs_no_program_of_python_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"--verify .*load\.py|--verify .*cannot be read"):
        parse_work(text, sys.executable)


def test_an_interpreter_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"python3\.99"):
        parse_work("python3.99 load.py")


def test_a_path_into_the_project_is_run_in_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "project"
    here.mkdir()
    for place in (here / "load.py", tmp_path / "elsewhere.py"):
        place.touch()
    monkeypatch.chdir(here)
    work = parse_work(f"python {here / 'load.py'} {tmp_path}", sys.executable)
    assert (work.target.path, work.target.argv) == ("load.py", (str(tmp_path),))
    with pytest.raises(UsageError, match="not under the working directory"):
        parse_work(f"python {tmp_path / 'elsewhere.py'}", sys.executable)
