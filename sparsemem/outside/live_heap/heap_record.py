"""From the live heap as it was solved to the record that is saved, and what grew between two looks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sparsemem.model import Heap, HeapOwner, HeapType
from sparsemem.model.heap_rows import OWNED_BY_NONE
from sparsemem.outside.live_heap.labelled_nodes import owner_text
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.live_heap.next_tables import read_next_tables
from sparsemem.outside.live_heap.owner_rows import Owned

_LEAST_OWNERS, _MOST_OWNERS, _MUCH = 50, 500, 0.95
"""Rows of their own: so many at least, then until so much of the live heap is named, at most. All others are in the
row without an owner."""
_GROWING = 10
"""Those that grew the most have a row, however little they hold."""

Held = Mapping[str, tuple[int, int, int | None]]
"""Live bytes, objects and entries of each owner by its name, as of an earlier look."""


def held_by_name(found: LiveHeap) -> Held:
    """What each owner held, to compare a later look with."""
    return {owner_text(row.path): (row.live_bytes, row.objects, row.entries) for row in found.owners if row.path}


def heap_record(found: LiveHeap, before: Held | None = None) -> Heap:
    """The record; with an earlier look, what each owner has grown by since."""
    named = [row for row in found.owners if row.path]
    paths = {row.path for row in _largest(named, found.live_bytes)} | {row.path for row in _growing(named, before)}
    kept = [row for row in named if row.path in paths]
    rest = [row for row in found.owners if row.path not in paths]
    known = sum(row.live_bytes for row in named if row.path[0] not in OWNED_BY_NONE)
    tables = read_next_tables(found.heap.graph, _named_alone(found, paths))
    rows = [replace(_owner(row, before), table=tables.get(owner_text(row.path))) for row in kept]
    return Heap(
        objects=found.objects,
        live_bytes=found.live_bytes,
        garbage_objects=found.garbage_objects,
        garbage_bytes=found.garbage_bytes,
        coverage=known / found.live_bytes if found.live_bytes else None,
        owners=(*rows, *_rest(rest)),
        types=tuple(HeapType(one.type, one.objects, one.live_bytes, one.retained_bytes) for one in found.types),
    )


def _largest(named: Sequence[Owned], live_bytes: int) -> Sequence[Owned]:
    """The first ones: many where none of them holds much."""
    told, bound = 0, _MUCH * live_bytes
    for count, row in enumerate(named):
        if count >= _MOST_OWNERS or (count >= _LEAST_OWNERS and told >= bound):
            return named[:count]
        told += row.live_bytes
    return named


def _growing(named: Sequence[Owned], before: Held | None) -> Sequence[Owned]:
    """Those that have grown the most since an earlier look; none without one."""
    if before is None:
        return ()
    order = sorted(named, key=lambda row: before.get(owner_text(row.path), (0, 0, 0))[0] - row.live_bytes)
    return order[:_GROWING]


def _named_alone(found: LiveHeap, paths: set[tuple[str, ...]]) -> dict[str, int]:
    """The node of each owner that names one alone."""
    alone = ((found.nodes.paths[label], nodes) for label, nodes in found.nodes.named.items() if len(nodes) == 1)
    return {owner_text(path): next(iter(nodes)) for path, nodes in alone if path in paths}


def _owner(row: Owned, before: Held | None) -> HeapOwner:
    name = owner_text(row.path)
    grown = _growth(row, before, name)
    return HeapOwner(
        owner=name,
        types=row.types,
        type_bytes=row.type_bytes,
        objects=row.objects,
        live_bytes=row.live_bytes,
        retained_bytes=row.retained_bytes,
        growth_bytes=grown[0],
        growth_objects=grown[1],
        path=row.path,
        entries=row.entries,
        growth_entries=grown[2],
        type=row.type,
    )


def _growth(row: Owned, before: Held | None, name: str) -> tuple[int | None, int | None, int | None]:
    if before is None:
        return None, None, None
    live, objects, entries = before.get(name, (0, 0, 0))
    more = row.entries - entries if row.entries is not None and entries is not None else None
    return row.live_bytes - live, row.objects - objects, more


def _rest(rows: Sequence[Owned]) -> tuple[HeapOwner, ...]:
    """What has no row of its own, so that all rows add up."""
    if not rows:
        return ()
    live = sum(row.live_bytes for row in rows)
    return (HeapOwner(None, (), sum(row.objects for row in rows), live, live),)
