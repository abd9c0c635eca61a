"""What each owner keeps from being returned: the free bytes of release units, divided among the owners in them."""

from dataclasses import dataclass, replace

import numpy as np

from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.owners.example_objects import examples_of_owner
from sparsemem.outside.owners.freed_alone import freed_alone
from sparsemem.outside.owners.owner_division import MOST_OWNERS, OTHERS, UNKNOWN, OwnerDivision
from sparsemem.outside.owners.shapley_shares import Integers

_NAMED_TYPES, _LEAST_TYPE = 2, 0.1
_PLACEHOLDERS = {OTHERS: "(various)", UNKNOWN: "(no owner found)"}
EMPTY, WHOLE_PAGES = "(empty arenas)", "(nothing: a trim returns it)"
"""What is said to keep the arenas, or pages, in which nothing is alive."""


@dataclass(frozen=True, slots=True)
class KeptByOwner:
    """What one owner keeps; where nothing was found to be the owner, `owner` is None and `type_name` says why."""

    owner: str | None
    type_name: str
    """The types of most of its objects."""
    blocks: int
    live_bytes: int
    arenas: int
    """Arenas, or pages of malloc's, with at least one of its blocks."""
    share_bytes: int
    """Its Shapley shares of the free bytes of these arenas or pages."""
    sole_bytes: int
    """The free bytes of the arenas or pages of which every block would go with this owner alone."""
    examples: tuple[int, ...] = ()
    """Addresses of some of the objects of the type that it has most of."""
    values: tuple[str, ...] | None = None


def kept_by_owner(division: OwnerDivision, empty_says: str) -> tuple[KeptByOwner, ...]:
    """The owners by `share_bytes`, the largest first.

    With those that have no name, and with the units in which nothing is alive (`empty_says` is said of these),
    all shares add up to the free bytes of all units.
    """
    sole = freed_alone(division)
    rows = [_kept(division, row, sole[row]) for row in range(MOST_OWNERS)]
    empty = division.free_of_empty()
    rows.append(KeptByOwner(None, empty_says, 0, 0, int((empty > 0).sum()), int(empty.sum()), 0))
    found = [row for row in rows if row.blocks or row.share_bytes]
    return _exact(sorted(found, key=lambda row: row.share_bytes, reverse=True), int(division.units.free.sum()))


def _exact(rows: list[KeptByOwner], total: int) -> tuple[KeptByOwner, ...]:
    """The bytes that rounding lost or won go to the largest."""
    if rows:
        rest = total - sum(row.share_bytes for row in rows)
        rows[0] = replace(rows[0], share_bytes=rows[0].share_bytes + rest)
    return tuple(rows)


def _kept(division: OwnerDivision, row: int, sole: int) -> KeptByOwner:
    totals = division.totals
    mine, names = division.row[totals.name] == row, np.flatnonzero(division.row == row)
    types = _blocks_by_type(division, row)
    return KeptByOwner(
        owner=_owner(division, row, names),
        type_name=_PLACEHOLDERS.get(row) or _type_names(division, types),
        blocks=int(totals.blocks[mine].sum()),
        live_bytes=int(totals.live_bytes[mine].sum()),
        arenas=len(distinct(division.units_of(row))),
        share_bytes=round(float(division.share[names].sum())),
        sole_bytes=sole,
        examples=examples_of_owner(division.survey, int(names[0]), types) if row < OTHERS and len(names) else (),
    )


def _blocks_by_type(division: OwnerDivision, row: int) -> Integers:
    """How many objects of each type the names of a row have, by the type's number."""
    totals, types = division.totals, len(division.survey.graph.kinds.types)
    objects = (division.row[totals.name] == row) & (totals.type >= 0)
    return np.bincount(totals.type[objects], totals.blocks[objects], types).astype(np.int64)


def _owner(division: OwnerDivision, row: int, names: Integers) -> str | None:
    if row == UNKNOWN:
        return None
    if row == OTHERS:
        return f"({int((division.share[names] > 0).sum()):,} other owners)"
    return division.survey.live.nodes.text(int(names[0])) if len(names) else ""


def _type_names(division: OwnerDivision, types: Integers) -> str:
    """The types of most objects, of each at least a tenth of all."""
    order = np.argsort(types)[::-1][:_NAMED_TYPES].tolist()
    kept = [number for number in order if types[number] > _LEAST_TYPE * types.sum()]
    return " and ".join(division.survey.graph.kinds.types[number].name for number in kept) or "(no object)"
