"""Where the blocks of a heap map lie in a picture, from left to right and then on, and the cells of each in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.model import Band, Cell

_TALLEST = 700
"""Pixels that the blocks take together, as long as they can be large enough to be seen."""
_SIDES = (64, 48, 32, 24, 16, 12, 8, 6, 5)
"""Pixels of a block's side, for the largest of which there is room; 16 cells in a row want a multiple of 16."""


@dataclass(frozen=True, slots=True)
class BlockGrid:
    """Blocks of `side` pixels in a picture of `width`, the first row at `top`."""

    side: int
    top: int
    width: int
    margin: int = 0

    @property
    def pitch(self) -> int:
        """Pixels from one block to the next."""
        return self.side + (3 if self.side >= 16 else 1)

    @property
    def columns(self) -> int:
        """Blocks in a row."""
        return (self.width - 2 * self.margin + self.pitch - self.side) // self.pitch

    def height(self, blocks: int) -> int:
        """Pixels that so many blocks take."""
        return -(-blocks // self.columns) * self.pitch

    def places(self, band: Band) -> Iterator[tuple[float, float, Cell]]:
        """The corner of each cell that there is something in."""
        row = round(band.per_block**0.5)
        for number, block in enumerate(band.blocks):
            left = self.margin + number % self.columns * self.pitch
            top = self.top + number // self.columns * self.pitch
            for at, cell in enumerate(block):
                if cell.held_bytes:
                    yield left + at % row * self.side / row, top + at // row * self.side / row, cell


def side_of(blocks: int, width: int, margin: int = 0) -> int:
    """The largest with which so many blocks are not taller than they should be."""
    grids = (BlockGrid(side, 0, width, margin) for side in _SIDES)
    return next((grid.side for grid in grids if grid.height(blocks) <= _TALLEST), _SIDES[-1])


def square(x: float, y: float, side: float) -> str:
    """As a part of a path."""
    return f"M{x:g} {y:g}h{side:g}v{side:g}h-{side:g}z"
