"""What each owner takes more for each 1x of data: the live heap of a run beside those of runs at smaller scales."""

from collections.abc import Mapping
from dataclasses import replace

from sparsemem.model.fitted_line import fit, slope
from sparsemem.model.heap import Heap
from sparsemem.model.heap_rows import HeapOwner

Heaps = Mapping[int, Heap]
"""By scale."""
_LITTLE = 0.05
"""Of what an owner holds at the largest scale: so much in the row of all others is nothing that it could have had."""


def heap_over_scales(smaller: Heaps, heap: Heap, scale: int) -> Heap:
    """The heap of a run at `scale`, with the line of each owner's live bytes over the scales; as it is where there
    is none at a smaller one.

    An owner has the same name at each scale. One without a row at a smaller scale had nothing there, unless all
    owners without a row held more than a twentieth of what it has now: then that scale is not known of it.
    """
    heaps = {**{at: smaller[at] for at in sorted(smaller) if at < scale}, scale: heap}
    total = fit([(at, one.live_bytes) for at, one in heaps.items()])
    if total is None:
        return heap
    named = [_named_growth(one, heaps) for one in heap.owners if one.owner is not None]
    rest = [_rest_growth(one, named, heaps) for one in heap.owners if one.owner is None]
    return replace(
        heap, owners=(*named, *rest), growth_bytes=total.slope_bytes, growth_scales=tuple(heaps), growth_fit=total
    )


def _named_growth(owner: HeapOwner, heaps: Heaps) -> HeapOwner:
    """Of one name."""
    rows = {at: _row(owner, heap) for at, heap in heaps.items()}
    known = {at: row for at, row in rows.items() if row is not None}
    line = fit([(at, row.live_bytes) for at, row in known.items()])
    if line is None:
        return owner
    counted = {at: row.entries for at, row in known.items() if row.entries is not None}
    return replace(
        owner,
        growth_bytes=line.slope_bytes,
        growth_objects=_slope({at: row.objects for at, row in known.items()}),
        growth_entries=_slope(counted),
        growth_fit=line,
    )


def _row(owner: HeapOwner, heap: Heap) -> HeapOwner | None:
    """That of the same name; None where it may be among those without one."""
    rest = 0
    for one in heap.owners:
        if one.owner == owner.owner:
            return one
        rest += one.live_bytes if one.owner is None else 0
    nothing = None if owner.entries is None else 0
    return replace(owner, live_bytes=0, objects=0, entries=nothing) if rest <= _LITTLE * owner.live_bytes else None


def _rest_growth(rest: HeapOwner, named: list[HeapOwner], heaps: Heaps) -> HeapOwner:
    """Of all that have no row, and of rows whose growth is not known: the rest of what the whole grows by."""
    grown = _slope({at: heap.live_bytes for at, heap in heaps.items()})
    objects = _slope({at: heap.objects for at, heap in heaps.items()})
    if grown is None or objects is None:
        return rest
    return replace(
        rest,
        growth_bytes=grown - sum(one.growth_bytes or 0 for one in named),
        growth_objects=objects - sum(one.growth_objects or 0 for one in named),
    )


def _slope(points: Mapping[int, int]) -> int | None:
    return round(slope(list(points.items()))) if len(points) > 1 else None
