"""Arrow's three pools in a real program: whose memory is which."""

import pytest

from laboratory import Laboratory
from sparsemem.model import Target
from sparsemem.units import MB

PROGRAM = """
import pyarrow
kept = pyarrow.array([f"identifier {i}" for i in range(300_000)])
"""
HELD_BYTES = 5 * MB


@pytest.mark.parametrize("backend", ["mimalloc", "jemalloc", "system"])
def test_what_each_pool_holds(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    if backend not in pyarrow.supported_memory_backends():
        pytest.skip(f"this pyarrow was built without {backend}")
    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", backend)
    script = laboratory.folder / "arrow.py"
    script.write_text(PROGRAM)
    finished = laboratory.measured(Target("script", str(script), (), laboratory.python)).finished
    assert finished is not None
    end = finished.run.moments.end
    assert end is not None
    assert end.ledger is not None
    assert end.ledger.total_bytes == end.rss_bytes
    if backend == "system":
        assert end.allocated.pool_bytes == 0
        # What the jemalloc that the library carries keeps for itself is there whether it is used or not.
        assert end.ledger.pool_live_bytes < 1 << 16
        assert (end.allocated.malloc_bytes or 0) > HELD_BYTES
    else:
        assert (end.allocated.pool_bytes or 0) > HELD_BYTES
        assert (end.ledger.pool_live_bytes or 0) > HELD_BYTES


FAKE = """
import sys, types
class Pool:
    backend_name = BACKEND
    def bytes_allocated(self): return 4096
    def release_unused(self): print("released")
sys.modules["pyarrow"] = types.ModuleType("pyarrow")
sys.modules["pyarrow"].default_memory_pool = Pool
"""


@pytest.mark.parametrize(
    ("backend", "held"), [("'jemalloc'", 4096), ("'system'", 0), ("1 / 0", 0), ("object()", None)]
)
def test_a_pool_that_says_the_like(laboratory: Laboratory, backend: str, held: int | None) -> None:
    script = laboratory.folder / "like.py"
    script.write_text(FAKE.replace("BACKEND", f"property(lambda self: {backend})"))
    seen = laboratory.measured(Target("script", str(script), (), laboratory.python))
    assert seen.stdout == b"released\n"
    assert seen.finished is not None
    end = seen.finished.run.moments.end
    assert end is not None
    # What cannot tell leaves the sum unknown; what raises is no number either.
    assert end.allocated.pool_bytes == (None if backend == "1 / 0" else held)
