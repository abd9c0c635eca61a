"""A heap as the cells of its addresses: what is resident in one colour, and in it what is alive, as large as it is.

So how little of the held memory is used is seen without a scale of shades, also by people who do not see all colours.
"""

from collections.abc import Iterator

from sparsemem.model import Band, Cell
from sparsemem.report.pictures.axes import picture
from sparsemem.report.pictures.block_grid import BlockGrid, side_of, square

_SMALLEST = 1.0
"""Pixels of the side of what is alive at all."""


def draw_filled_cells(band: Band, width: int, title: str) -> str:
    """The picture; blocks by address, each with a gap around it."""
    grid = BlockGrid(side_of(len(band.blocks), width), 0, width)
    found: dict[str, list[str]] = {}
    for name, part in _squares(band, grid):
        found.setdefault(name, []).append(part)
    parts = [f'<path class="{name}" d="{"".join(found[name])}"/>' for name in sorted(found)]
    return picture(width, max(grid.height(len(band.blocks)), 1), title, parts)


def _squares(band: Band, grid: BlockGrid) -> Iterator[tuple[str, str]]:
    """Of each cell the class and the path, twice where something in it is alive; what is held sorts before it."""
    side = grid.side / band.per_block**0.5
    drawn = side - (1 if side >= 4 else 0)
    for x, y, cell in grid.places(band):
        yield "cell-held", square(x, y, drawn)
        if cell.live_bytes:
            alive = max(_halves(drawn * cell.share**0.5), min(_SMALLEST, drawn))
            yield _live_class(cell), square(x, y + drawn - alive, alive)


def _live_class(cell: Cell) -> str:
    return "cell-live" if cell.owner is None else f"cell-live-{cell.owner}"


def _halves(pixels: float) -> float:
    return round(pixels * 2) / 2
