"""Wrong usage, and input that cannot be read: one line, status 2, nothing run and nothing written."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import sparsemem

# Leaves a file behind as soon as it is run at all.
SCRIPT = """\
from pathlib import Path
Path("ran").touch()
ROWS = 1000
SIZES = [1]
TWICE = 1
TWICE = 2
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A working directory with a script and some data."""
    (tmp_path / "a.py").write_text(SCRIPT)
    (tmp_path / "data.csv").write_text("id\n1\n2\n3\n4\n")
    (tmp_path / "data.csv.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / "cells.ipynb").write_text('{"cells": []}')
    (tmp_path / "object.json").write_text('{"rows": []}')
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("hello")
    yield tmp_path
    assert not (tmp_path / "ran").exists()


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def refusal(folder: Path, *arguments: str) -> str:
    """The one line that the command says, after all that must not happen did not."""
    before = files(folder)
    done = sparsemem(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("sparsemem: ")
    assert "Traceback" not in done.stderr
    assert files(folder) == before
    return done.stderr.removeprefix("sparsemem: ").rstrip("\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.py", "missing.py does not exist; name a Python script"),
        ("folder", "folder is a directory; name the script in it, or use -m for a package"),
        (
            "cells.ipynb",
            "cells.ipynb is a notebook: save it as a script by jupyter nbconvert --to script cells.ipynb",
        ),
        ("a.py/b.py", "a.py/b.py cannot be read: Not a directory"),
        ("two\nlines.py", "two lines.py does not exist; name a Python script"),
        ("x" * 300 + ".py", "cannot be read: File name too long"),
    ],
)
def test_a_script_that_cannot_be_read(folder: Path, name: str, said: str) -> None:
    assert said in refusal(folder, "scan", name)


def test_a_script_that_is_not_utf_8(folder: Path) -> None:
    (folder / "latin.py").write_bytes("x = 'ü'\n".encode("latin-1"))
    assert refusal(folder, "scan", "latin.py").startswith("latin.py is not UTF-8 text")


@pytest.mark.parametrize(
    "scales", ["", "0", "-1", "1,1", "2,1", "1,,2", "1,2,", "a", "1.5", "1x,2x", "1;2", "1-4", "²", "9" * 5000]
)
def test_scales_that_are_none(folder: Path, scales: str) -> None:
    said = refusal(folder, "scan", f"--scales={scales}", "a.py")
    assert "is no list of scales; write ascending whole numbers such as 1,2,4" in said


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--repeats", "0", "'0' is no positive whole number"),
        ("--repeats", "x", "'x' is no positive whole number"),
        ("--repeats", "²", "'²' is no positive whole number"),
        ("--timeout", "0", "'0' is no positive number of seconds"),
        ("--timeout", "nan", "'nan' is no positive number of seconds"),
        ("--timeout", "inf", "'inf' is no positive number of seconds"),
        ("--for", "-1", "is no positive number of seconds"),
        ("--max-rss", "much", "'much' is not a size"),
        ("--max-rss", "0", "'0' is no size that a program could have"),
        ("--max-rss", "9" * 400, "is not a size"),
        ("--limit", "-1", "'-1' is not a size"),
        ("--expect-exit", "x", "invalid int value: 'x'"),
        ("--fail-on", "all", "invalid choice: 'all'"),
    ],
)
def test_values_of_options_that_are_none(folder: Path, option: str, value: str, said: str) -> None:
    text = refusal(folder, "scan", f"{option}={value}", "a.py")
    assert text.startswith(f"argument {option}: ")
    assert said in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder", "folder is a directory; name a file to write"),
        (".", ". is a directory"),
        ("missing/out.json", "missing/out.json cannot be written: there is no folder missing"),
        ("a.py/out.json", "cannot be written: there is no folder a.py"),
        ("/proc/out.json", "/proc/out.json cannot be written: "),
        ("x" * 300, "cannot be written: File name too long"),
    ],
)
def test_a_report_that_could_not_be_written(folder: Path, name: str, said: str) -> None:
    assert said in refusal(folder, "scan", "--json", name, "a.py")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_report_in_a_folder_that_is_read_only(folder: Path) -> None:
    (folder / "folder").chmod(0o555)
    assert "cannot be written: Permission denied" in refusal(folder, "scan", "--json", "folder/out.json", "a.py")


@pytest.mark.parametrize("argument", ["{x}", "{}", "{1.5}", "{", '{"rows": 5}', "{0}"])
def test_braces_that_hold_no_number(folder: Path, argument: str) -> None:
    assert "is no integer to scale; write {{ for a literal brace" in refusal(folder, "scan", "a.py", "--", argument)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "--python missing: there is no such program; name the interpreter to scan with"),
        ("./folder", "--python ./folder: there is no such program"),
        ("./text", "--python ./text: there is no such program"),
        ("/bin/true", "--python /bin/true is no Python interpreter; name one, such as .venv/bin/python"),
        ("./executable", "--python ./executable is no Python interpreter"),
    ],
)
def test_an_interpreter_that_is_none(folder: Path, name: str, said: str) -> None:
    (folder / "executable").write_text("hello")
    (folder / "executable").chmod(0o755)
    assert said in refusal(folder, "scan", "--python", name, "a.py")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--vary", "ROWS", "a.py", "--", "{5}"),
        ("--input", "data.csv", "a.py", "--", "data.csv", "{5}"),
        ("--vary", "ROWS", "--input", "data.csv", "a.py", "--", "data.csv"),
    ],
)
def test_two_knobs_at_once(folder: Path, arguments: tuple[str, ...]) -> None:
    assert "are three ways to scale; use one of them" in refusal(folder, "scan", *arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("data.csv", (), "--input data.csv does not stand in the program's arguments; put it after --"),
        ("data.csv", ("other.csv",), "does not stand in the program's arguments"),
        ("missing.csv", ("missing.csv",), "missing.csv cannot be read: No such file or directory"),
        ("folder", ("folder",), "folder cannot be read: Is a directory"),
        ("data.csv.gz", ("data.csv.gz",), "data.csv.gz holds no plain text records; unpack or convert it"),
        ("object.json", ("object.json",), "object.json is not a JSON array in UTF-8"),
    ],
)
def test_an_input_that_cannot_be_cut(folder: Path, name: str, arguments: tuple[str, ...], said: str) -> None:
    assert said in refusal(folder, "scan", "--input", name, "a.py", "--", *arguments)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MISSING", "--vary MISSING: a.py assigns no MISSING at its top level"),
        ("TWICE", "--vary TWICE: a.py assigns TWICE 2 times; scale something else"),
        ("SIZES", "--vary SIZES: the value of SIZES is no integer that could be multiplied"),
        ("", "--vary : a.py assigns no  at its top level"),
    ],
)
def test_a_constant_that_cannot_be_varied(folder: Path, name: str, said: str) -> None:
    assert refusal(folder, "scan", "--vary", name, "a.py") == said


def test_a_constant_of_a_program_with_spawned_workers(folder: Path) -> None:
    (folder / "spawn.py").write_text(f"{SCRIPT}import multiprocessing\nmultiprocessing.set_start_method('spawn')\n")
    assert "the program starts spawn workers" in refusal(folder, "scan", "--vary", "ROWS", "spawn.py")


def test_a_constant_of_a_module_or_of_what_cannot_be_parsed(folder: Path) -> None:
    (folder / "broken.py").write_text(f"{SCRIPT}def f(:\n")
    assert "needs a script that can be parsed" in refusal(folder, "scan", "--vary", "ROWS", "broken.py")
    assert "needs a script that can be parsed" in refusal(folder, "scan", "--vary", "ROWS", "-m", "a")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "the following arguments are required: COMMAND; see sparsemem --help"),
        (("scan",), "name one script, or one module after -m; the program's own arguments follow --"),
        (("scan", "a.py", "-m", "a"), "name one script, or one module after -m"),
        (("scan", "-m"), "argument -m: expected one argument"),
        (("scan", "--unknown", "a.py"), "unrecognized arguments: --unknown; the program's own arguments follow --"),
        (("scan", "a.py", "--n", "5"), "the program's own arguments follow --, as in -- --n 5; see sparsemem --help"),
        (
            ("scan", "a.py", "extra"),
            "unrecognized arguments: extra; the program's own arguments follow --, as in -- extra",
        ),
        (("scan", "a.py", "--scales"), "argument --scales: expected one argument"),
        (("scna", "a.py"), "invalid choice: 'scna'"),
        (("a.py",), "invalid choice: 'a.py'"),
        (("--", "scan", "a.py"), "the following arguments are required: COMMAND"),
        (("scan", "a.py", "un\nknown"), "unrecognized arguments: un known"),
    ],
)
def test_a_command_line_that_is_none(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in refusal(folder, *arguments)


def test_a_report_is_not_written_when_something_else_is_wrong(folder: Path) -> None:
    refusal(folder, "scan", "--json", "out.json", "missing.py")
    refusal(folder, "scan", "--json", "out.json", "a.py", "--", "{x}")
    (folder / "old.json").write_text("old")
    refusal(folder, "scan", "--json", "old.json", "--python", "/bin/true", "a.py")
    assert (folder / "old.json").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_device_that_is_full_is_said_in_one_line_after_the_report(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("pass\n")
    done = sparsemem(tmp_path, "scan", "--quick", "--json", "/dev/full", "a.py")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "sparsemem: /dev/full cannot be written: No space left on device"
    assert "Traceback" not in done.stderr


def test_the_interpreter_of_the_tests_would_have_done(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SCRIPT)
    assert sparsemem(tmp_path, "scan", "--quick", "--scales", "1", "--python", sys.executable, "a.py").returncode == 0
    assert (tmp_path / "ran").exists()
