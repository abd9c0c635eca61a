"""The walk in lanes against the walk one by one."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparsemem.outside.glibc.parallel_walk import LANE, Units, follow


def _one_by_one(steps: Units, start: int) -> tuple[list[int], int | None]:
    places, at = [], start
    while at < len(steps):
        places.append(at)
        if steps[at] == 0:
            return places, None
        at += int(steps[at])
    return places, at


def _chain(seed: int, units: int, sizes: list[int], noise: int) -> Units:
    """A window full of chunks, with `noise` in a hundred of the other units looking like sizes as well."""
    rng = random.Random(seed)
    steps = np.array([rng.choice(sizes) if rng.randrange(100) < noise else 0 for _ in range(units)], np.int32)
    at = 0
    while at < units:
        steps[at] = rng.choice(sizes)
        at += int(steps[at])
    return steps


@pytest.mark.parametrize("sizes", [[2], [2, 3, 4, 7], [33, 40, 128], [2, LANE - 1, LANE, LANE + 1, 5 * LANE]])
@pytest.mark.parametrize("noise", [0, 30, 100])
@pytest.mark.parametrize("units", [1, LANE - 1, LANE, LANE + 1, 20 * LANE + 17])
def test_is_the_walk_one_by_one(sizes: list[int], noise: int, units: int) -> None:
    steps = _chain(1, units, sizes, noise)
    chain = follow(steps, 0)
    assert (chain.places.tolist(), chain.end) == _one_by_one(steps, 0)
    assert not chain.broken.any()


def test_starts_where_it_is_told() -> None:
    steps = _chain(2, 5 * LANE, [3, 9], 50)
    start = _one_by_one(steps, 0)[0][3]
    chain = follow(steps, start)
    assert (chain.places.tolist(), chain.end) == _one_by_one(steps, start)


def test_finds_the_chain_again_behind_a_break() -> None:
    steps = _chain(3, 9 * LANE, [4, 8], 0)
    places, end = _one_by_one(steps, 0)
    broken = next(place for place in places if place > 2 * LANE + 100)
    steps[broken] = 0
    chain = follow(steps, 0)
    assert chain.places[chain.broken].tolist() == [broken]
    assert chain.end == end
    assert set(chain.places.tolist()) < set(places)
    assert [place for place in places if place >= 4 * LANE] == [p for p in chain.places.tolist() if p >= 4 * LANE]


def test_finds_the_chain_when_its_start_is_not_known() -> None:
    steps = _chain(4, 5 * LANE, [5, 6], 0)
    chain = follow(steps, None)
    assert (chain.places.tolist(), chain.end) == _one_by_one(steps, 0)


def test_nothing_but_zeros_is_no_chain() -> None:
    chain = follow(np.zeros(3 * LANE, np.int32), 0)
    assert chain.end is None
    assert chain.places[~chain.broken].tolist() == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0, 1, 50, 100]))
def test_any_words_end_inside_bounds(seed: int, share: int) -> None:
    rng = np.random.default_rng(seed)
    steps = rng.integers(2, 1 << 30, 3 * LANE, dtype=np.int32)
    small = rng.integers(0, 100, len(steps)) < share
    steps[small] = rng.integers(0, 40, int(small.sum()), dtype=np.int32)
    chain = follow(steps, 0)
    assert len(chain.places) == len(chain.broken) <= len(steps)
    assert chain.end is None or chain.end >= len(steps)
