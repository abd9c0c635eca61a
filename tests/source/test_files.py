from pathlib import Path

import pytest

from sparsemem.errors import InputError
from sparsemem.model import Skipped
from sparsemem.source.files import find_files, module_name, read_source
from sparsemem.source.text import Source


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x = 1\n", encoding="utf-8")


def test_finds_what_is_below_and_passes_over_environments(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b/c.py", "b/note.txt", ".venv/d.py", "__pycache__/e.py", "b/build/f.py")
    assert [path.name for path in find_files([tmp_path], ())] == ["a.py", "c.py"]


def test_what_is_named_is_taken(tmp_path: Path) -> None:
    write(tmp_path, ".venv/d.py", "script")
    found = find_files([tmp_path / ".venv", tmp_path / "script", tmp_path / "script"], ())
    assert [path.name for path in found] == ["d.py", "script"]


def test_exclude(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.py", "docs/conf.py", "b/docs/c.py", "b/gen_x.py", "b/made/d/e.py")
    assert [path.name for path in find_files([Path()], ("docs/", "b/gen_*", "./b/made"))] == ["a.py"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none", "does not exist"),
        ("empty", "no Python file is under .*empty"),
        ("cells.ipynb", "is a notebook: save it as a script by jupyter nbconvert --to script"),
    ],
)
def test_a_path_that_leads_to_no_file(tmp_path: Path, name: str, said: str) -> None:
    write(tmp_path, "a.py", "empty/note.txt", "cells.ipynb")
    with pytest.raises(InputError, match=said):
        find_files([tmp_path / name], ())
    assert find_files([tmp_path / "empty", tmp_path], ()) == [tmp_path / "a.py"]


def test_module_names(tmp_path: Path) -> None:
    write(tmp_path, "p/__init__.py", "p/q/__init__.py", "p/q/m.py", "s.py")
    names = [module_name(tmp_path / name) for name in ("p/__init__.py", "p/q/m.py", "s.py")]
    assert names == ["p", "p.q.m", "s"]


def test_reads_the_declared_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    source = read_source(path)
    assert isinstance(source, Source)
    assert "é" in source.text


def test_what_cannot_be_decoded_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x = '\xff'\n")
    assert isinstance(read_source(path), Skipped)
