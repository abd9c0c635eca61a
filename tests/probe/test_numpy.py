"""numpy's cache of small blocks: how much it can be, and that it is counted as what it is, live chunks of malloc."""

import pytest

from laboratory import Laboratory
from sparsemem.model import Moment, Target

pytest.importorskip("numpy")

FILLED = """
import threading, numpy
def fill():
    for size in range(1, 1024):
        kept = [numpy.empty(size, "u1") for _ in range(9)]
for _ in range(WAYS[0]): fill()
threads = [threading.Thread(target=fill) for _ in range(WAYS[1])]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
MOST_BYTES = 7 * sum(max(size + 8 + 15 & ~15, 32) for size in range(1, 1024))
"""Seven blocks of each size below a kilobyte, as malloc's chunks."""


def end_of(laboratory: Laboratory, fills: int, threads: int) -> Moment:
    script = laboratory.folder / "fills.py"
    script.write_text(FILLED.replace("WAYS[0]", str(fills)).replace("WAYS[1]", str(threads)))
    finished = laboratory.measured(Target("script", str(script), (), laboratory.python)).finished
    assert finished is not None
    end = finished.run.moments.end
    assert end is not None
    return end


def test_what_numpy_keeps_for_itself_is_live_and_has_a_bound(laboratory: Laboratory) -> None:
    empty, once, often = (end_of(laboratory, *ways) for ways in ((0, 0), (1, 0), (3, 3)))

    for end in (empty, once, often):
        assert end.ledger is not None
        assert end.ledger.total_bytes == end.rss_bytes
    assert _malloc(once) - _malloc(empty) == pytest.approx(MOST_BYTES, rel=0.05)
    # Threads that are gone have left no cache of their own behind.
    assert _malloc(often) - _malloc(once) < 0.1 * MOST_BYTES


def _malloc(moment: Moment) -> int:
    assert moment.allocated.malloc_bytes is not None
    return moment.allocated.malloc_bytes
