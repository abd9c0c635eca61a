"""What each owner keeps from being returned: the free bytes of arenas, divided among the owners that are in them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.bindings import NOT_REACHED
from sparsemem.outside.graph.name_dominance import MOST_OWNERS, Dominance
from sparsemem.outside.graph.ownership import Survey
from sparsemem.outside.memory.own_memory import positions, return_free_memory
from sparsemem.outside.memory.sorted_numbers import changes, distinct
from sparsemem.outside.owners.owner_counts import Places, Sums, count_tenants
from sparsemem.outside.owners.release_units import ArenaCells, Cells, Counts, PageCells
from sparsemem.outside.search.owner_search import Owner

_OTHERS, _UNKNOWN = MOST_OWNERS - 2, MOST_OWNERS - 1
_NAMED_OWNERS = 8
_NAMED_TYPES, _LEAST_TYPE = 2, 0.1
_EXAMPLES = 32
_LEAST_SHARE = 0.005
"""Of all free bytes: owners that keep less are put together."""
_PLACEHOLDERS = {_OTHERS: "(various)", _UNKNOWN: "(no owner found)"}
EMPTY, WHOLE_PAGES = "(empty arenas)", "(nothing: a trim returns it)"


@dataclass(frozen=True, slots=True)
class Holding:
    """What one owner keeps; where nothing was found to be the owner, `owner` is None and `type_name` says why."""

    owner: str | None
    type_name: str
    """The types of most of its objects."""
    blocks: int
    live_bytes: int
    arenas: int
    """Arenas, or pages of malloc's, with at least one of its blocks."""
    share_bytes: int
    """The free bytes of each arena divided equally among the owners in it: the Shapley value of the game in which an
    arena goes back only when all of them are gone."""
    sole_bytes: int | None
    """The free bytes of the arenas of which every block would go with this owner alone; None where the references
    could not be followed to the end."""
    examples: tuple[int, ...] = ()
    """Addresses of some of the objects of the type that it has most of."""
    values: tuple[str, ...] | None = None


class _Division:
    """The free bytes of a survey's arenas or pages, divided."""

    def __init__(self, survey: Survey, cells: Cells, places: Places, sums: Sums) -> None:
        self.survey, self.cells, self.free, self.sums = survey, cells, cells.free, sums
        self.cell, self.name = places.pairs()
        count = len(survey.names.texts)
        rivals = np.bincount(self.cell, minlength=len(self.free))
        self.share = np.bincount(self.name, (self.free / np.maximum(rivals, 1))[self.cell], count)
        self.empty = rivals == 0
        self.row = self._rows(count)

    def _rows(self, count: int) -> NDArray[np.int64]:
        """The row of each name: the names with the largest shares have one of their own."""
        row = np.full(count, _OTHERS)
        order = np.argsort(self.share)[::-1][:MOST_OWNERS]
        least = _LEAST_SHARE * self.share.sum()
        own = [name for name in order.tolist() if name != NOT_REACHED and self.share[name] > least][:_OTHERS]
        row[own] = np.arange(len(own))
        row[NOT_REACHED] = _UNKNOWN
        return row

    def sole(self) -> list[int | None]:
        """For each row the free bytes of what would go with it alone."""
        return_free_memory()
        bits = (1 << self.row).astype(np.uint16)
        dominance = Dominance(self.survey.walk, bits).settle()
        if not (dominance.is_settled and self.survey.walk.is_whole):
            return [None] * MOST_OWNERS
        common = np.full(len(self.free), 0xFFFF, np.uint16)
        for some in self.cells.tenants():
            found = dominance.sets[some.nodes]
            change = np.flatnonzero(changes(some.cells) | changes(found))
            np.bitwise_and.at(common, some.cells[change], found[change])
        common[self.empty] = 0
        return [int(self.free[common >> bit & 1 == 1].sum()) for bit in range(MOST_OWNERS)]


def find_holdings(survey: Survey) -> tuple[tuple[Holding, ...], dict[int, tuple[Owner, ...]]]:
    """The owners by `share_bytes`, the largest first, and the owners of each type by its number.

    With those that have no name, all shares add up to the free bytes of all arenas.
    """
    cells = ArenaCells(survey)
    places, sums = count_tenants(survey, cells)
    division = _Division(survey, cells, places, sums)
    return _holdings(division, EMPTY), _owners_of_types(division, places)


