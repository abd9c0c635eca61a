"""The map of a process's heaps: pools and pages, put together into as many cells as a picture can hold."""

from collections.abc import Sequence

from sparsemem.model import HeapMap, MapOwner, Pinner
from sparsemem.outside.glibc.malloc_heaps import find_heaps
from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.map.heap_occupancy import PAGES_PER_BLOCK, POOLS_PER_ARENA, Occupancy, read_pages, read_pools
from sparsemem.outside.map.owner_placement import Columns, chunks_by_owner, live_bytes_by_owner, live_bytes_by_type
from sparsemem.outside.memory.runtime_identity import Found, identify
from sparsemem.outside.objects.heap_view import View

MOST_CELLS = 20_000
"""A picture of more cells than these shows no more."""
MOST_OWNERS = 4
"""As many colours as can be told apart by people who do not see all colours."""
_LEAST_SHARE = 1 << 20
"""Bytes that an owner must keep to be told apart: one arena."""
_FINENESS = (256, 64, 16, 4, 1)
"""Cells that a block can have, each a square of squares."""


def draw_map(view: View, survey: Survey | None, pinners: Sequence[Pinner] = ()) -> HeapMap:
    """The map; those of the pinners that keep the most are told apart in it, without a survey by their types.

    Raises OSError or InputError where the process goes away meanwhile.
    """
    names = choose_owners(pinners)
    pools = read_pools(view, _owned_in_pools(view, survey, names, pinners))
    pages = _read_malloc(view, survey, names)
    finest = (POOLS_PER_ARENA, PAGES_PER_BLOCK)
    cells, blocks = choose_fineness([len(pools.held), len(pages.held) if pages else 0], finest)
    return HeapMap(
        arenas=int(pools.blocks_with(pools.held[:, None])[0]),
        python=pools.band(cells[0], blocks),
        malloc=pages.band(cells[1], blocks) if pages else None,
        owners=tuple(map(MapOwner, names, pools.blocks_with(pools.owned).tolist(), _pages_with(pages, names))),
    )


def choose_owners(pinners: Sequence[Pinner]) -> list[str]:
    """The names of the few that keep the most; what stands in brackets is no name."""
    kept: dict[str, int] = {}
    for one in pinners:
        if one.owner is not None and not one.owner.startswith("("):
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


def _owned_in_pools(view: View, survey: Survey | None, names: list[str], pinners: Sequence[Pinner]) -> Columns:
    if survey is not None:
        return live_bytes_by_owner(survey, names)
    types = {one.type: names.index(one.owner) for one in pinners if one.owner in names}
    return live_bytes_by_type(view, types, len(names))


def _pages_with(pages: Occupancy | None, names: list[str]) -> list[int]:
    return (pages.owned > 0).sum(axis=0).tolist() if pages and pages.owned.shape[1] else [0] * len(names)


def _read_malloc(view: View, survey: Survey | None, names: list[str]) -> Occupancy | None:
    """malloc's heaps; None where it is not glibc's, or has none."""
    if identify(view.source.mappings, Found(len(view.arenas))).malloc != "glibc":
        return None
    owned = chunks_by_owner(survey, names) if survey is not None else []
    pages = read_pages(view, find_heaps(view.source.memory, view.regions), owned)
    return pages if len(pages.held) else None
