"""Blocks and live bytes by owner and type, and the release units in which each owner and type has blocks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.sorted_numbers import changes, distinct, positions_by_value
from sparsemem.outside.owners.release_units import ReleaseUnits
from sparsemem.outside.owners.shapley_shares import Integers

_BITS = 16
_LOW = 0xFFFF


@dataclass(frozen=True, slots=True)
class Placements:
    """The distinct triples of a release unit, an owner's name and a type that has blocks there.

    Each is one number: the unit above 32 bits, the name's number in 16, the type's in 16."""

    keys: Integers

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The distinct pairs of a unit and a name: the players of the units."""
        pairs = distinct(self.keys >> _BITS)
        return (pairs >> _BITS).astype(np.int32), (pairs & _LOW).astype(np.uint16)

    def by_type(self) -> dict[int, tuple[Integers, Integers]]:
        """Units and names where there are blocks of a type, by its number, `typed_blocks.UNKNOWN` or `KEYS`."""
        units, names = self.keys >> 2 * _BITS, self.keys >> _BITS & _LOW
        return {type_: (units[at], names[at]) for type_, at in positions_by_value(_numbers(self.keys))}


@dataclass(frozen=True, slots=True)
class OwnerTotals:
    """One element of each array for each name and type that come together."""

    name: Integers
    type: Integers
    blocks: Integers
    live_bytes: Integers


def count_owners(survey: Survey, units: ReleaseUnits) -> tuple[Placements, OwnerTotals]:
    """Where the blocks of each owner and type lie, and how many there are."""
    keys, sums = [np.zeros(0, np.int64)], np.zeros((3, 0), np.int64)
    for some in units.placed_nodes():
        type_ = survey.graph.kinds.type[survey.graph.kind[some.nodes]] & _LOW
        owned = survey.live.nodes.labels[some.nodes].astype(np.int64) << _BITS | type_
        fresh = _shorten(some.units << 2 * _BITS | owned)
        # What is not counted is where nodes lie that were counted just before, and mostly the same places.
        keys.append(fresh if some.counted else distinct(np.concatenate([keys.pop(), fresh])))
        if some.counted:
            sums = _merge(np.hstack([sums, _merge(_runs(owned, some.sizes))]))
    every = np.concatenate(keys)
    keys.clear()
    every.sort()
    return Placements(every[changes(every)]), OwnerTotals(sums[0] >> _BITS, _numbers(sums[0]), sums[1], sums[2])


def _shorten(keys: Integers) -> Integers:
    """Each key once; most neighbours are equal."""
    return distinct(keys[changes(keys)])


def _numbers(keys: Integers) -> Integers:
    """The types in keys; what is no object has a number below 0."""
    number = keys & _LOW
    return np.where(number > _LOW - _BITS, number - (1 << _BITS), number)


def _runs(keys: Integers, sizes: Integers) -> Integers:
    """Runs of equal keys: the key, how long the run is, and the sum of its sizes."""
    starts = np.flatnonzero(changes(keys))
    sums = np.add.reduceat(sizes, starts) if len(starts) else sizes
    return np.stack([keys[starts], np.diff(starts, append=len(keys)), sums])


def _merge(rows: Integers) -> Integers:
    """Keys, counts and sizes, those of each key put together."""
    rows = rows[:, np.argsort(rows[0], kind="stable")]
    starts = np.flatnonzero(changes(rows[0]))
    if not len(starts):
        return rows
    return np.stack([rows[0, starts], np.add.reduceat(rows[1], starts), np.add.reduceat(rows[2], starts)])
