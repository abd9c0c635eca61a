"""The interpreter and the script that were named: whether they can be used at all."""

import os
import sys
from pathlib import Path

import pytest

from sparsemem.errors import InputError
from sparsemem.measure.program.interpreter import check_interpreter, read_script, shown_path


def program(folder: Path, text: str) -> str:
    """An executable file with this text."""
    path = folder / "python"
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def refusal(name: str) -> str:
    with pytest.raises(InputError) as caught:
        check_interpreter(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_interpreter_is_named_by_its_absolute_path_with_its_links_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").symlink_to(sys.executable)
    monkeypatch.chdir(tmp_path)
    assert check_interpreter("bin/python") == str(tmp_path / "bin/python")


def test_an_interpreter_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mypython").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert check_interpreter("mypython") == str(tmp_path / "mypython")


def test_what_is_no_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    for name in (tmp_path / "missing", tmp_path, tmp_path / "text", ""):
        assert refusal(str(name)) == f"--python {name}: there is no such program; name the interpreter to scan with"


@pytest.mark.parametrize(
    "text",
    ["#!/bin/true\n", "#!/bin/sh\necho hello\n", "#!/bin/sh\nprintf '\\377'\n", "#!/missing/python\n", "no header",
     "",     "#!/bin/sh\necho 3\n", "#!/bin/sh\necho 3 11 7\n"],
)  # fmt: skip
def test_a_program_that_is_no_interpreter_is_refused(tmp_path: Path, text: str) -> None:
    name = program(tmp_path, text)
    assert refusal(name) == f"--python {name} is no Python interpreter; name one, such as .venv/bin/python"


def test_true_is_no_interpreter() -> None:
    assert "is no Python interpreter" in refusal("/bin/true")


def test_an_interpreter_that_is_too_old_is_refused_with_its_version(tmp_path: Path) -> None:
    name = program(tmp_path, "#!/bin/sh\necho 3 9\n")
    assert refusal(name) == f"--python {name} is Python 3.9; a scan needs 3.11 or later"


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.10"])
def test_a_real_one_is_asked_in_words_that_it_understands(version: str) -> None:
    name = next(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python")), None)
    if name is None:
        pytest.skip(f"pyenv has no Python {version} here")
    assert refusal(name) == f"--python {name} is Python {version}; a scan needs 3.11 or later"


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\n",
        "# ü\n".encode(),
        "# coding: latin-1\nx = 'ü'\n".encode("latin-1"),
        b"\xef\xbb\xbfx = 1\n",
        b"",
    ],
)
def test_a_script_is_read_in_its_encoding(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert read_script(str(tmp_path / "a.py")).strip().endswith(("1", "ü", "'ü'", ""))


@pytest.mark.parametrize(
    "data", ["x = 'ü'".encode("latin-1"), b"# coding: klingon\n", b"\xff\xfex\x00", b"\x80" * 300]
)
def test_a_script_that_is_not_text_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    with pytest.raises(InputError, match="is not UTF-8 text, nor of the encoding that it declares; save it as UTF-8"):
        read_script(str(tmp_path / "a.py"))


def test_a_script_that_is_missing_or_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    with pytest.raises(InputError, match="does not exist; name a Python script"):
        read_script(str(tmp_path / "missing.py"))
    with pytest.raises(InputError, match="is a directory; name the script in it, or use -m for a package"):
        read_script(str(tmp_path))
    with pytest.raises(InputError, match="cannot be read: Not a directory"):
        read_script(str(tmp_path / "a.py" / "b.py"))


def test_paths_are_shown_relative_where_they_are_under_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert shown_path("a.py") == "a.py"
    assert shown_path(str(tmp_path / "work/src/a.py")) == "src/a.py"
    assert shown_path(str(tmp_path / "a.py")) == (tmp_path / "a.py").as_posix()
    assert shown_path("./src/a.py") == "src/a.py"
