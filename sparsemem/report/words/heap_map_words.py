"""What every form of the heap map says in the same words, and how full its cells are called."""

from sparsemem.model import Band, Cell, HeapMap, MapOwner
from sparsemem.model.heap_map import BLOCK_BYTES
from sparsemem.units import format_share, format_size

LEVELS = ((0.0, "nothing"), (0.10, "under 10 %"), (0.35, "under 35 %"), (0.70, "under 70 %"), (1.0, "70 % and more"))
"""Up to which share of live bytes a cell is how full, and what that is called."""
_LONGEST = 44
_POOL, _PAGE = 16 << 10, 4 << 10


def level(cell: Cell) -> int:
    """Which of the LEVELS a cell has; what is alive at all is never at the first."""
    if not cell.live_bytes:
        return 0
    return next((at for at, (bound, _) in enumerate(LEVELS) if at and cell.share < bound), len(LEVELS) - 1)


def map_title(found: HeapMap) -> str:
    """The answer in one line: `512 arenas held, 9 % live; shop.LABELS pins 281`."""
    if not found.arenas:
        return "Python holds no arenas"
    held, live = found.python.held_bytes, found.python.live_bytes
    told = f"{_arenas(found.arenas)} held, {format_share(live, held)} live"
    if not found.owners:
        return told
    first = max(found.owners, key=lambda owner: owner.arenas)
    return f"{told}; {shortened(first.name)} pins {first.arenas:,}" if first.arenas else told


def owner_line(owner: MapOwner) -> str:
    """A name, and in how many arenas or pages it has something: of what makes up more memory."""
    if owner.pages * _PAGE > owner.arenas * BLOCK_BYTES:
        return f"{shortened(owner.name)}: in {owner.pages:,} pages of malloc's"
    return f"{shortened(owner.name)}: in {_arenas(owner.arenas)}"


def _arenas(count: int) -> str:
    return "1 arena" if count == 1 else f"{count:,} arenas"


def python_line(found: HeapMap) -> str:
    """What the arenas hold, and what a cell of theirs is."""
    band = found.python
    return f"Python's arenas: {_held(band)} {_cell(band, _POOL, 'pool')}"


def malloc_line(band: Band) -> str:
    """The same of malloc's heaps."""
    return f"malloc's heaps: {_held(band)} {_cell(band, _PAGE, 'page')}"


def _held(band: Band) -> str:
    return f"{format_size(band.held_bytes)} held, {format_size(band.live_bytes)} live."


def _cell(band: Band, unit: int, name: str) -> str:
    count = band.cell_bytes // unit
    what = f"one {name}" if count == 1 else f"{count} {name}s"
    return f"A cell is {what} of {format_size(unit)}."


def shortened(name: str) -> str:
    """A name that fits beside other words: its middle is left out where it is long."""
    if len(name) <= _LONGEST:
        return name
    half = (_LONGEST - 3) // 2
    return f"{name[:half]}...{name[-half:]}"
