"""The heap map of a page: each allocator's heaps by address, and which colour is whose."""

from dataclasses import dataclass

from sparsemem.model import Band, HeapMap
from sparsemem.model.heap_map import BLOCK_BYTES
from sparsemem.report.pictures.filled_cells import draw_filled_cells
from sparsemem.report.words.heap_map_words import malloc_line, map_title, owner_line, python_line
from sparsemem.units import format_size

_WIDTH = 1120


@dataclass(frozen=True, slots=True)
class MapContent:
    """`bands` are a line and a picture each, `owners` what each colour of its own stands for."""

    title: str
    block: str
    """What a block stands for, and why that matters."""
    bands: tuple[tuple[str, str], ...]
    owners: tuple[str, ...]


def map_content(found: HeapMap | None) -> MapContent | None:
    """None where nobody looked, or there is nothing to draw."""
    if found is None or not found.arenas:
        return None
    bands = [_drawn(python_line(found), found.python)]
    bands += [_drawn(malloc_line(found.malloc), found.malloc)] if found.malloc else []
    owners = tuple(owner_line(one) for one in found.owners)
    return MapContent(map_title(found), _block(found.python.block_bytes), tuple(bands), owners)


def _block(size: int) -> str:
    if size == BLOCK_BYTES:
        return "A block is 1 MB: an arena goes back to the system only when the whole block is empty"
    return f"A block is {format_size(size)}, several arenas"


def _drawn(line: str, band: Band) -> tuple[str, str]:
    return line, draw_filled_cells(band, _WIDTH, line)
