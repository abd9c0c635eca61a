"""What a fork has copied of its parent's pages, and what it still shares."""

import pytest

from sparsemem.outside import open_source
from sparsemem.outside.memory.twin_pages import read_fork_copies
from tests.outside.children import Start, wait_until_it_sleeps

FORKS = """
import os
rows = [{"number": number} for number in range(40_000)]
table = bytearray(b"x") * 8_000_000
EXTRA = os.fork()
if EXTRA == 0:
    KIND(rows)
    new = bytearray(b"y") * 5_000_000
    os.read(0, 1)
    os._exit(0)
"""


@pytest.mark.parametrize(("kind", "least"), [("len", 0), ("list", 40_000 * 64)], ids=["not looked at", "counted"])
def test_a_fork_that_counts_references_copies_their_pages(start: Start, kind: str, least: int) -> None:
    child = start(FORKS.replace("KIND", kind))
    wait_until_it_sleeps(child.extra)
    found = read_fork_copies(open_source(child.extra), open_source(child.pid))
    assert least <= found.copied_bytes <= least + 3_000_000
    assert found.shared_bytes >= 8_000_000
    assert found.shared_bytes + found.copied_bytes == pytest.approx(20_000_000, rel=0.2)
