"""Which files are preloaded: named ones first; what is missing is said with how to get it."""

from pathlib import Path

import pytest

from preloads import library
from sparsemem.errors import InputError
from sparsemem.measure.settings import preloaded_libraries
from sparsemem.measure.settings.preloaded_libraries import find_libraries, how_to_get, with_libraries
from sparsemem.measure.settings.tuning_table import TUNINGS


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The path of an interpreter on a machine that has no allocators."""
    monkeypatch.setattr(preloaded_libraries, "_FOLDERS", (str(tmp_path / "lib*"),))
    monkeypatch.setattr(preloaded_libraries.sys, "prefix", str(tmp_path / "none"))
    return str(tmp_path / "venv/bin/python")


def test_an_installed_one_is_found() -> None:
    file = library("jemalloc")
    assert Path(find_libraries((), "/nowhere/bin/python")["jemalloc"]).resolve() == Path(file).resolve()


def test_one_of_the_interpreters_own_environment_comes_first(bare: str, tmp_path: Path) -> None:
    for folder in ("venv/lib", "lib64"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "libjemalloc.so.2").touch()
    assert find_libraries((), bare) == {"jemalloc": str(tmp_path / "venv/lib/libjemalloc.so.2")}


def test_a_build_for_debugging_is_none(bare: str, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/libtcmalloc_minimal_debug.so.4").touch()
    assert find_libraries((), bare) == {}


def test_a_named_file_is_taken_for_its_allocator_and_an_unknown_one_gets_a_row(bare: str, tmp_path: Path) -> None:
    known, unknown = tmp_path / "libmimalloc.so.9", tmp_path / "libsnmalloc.so"
    known.touch()
    unknown.touch()
    rows = {row.name: row for row in with_libraries(TUNINGS, (str(known), str(unknown)), bare)}
    assert rows["mimalloc"].library == rows["mimalloc, eager"].library == str(known)
    assert rows["libsnmalloc.so"].library == str(unknown)
    assert rows["libsnmalloc.so"].environment == {"PYTHONMALLOC": "malloc"}
    assert rows["jemalloc"].library is None


def test_a_named_file_that_is_not_there_is_refused(bare: str) -> None:
    with pytest.raises(InputError, match=r"--lib libnone\.so: there is no such file"):
        with_libraries(TUNINGS, ("libnone.so",), bare)


def test_how_to_get_one_names_the_package_and_the_option() -> None:
    assert "libjemalloc2" in how_to_get("jemalloc")
    assert "--lib" in how_to_get("jemalloc")
