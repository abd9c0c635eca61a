"""Which profiler an interpreter has, and what is said of its cost."""

import sys
from pathlib import Path

import pytest

from sparsemem.measure.passes.profiler_choice import LONG_SECONDS, Profiler, advice, find_profiler
from sparsemem.units import MB

MEMRAY, TRACEMALLOC = Profiler("memray", "1.20.0"), Profiler("tracemalloc", None)


def test_memray_where_it_is() -> None:
    memray = pytest.importorskip("memray")
    assert find_profiler(sys.executable) == Profiler("memray", memray.__version__)


@pytest.mark.parametrize("text", ["raise ImportError('blocked')", "raise SystemExit(0)", "", "print(1)"])
def test_tracemalloc_where_memray_cannot_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "memray.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert find_profiler(sys.executable) == TRACEMALLOC


def test_a_file_of_the_working_directory_is_not_taken_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("memray")
    (tmp_path / "memray.py").write_text("raise ImportError('not me')")
    monkeypatch.chdir(tmp_path)
    assert find_profiler(sys.executable).tool == "memray"


def test_the_way_goes_with_the_length_of_the_run() -> None:
    assert MEMRAY.way(LONG_SECONDS) == "memray"
    assert MEMRAY.way(LONG_SECONDS + 0.1) == "memray sums"
    assert TRACEMALLOC.way(1.0) == TRACEMALLOC.way(100.0) == "tracemalloc"


def test_what_it_costs_is_told_with_its_time_and_its_room() -> None:
    assert "to read the record" in MEMRAY.cost(2.0)
    assert "MB in /" in MEMRAY.cost(2.0)
    assert "too long to record where" in MEMRAY.cost(LONG_SECONDS + 1)
    assert "the memory" in TRACEMALLOC.cost(2.0)
    assert MEMRAY.disk_bytes(2.0) > 100 * MB
    assert MEMRAY.disk_bytes(LONG_SECONDS + 1) == TRACEMALLOC.disk_bytes(2.0) == 0


def test_the_records_of_workers_take_room_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    one = MEMRAY.disk_bytes(2.0)
    assert [MEMRAY.disk_bytes(2.0, forks) for forks in (1, 3, 16)] == [2 * one, 4 * one, 4 * one]
    assert MEMRAY.disk_bytes(LONG_SECONDS + 1, 1) > one
    assert "for its workers; too long" in MEMRAY.cost(LONG_SECONDS + 1, 1)
    assert TRACEMALLOC.disk_bytes(2.0, 16) == 0


def test_how_to_get_it_names_the_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert advice(str(tmp_path / ".venv/bin/python")) == ".venv/bin/python -m pip install memray"
    assert advice("/opt/python") == "/opt/python -m pip install memray"
