"""Numbers of live blocks, against a search through all of them."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sparsemem.outside.pymalloc.block_numbers import Numbering
from sparsemem.outside.pymalloc.pool_headers import HEADER, POOL_SIZE, Pools

START = 0x7F0000000000


def _pools(rng: np.random.Generator, count: int, spread: int) -> tuple[Pools, Any, NDArray[np.uint64]]:
    """Pools with random blocks alive, and the addresses of these in order."""
    places = np.sort(rng.choice(count * spread, count, replace=False)).astype(np.uint64)
    addresses = rng.permutation(START + places * np.uint64(POOL_SIZE))
    size = 16 * rng.integers(1, 33, count)
    carved = np.array([rng.integers(1, (POOL_SIZE - HEADER) // one + 1) for one in size])
    zeros = np.zeros(count, np.int64)
    pools = Pools(addresses, zeros, zeros.astype(np.uint64), zeros, size, HEADER + carved * size)
    pool, number = np.nonzero((np.arange(1024) < carved[:, None]) & (rng.random((count, 1024)) < 0.4))
    offset = HEADER + number * size[pool]
    return pools, SimpleNamespace(pool=pool, offset=offset), addresses[pool] + offset.astype(np.uint64)


@pytest.mark.parametrize("spread", [1, 3, 1 << 20])
@pytest.mark.parametrize("batch", [1, 7, 50])
def test_each_live_block_has_its_number(spread: int, batch: int) -> None:
    rng = np.random.default_rng(batch)
    pools, blocks, live = _pools(rng, 50, spread)
    numbering = Numbering(pools)
    for first in range(0, 50, batch):
        some = (blocks.pool >= first) & (blocks.pool < first + batch)
        part: Any = SimpleNamespace(pool=blocks.pool[some] - first, offset=blocks.offset[some])
        numbering.add(slice(first, min(first + batch, 50)), part)
    assert len(numbering) == len(live)
    found, inside = numbering.find(live)
    assert found.tolist() == list(range(len(live)))
    assert not inside.any()
    found, inside = numbering.find(live + np.uint64(9))
    assert found.tolist() == list(range(len(live)))
    assert (inside == 9).all()
    pool, offset = numbering.slots(np.arange(50))
    assert (pools.addresses[pool] + offset.astype(np.uint64)).tolist() == live.tolist()
    assert numbering.pool_of_number(found).tolist() == blocks.pool.tolist()


def test_what_is_in_no_live_block_has_none() -> None:
    rng = np.random.default_rng(4)
    pools, blocks, live = _pools(rng, 40, 2)
    numbering = Numbering(pools)
    numbering.add(slice(0, 40), blocks)
    size = np.repeat(pools.block_size, np.bincount(blocks.pool, minlength=40)).astype(np.uint64)
    anywhere = START + rng.integers(0, 90 * POOL_SIZE, 20_000).astype(np.uint64)
    anywhere = np.concatenate([anywhere, rng.integers(0, 2**63, 100).astype(np.uint64), np.zeros(1, np.uint64)])
    found, inside = numbering.find(anywhere)
    order = np.argsort(live)
    at = order[np.searchsorted(live[order], anywhere, "right") - 1]
    expected = (anywhere >= live[at]) & (anywhere < live[at] + size[at])
    assert ((found >= 0) == expected).all()
    assert (live[found[expected]] + inside[expected].astype(np.uint64) == anywhere[expected]).all()


def test_no_pools_at_all() -> None:
    pools, _, _ = _pools(np.random.default_rng(1), 1, 1)
    numbering = Numbering(pools.select(np.zeros(0, np.int64)))
    assert len(numbering) == 0
    assert numbering.find(np.array([0, START], np.uint64))[0].tolist() == [-1, -1]
