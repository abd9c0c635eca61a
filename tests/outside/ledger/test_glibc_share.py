"""malloc as a whole."""

import pytest

from sparsemem.outside import read_ledger
from sparsemem.outside.ledger import glibc_share
from tests.outside.children import Start


def test_heaps_beyond_the_bound_are_sampled(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    child = start("x = [bytes(2_000 + i % 999) for i in range(120_000)]; x = x[::3]")
    whole = read_ledger(child.pid)
    monkeypatch.setattr(glibc_share, "MOST_WALKED", 100 << 20)
    sample = read_ledger(child.pid)
    assert sample.moment.estimated == ("malloc_live_bytes", "malloc_free_bytes")
    assert abs(sample.malloc.live_bytes / whole.malloc.live_bytes - 1) < 0.1
    assert sample.moment.ledger is not None
    assert sample.moment.ledger.total_bytes == sample.moment.rss_bytes
