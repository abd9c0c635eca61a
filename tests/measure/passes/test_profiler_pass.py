"""The profiler pass on real programs: does it agree with the allocators, and are sites and holders the known ones?"""

import sys
from pathlib import Path

import pytest

from measure.sweep.test_sweep_runs import SCALING, Notes
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.measure.passes.profiler_choice import Profiler, find_profiler
from sparsemem.measure.passes.profiler_pass import ProfilerPass
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.sweep_runs import Measured, measure_sweep
from sparsemem.model import Plan, Report, Target
from sparsemem.report.words.profile_words import profiled_workers
from sparsemem.units import GB

pytest.importorskip("memray")
MEMRAY = find_profiler(sys.executable)

WORKERS = """
import multiprocessing, time
def build(n): return [bytes(1000) for _ in range(n)]
def work(number): return len(build(12_000 * number)), time.sleep(0.5)
if __name__ == "__main__":
    context = multiprocessing.get_context("METHOD")
    workers = [context.Process(target=work, args=(number,)) for number in (1, 2, 3)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
"""
DENSE = "TABLE = [(i, f'name {i}', i / 3) for i in range(150_000)]"
BLOCKS = "KEEP = [bytes(10_000 + i % 977) for i in range(3_000)]\nTABLE = {i: [i] * 7 for i in range(50_000)}"
PEAK = """
def load(n): return [{"id": i, "name": f"user {i}"} for i in range(n)]
def clean(rows): return [{**row, "name": row["name"].upper()} for row in rows]
def count(rows): return sum(len(row["name"]) for _ in range(30) for row in rows)
print(count(clean(load(120_000))))
"""
"""Counted often, without an allocation: the copy is enough to judge by, and lasts long enough to be seen."""
MADE_BY = {"__main__.FIRST": "first", "__main__.SECOND": "second", "__main__.THIRD": "third"}
"""The owners below, the one that keeps the most first, and the functions that made what they hold."""
OWNERS = """
FIRST, SECOND, THIRD = [], [], []
class Tag:
    __slots__ = ("v",)
def first(): FIRST.append(Tag())
def second(n): SECOND.append(f"x{n}")
def third(n): THIRD.append(bytes([n % 251]) * 14)
def make(n):
    if n % 20 == 0: first()
    if n % 16000 == 1: second(n)
    if n % 40000 == 2: third(n)
    return {"id": n, "text": str(n)}
rows = [make(n) for n in range(100_000)]
del rows
"""
"""Who pins the most is known: the tags are in every arena, the texts in fewer, the bytes in the fewest.

All are of a size that the rows have blocks of as well: others would lie in pools of their own."""


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def measured(text: str, *scales: int, profiler: Profiler = MEMRAY, **request: bool) -> tuple[Measured, Notes]:
    """A sweep with a profiler pass, and what its observer was told."""
    Path("a.py").write_text(text)
    notes = Notes()
    subject = Subject(Target("script", "a.py", (), sys.executable), SCALING, notes)
    plan = Plan("environment", "a test", scales or (1,), 1)
    conditions = Conditions(max_rss_bytes=4 * GB, reads_owners=True)
    return measure_sweep(subject, plan, conditions, (ProfilerPass(subject, profiler, **request),)), notes


def report(found: Measured) -> Report:
    return diagnose(found.sweep(), None, found.evidence.located(), found.evidence.profile)


