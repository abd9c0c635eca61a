"""Real programs under the allocators that people preload: what each tells, and the ledger that it closes."""

from collections.abc import Callable

import pytest

from laboratory import Laboratory, Scan
from preloads import NAMES, library
from sparsemem.allocators.registry import named
from sparsemem.model import Ledger, Moment, Target
from sparsemem.probe import mallocs
from sparsemem.units import MB

PROGRAM = """
KEPT = [bytearray(b"x") * 3_000 for _ in range(10_000)]
dropped = [bytearray(b"x") * 3_000 for _ in range(20_000)]
del dropped
print(len(KEPT))
"""
KEPT_BYTES = 30_000_000


@pytest.fixture
def target(laboratory: Laboratory) -> Target:
    script = laboratory.folder / "holds.py"
    script.write_text(PROGRAM)
    return Target("script", str(script), (), laboratory.python)


def ledger_of(moment: Moment | None) -> Ledger:
    assert moment is not None
    assert moment.ledger is not None
    return moment.ledger


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_to_make_it_print_its_numbers_does(
    laboratory: Laboratory, target: Target, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("LD_PRELOAD", library(name))
    assert laboratory.plain(target).stderr == b""
    known = named(name)
    assert known is not None
    monkeypatch.setenv(*known.tells.split("=", 1))
    said = laboratory.plain(target).stderr.lower()
    assert b"allocated" in said or b"in use by application" in said or b"committed" in said


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("python_malloc", ["pymalloc", "malloc"])
def test_the_ledger_closes_over_what_it_tells(
    laboratory: Laboratory, target: Target, monkeypatch: pytest.MonkeyPatch, name: str, python_malloc: str
) -> None:
    monkeypatch.setenv("LD_PRELOAD", library(name))
    monkeypatch.setenv("PYTHONMALLOC", python_malloc)
    seen = laboratory.measured(target)
    assert seen == laboratory.plain(target)
    assert seen.finished is not None
    assert seen.finished.about["malloc"] == name
    for moment in (seen.finished.run.moments.end, seen.finished.run.moments.after_trim):
        ledger = ledger_of(moment)
        assert moment is not None
        assert ledger.total_bytes == moment.rss_bytes
        assert (ledger.unattributed_bytes or 0) < max(0.02 * moment.rss_bytes, 8 * MB)
        assert moment.allocated.malloc_bytes is not None
        assert KEPT_BYTES <= moment.allocated.malloc_bytes < KEPT_BYTES + 10 * MB
        assert moment.live_bytes is not None
        assert KEPT_BYTES < moment.live_bytes < KEPT_BYTES + 15 * MB


@pytest.mark.parametrize("name", NAMES)
def test_it_is_asked_to_give_back(
    laboratory: Laboratory, target: Target, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("LD_PRELOAD", library(name))
    finished = laboratory.measured(target).finished
    assert finished is not None
    last = finished.run.moments.after_trim
    assert last is not None
    assert last.anonymous_bytes is not None
    before = finished.run.moments.after_release
    assert before is not None
    assert before.anonymous_bytes is not None
    assert last.anonymous_bytes <= before.anonymous_bytes
    # Of the 60 MB that were dropped little is left; mimalloc gives back after a delay, which no call shortens.
    if name != "mimalloc":
        assert last.anonymous_bytes < KEPT_BYTES + 25 * MB


def test_a_scan_names_it_and_has_a_verdict(
    scan: Callable[..., Scan], target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_PRELOAD", library("jemalloc"))
    one = scan("--scales", "1,2", target.path)
    assert one.finish() == 0, one.said
    report = one.report()
    assert report["environment"]["allocator"] == "pymalloc+jemalloc"
    said = {finding["code"]: finding["message"] for finding in report["findings"]}
    assert report["verdict"] == "sparse"
    assert said["SM103"].startswith("jemalloc keeps ")


@pytest.mark.parametrize("setting", ["malloc", "pymalloc_debug", "malloc_debug"])
def test_python_s_own_choices(
    laboratory: Laboratory, target: Target, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("PYTHONMALLOC", setting)
    finished = laboratory.measured(target).finished
    assert finished is not None
    assert finished.about["allocator"] == setting
    assert "malloc" not in finished.about
    end = finished.run.moments.end
    ledger = ledger_of(end)
    assert end is not None
    assert ledger.total_bytes == end.rss_bytes
    assert (ledger.unattributed_bytes or 0) < max(0.02 * end.rss_bytes, 8 * MB)
    assert (ledger.python_live_bytes == 0) == setting.startswith("malloc")
    assert end.live_bytes is not None
    assert KEPT_BYTES < end.live_bytes < KEPT_BYTES + 20 * MB


def test_this_process_has_the_c_library_s_malloc() -> None:
    if mallocs.library_of("malloc").startswith("libc"):
        assert (mallocs.SERVING, mallocs.describe()) == (None, "")
    assert mallocs.library_of("no_such_function") == ""
