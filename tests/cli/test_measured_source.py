"""The source of a file that a measurement names."""

from pathlib import Path

import pytest

from sparsemem.cli.measured_source import read_module


def test_a_file_of_python_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n    pass\n")
    found = read_module(tmp_path / "a.py")
    assert found is not None
    assert [one.name for one in found.functions()] == ["f"]


@pytest.mark.parametrize("text", [None, "def f(:\n", "\0"])
def test_what_is_none_is_left(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "a.py").write_text(text)
    assert read_module(tmp_path / "a.py") is None
