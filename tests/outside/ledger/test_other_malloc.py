"""Another allocator in malloc's place: its memory is not taken for glibc's, and nothing is claimed of it."""

import ctypes
import shutil
from pathlib import Path

import pytest

from sparsemem.diagnose.attached import conclude
from sparsemem.model import AttachedLook
from sparsemem.outside import read_ledger
from tests.outside.children import Start

HOLDS = "x = [bytes(3_000) for i in range(20_000)][::3]; y = [str(i) for i in range(90_000)]"


@pytest.fixture
def preload(tmp_path: Path) -> str:
    """A library that is called like jemalloc, and is none: what tells an allocator from outside is its file."""
    ctypes.CDLL("libm.so.6")
    maps = Path("/proc/self/maps").read_text().splitlines()
    libm = next(line.split()[-1] for line in maps if "/libm" in line)
    return shutil.copy(libm, tmp_path / "libjemalloc.so.2")


def test_its_live_and_free_memory_are_unknown(start: Start, preload: str) -> None:
    reading = read_ledger(start(HOLDS, LD_PRELOAD=preload).pid)
    ledger = reading.moment.ledger

    assert ledger is not None
    assert reading.identity.malloc == "jemalloc"
    assert (ledger.malloc_live_bytes, ledger.malloc_free_bytes, ledger.live_bytes) == (None, None, None)
    assert reading.moment.allocated.malloc_bytes is None
    assert ledger.python_live_bytes
    assert ledger.total_bytes == reading.moment.rss_bytes


def test_what_cannot_be_known_is_said(start: Start, preload: str) -> None:
    limits = read_ledger(start(HOLDS, LD_PRELOAD=preload).pid).identity.limits

    assert any(sentence.startswith("malloc is jemalloc") for sentence in limits)


def test_no_finding_rests_on_it_and_the_verdict_is_open(start: Start, preload: str) -> None:
    moment = read_ledger(start(HOLDS, LD_PRELOAD=preload).pid).moment
    verdict, findings = conclude((AttachedLook(0.0, moment),), 0)

    assert {finding.code for finding in findings} <= {"SM101", "SM107"}
    assert verdict == "inconclusive"
