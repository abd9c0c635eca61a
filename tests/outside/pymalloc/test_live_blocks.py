"""Live blocks by the lists of free ones."""

import struct
from dataclasses import replace

import numpy as np

from sparsemem.outside.pymalloc.live_blocks import Blocks, find_blocks
from sparsemem.outside.pymalloc.pool_headers import HEADER, POOL_SIZE, Pools, parse_pools

AT = 0x7F0000004000


def _find(links: dict[int, int], used: int, carved: int, head: int, size: int = 64) -> Blocks:
    """One pool: `links` is which free block follows which, by number; -1 ends the list."""
    content = bytearray(POOL_SIZE)
    place = {number: HEADER + number * size for number in range(-1, 2000)} | {-1: -AT}
    struct.pack_into("<QQQQ", content, 0, used, AT + place[head], 0, 0)
    struct.pack_into("<IIII", content, 32, 0, size // 16 - 1, HEADER + carved * size, POOL_SIZE - size)
    for number, after in links.items():
        struct.pack_into("<Q", content, place[number], max(AT + place[after], 0))
    rows = np.frombuffer(bytes(content), np.uint8).reshape(1, -1)
    pools: Pools = parse_pools(np.array([AT], np.uint64), rows[:, :HEADER].copy())
    assert len(pools) == 1
    return find_blocks(rows, pools)


def _numbers(blocks: Blocks) -> list[int]:
    return ((blocks.offset - HEADER) // blocks.sizes).tolist()


def test_all_but_the_free_ones_are_live() -> None:
    blocks = _find({1: 3, 3: 0, 0: -1}, used=2, carved=5, head=1)
    assert _numbers(blocks) == [2, 4]
    assert blocks.addresses.tolist() == [AT + HEADER + 2 * 64, AT + HEADER + 4 * 64]
    assert blocks.torn == 0


def test_blocks_never_carved_are_not_live() -> None:
    assert _numbers(_find({4: -1}, used=4, carved=5, head=4)) == [0, 1, 2, 3]


def test_a_list_that_meets_itself_ends() -> None:
    blocks = _find({1: 3, 3: 1}, used=2, carved=5, head=1)
    assert _numbers(blocks) == [0, 2, 4]
    assert blocks.torn == 1


def test_a_list_that_leaves_its_pool_ends() -> None:
    blocks = _find({1: 4, 4: 300}, used=2, carved=5, head=1)
    assert _numbers(blocks) == [0, 2, 3]
    assert blocks.torn == 1


def test_words_of_blocks_end_with_the_block() -> None:
    blocks = _find({1: -1}, used=1, carved=2, head=1, size=16)
    content = blocks.content.copy()
    content[0, (HEADER + 8) // 8 : (HEADER + 24) // 8] = 77, 88
    row = np.zeros(1, np.int64)
    assert replace(blocks, content=content).word(8, row).tolist() == [77]
    assert replace(blocks, content=content).word(16, row).tolist() == [0]
    assert len(replace(blocks, content=content).word(8, row[:0])) == 0
