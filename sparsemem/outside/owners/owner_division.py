"""The free bytes of release units divided among the owners that have blocks in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.bindings import NOT_REACHED
from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.owners.owner_counts import OwnerTotals, Placements, count_owners
from sparsemem.outside.owners.release_units import ReleaseUnits
from sparsemem.outside.owners.shapley_shares import Integers, count_players, shapley_shares

MOST_OWNERS = 16
"""Rows, each a bit of a node's set of owners."""
OTHERS, UNKNOWN = MOST_OWNERS - 2, MOST_OWNERS - 1
"""The rows of all owners with small shares together, and of the blocks to which no name was found to lead."""
_LEAST_SHARE = 0.005
"""Of all free bytes: owners that keep less have no row of their own."""


@dataclass(frozen=True, slots=True)
class OwnerDivision:
    """Which owner keeps how much of which release units. Owners are names by number; a row is what is reported."""

    survey: Survey
    units: ReleaseUnits
    placements: Placements
    totals: OwnerTotals
    unit: NDArray[np.int32]
    """The release unit of each pair of a unit and a name."""
    name: NDArray[np.uint16]
    """The name of each of these pairs."""
    share: NDArray[np.float64]
    """The free bytes that each name keeps, by its Shapley shares."""
    empty: NDArray[np.bool_]
    """For each unit whether nothing is alive in it."""
    row: Integers
    """The row of each name: the names with the largest shares have one of their own."""

    def free_of_empty(self) -> Integers:
        """The free bytes of each unit in which nothing is alive."""
        free: Integers = self.units.free[self.empty]
        return free

    def units_of(self, row: int) -> Integers:
        """The unit of each pair whose name is in a row; a unit with several of these names is there as often."""
        units: Integers = self.unit[self.row[self.name] == row].astype(np.int64)
        return units


def divide_among_owners(survey: Survey, units: ReleaseUnits) -> OwnerDivision:
    """The free bytes of a survey's arenas or pages, divided."""
    placements, totals = count_owners(survey, units)
    unit, name = placements.pairs()
    share = np.bincount(name, shapley_shares(unit, units.free), len(survey.live.nodes.paths)).astype(np.float64)
    empty = count_players(unit, len(units.free)) == 0
    return OwnerDivision(survey, units, placements, totals, unit, name, share, empty, _rows(share))


def _rows(share: NDArray[np.float64]) -> Integers:
    row = np.full(len(share), OTHERS)
    order = np.argsort(share)[::-1][:MOST_OWNERS]
    least = _LEAST_SHARE * share.sum()
    own = [name for name in order.tolist() if name != NOT_REACHED and share[name] > least][:OTHERS]
    row[own] = np.arange(len(own))
    row[NOT_REACHED] = UNKNOWN
    return row
