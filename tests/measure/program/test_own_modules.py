"""Which modules are the program's own."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from sparsemem.measure.program.own_modules import (
    modules_of,
    modules_of_process,
    own_modules,
    with_own,
    workers_with_own,
)
from sparsemem.model import Pinner, Process, Run, Target
from sweeps import run

MAIN = {"__main__", "__mp_main__"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "load.py").touch()
    return tmp_path


def test_what_lies_beside_the_script_is_its_own(folder: Path) -> None:
    target = Target("script", str(folder / "load.py"), (), "python3")
    assert modules_of(target) == {*MAIN, "shop", "load"}


def test_a_module_that_is_run_is_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert modules_of(Target("module", "service.worker", (), "python3")) == {*MAIN, "shop", "load", "service"}


def test_installed_packages_are_nobody_s_own(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "black.py").touch()
    assert own_modules([folder, tmp_path / "missing"]) == MAIN


def test_a_running_process_has_the_modules_of_its_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    found = modules_of_process(os.getpid())
    assert found is not None
    assert {*MAIN, "shop", "load"} <= found
    assert modules_of_process(2**22 + 1) is None


def test_owners_are_told_apart() -> None:
    one = Pinner("shop.LABELS", "str", 1, 1, 1, 1, 1)
    found = with_own(
        [one, replace(one, owner="werkzeug.urls.urlsplit"), replace(one, owner=None)], frozenset({"shop"})
    )
    assert [pinner.is_own for pinner in found] == [True, False, None]
    assert with_own([one], None) == (one,)


@pytest.mark.parametrize("owner", ["importer in main > Importer.vocabulary", "a C stack", "", "Rates.table"])
def test_what_no_module_is_named_for_is_nobody_s(owner: str) -> None:
    (found,) = with_own([Pinner(owner, "str", 1, 1, 1, 1, 1)], frozenset({"shop"}))
    assert found.is_own is None


def test_the_processes_of_a_run_are_told_likewise() -> None:
    worker = Process(2, 1, "python", None, None, pinners=(Pinner("__mp_main__.KEPT", "str", 1, 1, 1, 1, 1),))
    told = workers_with_own(run_of(worker, replace(worker, pid=3, pinners=None)), own_modules([]))
    assert [one.pinners and [pinner.is_own for pinner in one.pinners] for one in told.processes] == [[True], None]


def run_of(*processes: Process) -> Run:
    return replace(run(1), processes=processes)


def test_what_a_class_of_the_programs_own_has_stays_its_own() -> None:
    one = Pinner("labels.kept", "str", 1, 1, 1, 1, 1)
    known, unknown = with_own([replace(one, is_own=True), one], frozenset({"shop"}))
    assert (known.is_own, unknown.is_own) == (True, False)
