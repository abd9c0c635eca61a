"""The map of a process's heaps: pools and pages, put together into as many cells as a picture can hold."""

from collections.abc import Sequence

from sparsemem.errors import InputError
from sparsemem.model import Pinner
from sparsemem.model.heap_map import HeapMap, MapOwner
from sparsemem.outside.attach import open_source
from sparsemem.outside.heaps import find_heaps
from sparsemem.outside.identity import identify
from sparsemem.outside.occupancy import PAGES_PER_BLOCK, POOLS_PER_ARENA, Grain, read_pages, read_pools
from sparsemem.outside.source import Source
from sparsemem.outside.tenants import read_tenants
from sparsemem.outside.view import View, open_view

MOST_CELLS = 20_000
"""More than these no eye tells apart, and no picture should be made of."""
MOST_OWNERS = 4
"""Colours that remain apart for everybody."""
_LEAST_SHARE = 1 << 20
"""Bytes that an owner must keep to be told apart: one arena."""
_FINENESS = (256, 64, 16, 4, 1)
"""Cells that a block can have, each a square of squares."""


def read_heap_map(source: Source, pinners: Sequence[Pinner] = ()) -> HeapMap:
    """The map; those of the pinners that keep the most and have a name are told apart in it.

    Raises OSError or InputError where the process goes away meanwhile.
    """
    view = open_view(source)
    named = choose_owners(pinners)
    types = {one.type: named.index(one.owner) for one in pinners if one.owner in named}
    pools = read_pools(view, read_tenants(view, types, len(named)))
    pages = _read_malloc(view) if _has_glibc(view) else None
    finest = (POOLS_PER_ARENA, PAGES_PER_BLOCK)
    cells, blocks = choose_fineness([len(pools.held), len(pages.held) if pages else 0], finest)
    return HeapMap(
        arenas=int(pools.blocks_with(pools.held[:, None])[0]),
        python=pools.band(cells[0], blocks),
        malloc=pages.band(cells[1], blocks) if pages and len(pages.held) else None,
        owners=tuple(map(MapOwner, named, pools.blocks_with(pools.owned).tolist())),
    )


def read_map_of(pid: int, pinners: Sequence[Pinner] = ()) -> HeapMap | None:
    """The map of a living process; None where it is gone or may not be read."""
    try:
        return read_heap_map(open_source(pid), pinners)
    except (InputError, OSError):
        return None


def choose_owners(pinners: Sequence[Pinner]) -> list[str]:
    """The names of the few that keep the most."""
    kept: dict[str, int] = {}
    for one in pinners:
        if one.owner is not None:
            kept[one.owner] = kept.get(one.owner, 0) + one.share_bytes
    names = sorted(kept, key=lambda name: kept[name], reverse=True)
    return [name for name in names if kept[name] >= _LEAST_SHARE][:MOST_OWNERS]


def choose_fineness(elements: Sequence[int], finest: Sequence[int]) -> tuple[list[int], int]:
    """How many cells a block of each band has, and of how many blocks one is made, for so many elements in all.

    The finest that stays below the bound; all bands become coarser together, and only then are blocks joined.
    """
    for most in _FINENESS:
        cells = [min(most, fine) for fine in finest]
        total = sum(count * each // fine for count, each, fine in zip(elements, cells, finest, strict=True))
        if total <= MOST_CELLS:
            return cells, 1
    return [1] * len(finest), -(-total // MOST_CELLS)


def _has_glibc(view: View) -> bool:
    return identify(view.source.mappings, len(view.arenas)).malloc == "glibc"


def _read_malloc(view: View) -> Grain:
    return read_pages(view.source.memory, view.residency, find_heaps(view.source.memory, view.regions))