@pytest.mark.parametrize("text", [DENSE, BLOCKS, PEAK], ids=["dense", "blocks", "peak"])
def test_memray_and_the_allocators_agree(text: str) -> None:
    profile = report(measured(text)[0]).profile

    assert profile is not None
    assert (profile.agrees, profile.why) == (True, None)
    assert profile.tool_version == MEMRAY.version


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_what_workers_allocate_is_told_or_said_to_be_unknown(method: str) -> None:
    found, _ = measured(WORKERS.replace("METHOD", method))
    profile = report(found).profile

    assert profile is not None
    assert (profile.live_peak_bytes or 0) < 8 << 20
    words = " ".join(profiled_workers(profile))
    if method == "fork":
        assert [heap.peak_lines[0].function for heap in profile.workers] == ["build", "build"]
        assert profile.workers[0].live_peak_bytes == pytest.approx(3 * 12_000 * 1041, rel=0.05)
        assert profile.workers[1].live_peak_bytes == pytest.approx(2 * 12_000 * 1041, rel=0.05)
        assert (profile.unrecorded_processes, words.count("a.py:3 (build)")) == (0, 2)
    else:
        assert profile.workers == ()
        assert (profile.unrecorded_processes or 0) >= 3
        assert "other processes of that run" in words


def test_tracemalloc_and_the_allocators_agree() -> None:
    found, notes = measured(DENSE, profiler=Profiler("tracemalloc", None))
    profile = report(found).profile

    assert profile is not None
    assert (profile.tool, profile.agrees, profile.peak_lines) == ("tracemalloc", True, ())
    assert profile.end_lines[0].path == "a.py"
    assert any("with tracemalloc: about" in one for one in notes.told)


def test_the_functions_are_named_whose_copies_are_alive_together() -> None:
    found = measured(PEAK)[0].evidence.profile

    assert found is not None
    assert {line.function for line in found.peak_lines[:2]} == {"clean", "load"}
    assert not any(line.function in ("clean", "load") and line.bytes > 1 << 20 for line in found.end_lines)


def test_sites_and_owners_agree_in_rank() -> None:
    found = measured(OWNERS)[0]
    pinners = [one for one in found.evidence.located() if one.owner in MADE_BY and one.heap == "python"]

    assert [one.owner for one in pinners] == list(MADE_BY)
    made = {one.owner: one.site.function for one in pinners if one.site and one.site.share > 0.5}
    assert made == MADE_BY


def test_each_scale_is_profiled_where_that_is_wanted() -> None:
    found, notes = measured("x = [str(n) for n in range(9_000)]", 1, 2, every_scale=True)
    profile = found.evidence.profile

    assert profile is not None
    assert [profile.scale, *(one.scale for one in profile.others)] == [2, 1]
    assert [one[:18] for one in notes.told if one.startswith("One")] == ["One more run at 1x", "One more run at 2x"]
    assert [run.scale for run in found.runs] == [1, 2]


def test_a_program_that_leaves_early_keeps_its_peak() -> None:
    found, _ = measured("import os\nx = [str(i) for i in range(100_000)]\nos._exit(0)")
    profile = report(found).profile

    assert profile is not None
    assert (profile.live_end_bytes, profile.agrees) == (None, None)
    assert (profile.live_peak_bytes or 0) > 4 << 20
    assert "did not get to the end" in (profile.why or "")


def test_a_program_that_fails_under_the_profiler_only_is_told() -> None:
    text = "import sys\nif 'dataclasses' in sys.modules and 'mmap' in sys.modules: raise SystemExit(7)"
    found, notes = measured(text)

    assert "In that run the program did not end as it does by itself: failed, status 7." in notes.told
    assert [run.outcome for run in found.runs] == ["ok"]
    assert found.problem is None


def test_a_flame_graph_is_a_page_of_its_own() -> None:
    page = measured(PEAK, flamegraph=True)[0].evidence.flamegraph

    assert page is not None
    assert page.lstrip().lower().startswith("<!doctype html")
    assert "clean(load(120_000))" in page


def test_where_the_disk_is_full_there_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sparsemem.measure.passes.profiler_pass.free_disk_bytes", lambda: 0)
    found, notes = measured("pass")

    assert found.evidence.profile is None
    assert any("may take" in one and "of disk" in one for one in notes.told)


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    measured("x = [str(n) for n in range(9_000)]", flamegraph=True)
    assert list(folder.iterdir()) == []
