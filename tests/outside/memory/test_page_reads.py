"""Small ranges that are read by the pages that they lie in."""

import os

import numpy as np
import pytest

from sparsemem.outside.memory.live_process import open_memory
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.memory.residency import PAGE


@pytest.mark.parametrize("pages", [1, 40, 3000])
@pytest.mark.parametrize("count", [1, 6])
def test_words_are_those_at_their_places_however_many_pages(pages: int, count: int) -> None:
    values = np.random.default_rng(pages).integers(0, 1 << 63, pages * PAGE // 8, np.uint64)
    places = np.arange(0, len(values) - count, 37)
    found = gather_words(
        open_memory(os.getpid()), values.ctypes.data + places.astype(np.uint64) * np.uint64(8), count
    )

    assert found.shape == (len(places), count)
    assert (found == values[places[:, None] + np.arange(count)]).all()


def test_places_in_no_order_are_found_as_well() -> None:
    values = np.arange(2500 * PAGE // 8, dtype=np.uint64)
    places = np.random.default_rng(1).permutation(len(values))[:20_000]

    found = gather_words(open_memory(os.getpid()), values.ctypes.data + places.astype(np.uint64) * np.uint64(8), 1)

    assert (found[:, 0] == places).all()


def test_numbers_that_are_no_addresses_have_no_words() -> None:
    values = np.arange(3 * PAGE // 8, dtype=np.uint64)
    places = values.ctypes.data + np.arange(0, len(values) - 6, 9, dtype=np.uint64) * np.uint64(8)
    alien = np.array([0, 8, (1 << 63) - 8, 1 << 63, (1 << 64) - 48, (1 << 64) - 8], np.uint64)

    found = gather_words(open_memory(os.getpid()), np.concatenate([alien, places]), 6)

    assert (found[: len(alien)] == 0).all()
    assert (found[len(alien) :, 0] == values[np.arange(0, len(values) - 6, 9)]).all()
