"""Copies of a working directory at one place."""

import os
from pathlib import Path

import pytest

from sparsemem.errors import InputError
from sparsemem.measure.verify.project_copies import Trees


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    origin = tmp_path / "origin"
    (origin / "src").mkdir(parents=True)
    (origin / "src" / "a.py").write_text("old")
    (origin / "data.txt").write_text("data")
    (origin / ".git").mkdir()
    (origin / ".git" / "HEAD").write_text("ref")
    (origin / "link").symlink_to("data.txt")
    return Trees(origin, tmp_path / "tree")


def test_a_copy_has_the_files_that_were_given_and_the_original_stays(trees: Trees) -> None:
    before = Path.cwd()
    with trees.laid({"src/a.py": b"new"}):
        assert Path.cwd() == trees.place
        assert Path("src/a.py").read_text() == "new"
        assert Path("link").is_symlink()
        assert Path("link").read_text() == "data"
        assert not Path(".git").exists()
    assert Path.cwd() == before
    assert not trees.place.exists()
    assert (trees.origin / "src" / "a.py").read_text() == "old"


def test_what_was_written_is_kept(trees: Trees, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    with trees.laid({}):
        earlier = trees.stamps()
        assert trees.written(earlier, folder) == {}
        Path("out.txt").write_text("made")
        Path("__pycache__").mkdir()
        Path("__pycache__/a.pyc").write_text("cache")
        os.utime("data.txt", ns=(1, 1))
        os.unlink("src/a.py")
        written = trees.written(earlier, folder)
    assert set(written) == {"out.txt", "data.txt", "src/a.py (deleted)"}
    assert written["out.txt"].read_text() == "made"
    assert written["src/a.py (deleted)"].read_text() == ""


def test_the_copy_goes_when_the_work_fails(trees: Trees) -> None:
    with pytest.raises(ZeroDivisionError), trees.laid({}):
        raise ZeroDivisionError
    assert not trees.place.exists()


def test_a_folder_that_cannot_be_copied_is_one_sentence(trees: Trees) -> None:
    with (
        pytest.raises(InputError, match="--verify: the working directory cannot be copied"),
        trees.laid({"no/a": b""}),
    ):
        pass
