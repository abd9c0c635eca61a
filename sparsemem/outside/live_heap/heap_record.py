"""From the live heap as it was solved to the record that is saved, and what grew between two looks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sparsemem.model import Heap, HeapOwner, HeapType
from sparsemem.model.heap_rows import OWNED_BY_NONE
from sparsemem.outside.live_heap.earlier_look import EarlierLook, addresses_of, named_alone
from sparsemem.outside.live_heap.labelled_nodes import Path, owner_text
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.live_heap.many_names import Growth, join_names
from sparsemem.outside.live_heap.next_tables import read_next_tables
from sparsemem.outside.live_heap.owner_rows import Owned

_LEAST_OWNERS, _MOST_OWNERS, _MUCH = 50, 500, 0.95
"""Rows of their own: so many at least, then until so much of the live heap is named, at most. All others are in the
row without an owner."""
_GROWING = 10
"""Those that grew the most have a row, however little they hold."""


def heap_record(found: LiveHeap, before: EarlierLook | None = None) -> Heap:
    """The record; with an earlier look, what each owner has grown by since."""
    named = [row for row in found.owners if row.path]
    addresses = addresses_of(found) if before else {}
    grown = {row.path: _growth(row, before, addresses) for row in named}
    joined = join_names(found, named, grown)
    together = {path for names in joined for path in names.paths}
    alone = [row for row in named if row.path not in together]
    paths = {row.path for row in _largest(alone, found.live_bytes)} | _growing(grown, together)
    kept = [row for row in alone if row.path in paths]
    told = paths | together
    rest = [row for row in found.owners if row.path not in told]
    known = sum(row.live_bytes for row in named if row.path[0] not in OWNED_BY_NONE)
    names = {owner_text(path) for path in paths}
    nodes = {name: node for name, node in named_alone(found).items() if name in names}
    tables = read_next_tables(found.heap.graph, nodes)
    rows = [replace(_owner(row, grown[row.path]), table=tables.get(owner_text(row.path))) for row in kept]
    return Heap(
        objects=found.objects,
        live_bytes=found.live_bytes,
        garbage_objects=found.garbage_objects,
        garbage_bytes=found.garbage_bytes,
        coverage=known / found.live_bytes if found.live_bytes else None,
        owners=(*rows, *(_owner(names.row, names.grown) for names in joined), *_rest(rest)),
        types=tuple(HeapType(one.type, one.objects, one.live_bytes, one.retained_bytes) for one in found.types),
    )


def _largest(named: Sequence[Owned], live_bytes: int) -> Sequence[Owned]:
    """Those that hold or retain the most: many where none of them holds much."""
    told, bound = 0, _MUCH * live_bytes
    named = sorted(named, key=lambda row: max(row.live_bytes, row.retained_bytes), reverse=True)
    for count, row in enumerate(named):
        if count >= _MOST_OWNERS or (count >= _LEAST_OWNERS and told >= bound):
            return named[:count]
        told += row.live_bytes
    return named


def _growing(grown: Mapping[Path, Growth], together: Collection[Path]) -> set[Path]:
    """Those that have grown the most since an earlier look; none without one."""
    known = {path: growth[0] for path, growth in grown.items() if growth[0] is not None and path not in together}
    return set(sorted(known, key=lambda path: known[path], reverse=True)[:_GROWING])


def _owner(row: Owned, grown: Growth) -> HeapOwner:
    return HeapOwner(
        owner=owner_text(row.path),
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


def _growth(row: Owned, before: EarlierLook | None, addresses: Mapping[str, int]) -> Growth:
    if before is None:
        return None, None, None
    name = owner_text(row.path)
    live, objects, entries = before.of(name, addresses.get(name))
    more = row.entries - entries if row.entries is not None and entries is not None else None
    return row.live_bytes - live, row.objects - objects, more


def _rest(rows: Sequence[Owned]) -> tuple[HeapOwner, ...]:
    """What has no row of its own, so that all rows add up."""
    if not rows:
        return ()
    live = sum(row.live_bytes for row in rows)
    return (HeapOwner(None, (), sum(row.objects for row in rows), live, live),)
