"""Headers of pools, each field at, just under and just over its bound."""

import struct

import numpy as np
import pytest

from sparsemem.outside.pymalloc.pool_headers import HEADER, POOL_SIZE, Pools, parse_pools

AT = 0x7F0000004000


def _header(
    used: int = 2, head: int = AT + 48 + 64, index: int = 3, size_class: int = 3, offset: int = 48 + 64 * 5
) -> bytes:
    """A pool of blocks of 64 bytes, five of them carved."""
    size = (size_class + 1) * 16
    return struct.pack("<QQQQIIII", used, head, 0x1111, 0x2222, index, size_class, offset, POOL_SIZE - size)


def _parse(*headers: bytes) -> Pools:
    rows = np.frombuffer(b"".join(headers), np.uint8).reshape(-1, HEADER)
    return parse_pools(np.full(len(headers), AT, np.uint64), rows)


def test_reads_every_field() -> None:
    pools = _parse(_header())
    assert pools.used.tolist() == [2]
    assert pools.free_head.tolist() == [AT + 112]
    assert pools.arena_index.tolist() == [3]
    assert pools.block_size.tolist() == [64]
    assert pools.carved.tolist() == [5]
    assert pools.capacity.tolist() == [(16384 - 48) // 64]
    assert pools.live_bytes.tolist() == [128]


@pytest.mark.parametrize(
    ("header", "is_pool"),
    [
        (_header(used=5), True),
        (_header(used=6), False),
        (_header(used=0), True),
        (_header(size_class=31, offset=48 + 512, used=1, head=AT + 48), True),
        (_header(size_class=32, offset=48 + 528, used=1, head=AT + 48), False),
        (_header(head=AT + 47), False),
        (_header(head=AT + 48), True),
        (_header(head=AT + 48 + 64 * 4), True),
        (_header(head=AT + 48 + 64 * 5), False),
        (_header(head=AT + 48 + 8), False),
        (_header(head=AT - 64), False),
        (_header(head=2**63), False),
        (_header(head=0), False),
        (_header(head=0, used=255, offset=48 + 64 * 255), True),
        (_header(head=0, used=254, offset=48 + 64 * 255), False),
        (_header(offset=48), False),
        (_header(offset=48 + 64 * 255), True),
        (_header(offset=48 + 64 * 256), False),
        (_header(offset=48 + 64 * 5 + 16), False),
        (bytes(48), False),
        (b"\xff" * 48, False),
    ],
)
def test_consistency(header: bytes, is_pool: bool) -> None:
    assert len(_parse(header)) == is_pool


def test_a_wrong_maximum_offset_is_no_pool() -> None:
    assert len(_parse(_header()[:-4] + struct.pack("<I", POOL_SIZE - 64 + 1))) == 0


def test_select_keeps_columns_together() -> None:
    pools = _parse(_header(used=1), _header(used=2), _header(used=3)).select(np.array([2, 0]))
    assert pools.used.tolist() == [3, 1]
    assert len(pools) == 2