def find_page_holdings(survey: Survey) -> tuple[Holding, ...]:
    """The same for malloc's heaps, where not arenas but pages are kept from being returned."""
    cells = PageCells(survey)
    return _holdings(_Division(survey, cells, *count_tenants(survey, cells)), WHOLE_PAGES)


def _holdings(division: _Division, nobody: str) -> tuple[Holding, ...]:
    sole = division.sole()
    rows = [_holding(division, row, sole[row]) for row in range(MOST_OWNERS)]
    empty = int(division.free[division.empty].sum())
    rows.append(Holding(None, nobody, 0, 0, int((division.free[division.empty] > 0).sum()), empty, 0))
    found = [row for row in rows if row.blocks or row.share_bytes]
    return _exact(sorted(found, key=lambda row: row.share_bytes, reverse=True), int(division.free.sum()))


def _owners_of_types(division: _Division, places: Places) -> dict[int, tuple[Owner, ...]]:
    """The owners of each type: by the free bytes of the arenas that they have objects of it in."""
    types, texts = places.types(), division.survey.names.texts
    free, found = division.free.astype(np.float64), {}
    for number in np.unique(types[types >= 0]).tolist():
        cells, names = places.of_type(types == number)
        total = free[np.unique(cells)].sum()
        kept = np.bincount(names, free[cells], len(texts))
        kept[NOT_REACHED] = 0
        order = [name for name in np.argsort(kept)[::-1][:_NAMED_OWNERS].tolist() if kept[name]]
        found[number] = tuple(Owner(texts[name], float(kept[name] / total)) for name in order)
    return found


def _exact(rows: list[Holding], total: int) -> tuple[Holding, ...]:
    """The bytes that rounding lost or won go to the largest."""
    if rows:
        rest = total - sum(row.share_bytes for row in rows)
        rows[0] = replace(rows[0], share_bytes=rows[0].share_bytes + rest)
    return tuple(rows)


def _holding(division: _Division, row: int, sole: int | None) -> Holding:
    sums, survey = division.sums, division.survey
    mine = division.row[sums.name] == row
    names = np.flatnonzero(division.row == row)
    objects = mine & (sums.type >= 0)
    types = np.bincount(sums.type[objects], sums.blocks[objects], len(survey.graph.kinds.types)).astype(np.int64)
    return Holding(
        owner=_owner(division, row, names),
        type_name=_PLACEHOLDERS.get(row) or _type_names(survey, types),
        blocks=int(sums.blocks[mine].sum()),
        live_bytes=int(sums.live_bytes[mine].sum()),
        arenas=len(distinct(division.cell[division.row[division.name] == row])),
        share_bytes=round(float(division.share[names].sum())),
        sole_bytes=sole,
        examples=_examples(survey, names, types) if row < _OTHERS else (),
    )


def _owner(division: _Division, row: int, names: Counts) -> str | None:
    if row == _UNKNOWN:
        return None
    if row == _OTHERS:
        return f"({int((division.share[names] > 0).sum()):,} other owners)"
    return division.survey.names.texts[int(names[0])] if len(names) else ""


def _type_names(survey: Survey, types: Counts) -> str:
    order = np.argsort(types)[::-1][:_NAMED_TYPES].tolist()
    kept = [number for number in order if types[number] > _LEAST_TYPE * types.sum()]
    return " and ".join(survey.graph.kinds.types[number].name for number in kept) or "(no object)"


def _examples(survey: Survey, names: Counts, types: Counts) -> tuple[int, ...]:
    """Objects of the type that there are most of, at even distances."""
    if not types.sum():
        return ()
    label, kind, wanted = survey.walk.label, survey.graph.kind, survey.graph.kinds.type == np.argmax(types)
    found, seen, every = [np.zeros(0, np.int32)], 0, max(int(types.max()) // _EXAMPLES, 1)
    for mine in positions(len(label), lambda here: label[here] == names[0]):
        nodes = mine[wanted[kind[mine]]]
        found.append(nodes[-seen % every :: every])
        seen += len(nodes)
    return tuple(survey.graph.objects(np.concatenate(found)[:_EXAMPLES]).tolist())
