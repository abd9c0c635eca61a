"""Huge pages of real programs: the control run that is made where they matter, and only there."""

import ctypes
import mmap
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from laboratory import Scan
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.measure.machine.transparent_huge_pages import huge_pages
from sparsemem.measure.passes.pass_protocol import Evidence
from sparsemem.measure.passes.without_huge_pages import run_with_huge_pages
from sparsemem.model import Run
from sparsemem.procfs import parse_smaps, parse_thp
from sparsemem.units import MB
from sweeps import moment, run

SPARSE = """
import mmap, os
size = 16 * int(os.environ.get("SPARSEMEM_SCALE", 1)) << 20
table = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
table.madvise(mmap.MADV_HUGEPAGE)
for place in range(0, size, 2 << 20):
    table[place] = 1
"""


@pytest.fixture
def scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scan]]:
    monkeypatch.chdir(tmp_path)
    started: list[Scan] = []

    def start(*arguments: str) -> Scan:
        started.append(Scan(*arguments))
        return started[-1]

    yield start
    for one in started:
        one.end()


def need_huge_pages() -> None:
    """Skip where a program that asks for huge pages gets none."""
    mode = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    if not mode.exists() or parse_thp(mode.read_text()) not in ("always", "madvise"):
        pytest.skip("this kernel gives no transparent huge pages")
    area = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    area.madvise(mmap.MADV_HUGEPAGE)
    for place in range(0, len(area), 2 << 20):
        area[place] = 1
    if not sum(found.huge_bytes for found in parse_smaps(Path("/proc/self/smaps").read_text())):
        pytest.skip("no huge page was free, or this process may have none")


def test_a_sparse_table_is_inflated(scan: Callable[..., Scan]) -> None:
    need_huge_pages()
    Path("sparse.py").write_text(SPARSE)
    one = scan("--scales", "1,4", "sparse.py")
    assert one.finish() == 0, one.said
    report = one.report()
    assert report["control"]["scale"] == 4
    assert report["control"]["moments"]["end"]["huge_bytes"] == 0
    assert report["runs"][-1]["moments"]["end"]["huge_bytes"] >= 60 * MB
    assert "Without huge pages, 4x" in one.said
    first = report["findings"][0]
    assert (first["code"], first["severity"], report["verdict"]) == ("SM106", "warning", "sparse")
    assert first["bytes"] > 50 * MB


def test_a_program_without_huge_pages_is_run_no_more(scan: Callable[..., Scan]) -> None:
    Path("plain.py").write_text("held = [str(i) for i in range(1000)]")
    one = scan("--scales", "1,2", "plain.py")
    assert one.finish() == 0, one.said
    assert one.report()["control"] is None
    assert "Without huge pages" not in one.said


@pytest.mark.parametrize(("huge", "matters"), [(20 * MB, True), (20 * MB - 1, False), (0, False), (None, False)])
def test_where_they_matter(huge: int | None, matters: bool) -> None:
    def asked(*runs: Run) -> Run | None:
        return run_with_huge_pages(Evidence(runs).completed(), lambda size, of: severity(size, of) is not None)

    runs = [run(1), run(2, end=replace(moment(200 * MB), huge_bytes=huge))]
    assert (asked(*runs) is runs[1]) == matters
    assert asked() is None
    assert asked(run(2, outcome="failed")) is None


ASK = "import ctypes; print(ctypes.CDLL(None).prctl(42, 0, 0, 0, 0))"


def test_the_setting_is_the_child_s_alone() -> None:
    def answer() -> str:
        return subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout.strip()

    own = ctypes.CDLL(None).prctl(42, 0, 0, 0, 0)
    if own != 0:
        pytest.skip("this process has no say over its huge pages")
    with huge_pages(allowed=False):
        assert answer() == "1"
    with huge_pages(allowed=True):
        assert answer() == "0"
    assert ctypes.CDLL(None).prctl(42, 0, 0, 0, 0) == 0
