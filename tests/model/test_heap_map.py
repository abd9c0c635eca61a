"""A heap map in fewer cells, and saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import SAMPLE
from sparsemem.model import Band, Cell, HeapMap
from sparsemem.model.codec import decode, encode
from sparsemem.model.heap_map import BLOCK_BYTES, join_cells

CELLS = st.builds(Cell, st.integers(0, 16_384), st.integers(0, 16_384), st.none() | st.integers(0, 3))


@given(st.lists(CELLS, max_size=300), st.sampled_from([1, 4, 16, 64]), st.integers(1, 100))
def test_a_coarser_map_holds_the_same(cells: list[Cell], per_block: int, most: int) -> None:
    band = Band(tuple(cells), per_block, BLOCK_BYTES)
    found = HeapMap(len(band.blocks), band, band).at_most(most)
    assert found.malloc is not None
    for one in (found.python, found.malloc):
        assert (one.held_bytes, one.live_bytes) == (band.held_bytes, band.live_bytes)
        assert round(one.per_block**0.5) ** 2 == one.per_block
    assert len(found.python.cells) + len(found.malloc.cells) <= max(most, 2)


def test_blocks_are_joined_only_when_each_is_one_cell() -> None:
    band = SAMPLE.python
    bands = [band := band.coarser() for _ in range(4)]
    assert [(one.per_block, one.block_bytes >> 20, len(one.cells)) for one in bands] == [
        (16, 1, 80),
        (4, 1, 20),
        (1, 1, 5),
        (1, 4, 2),
    ]


def test_a_joined_cell_is_of_the_owner_with_the_most_alive_in_it() -> None:
    cells = [Cell(100, 10, 0), Cell(100, 30, 1), Cell(100, 25, 0), Cell(100, 90)]
    assert join_cells(cells) == Cell(400, 155, 0)
    assert join_cells(cells[3:]) == Cell(100, 90)


@pytest.mark.parametrize("found", [SAMPLE, SAMPLE.at_most(8)])
def test_a_map_is_saved_with_a_list_for_each_cell(found: HeapMap) -> None:
    saved = encode(found)
    assert all(len(cell) == 3 for cell in saved["python"]["cells"])
    assert decode(HeapMap, saved) == found
