"""How many blocks of which owners and types there are, and in which arenas or pages they lie."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.ownership import Survey
from sparsemem.outside.memory.sorted_numbers import changes, distinct
from sparsemem.outside.owners.release_units import Cells, Counts

_BITS = 16
_LOW = 0xFFFF


@dataclass(frozen=True, slots=True)
class Places:
    """The arenas or pages, names and types that come together, each three in one number."""

    keys: Counts

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The arenas or pages and names that come together."""
        pairs = distinct(self.keys >> _BITS)
        return (pairs >> _BITS).astype(np.int32), (pairs & _LOW).astype(np.uint16)

    def types(self) -> Counts:
        """The type's number, `objects.UNKNOWN` or `objects.KEYS`, of each of the keys."""
        return _numbers(self.keys)

    def of_type(self, chosen: NDArray[np.bool_]) -> tuple[Counts, Counts]:
        """Arenas or pages and names of some of the keys."""
        return self.keys[chosen] >> 2 * _BITS, self.keys[chosen] >> _BITS & _LOW


@dataclass(frozen=True, slots=True)
class Sums:
    """One element of each array for each name and type that come together."""

    name: Counts
    type: Counts
    blocks: Counts
    live_bytes: Counts


def count_tenants(survey: Survey, cells: Cells) -> tuple[Places, Sums]:
    """Who lies where, and how much there is of each."""
    keys, sums = [np.zeros(0, np.int64)], np.zeros((3, 0), np.int64)
    for some in cells.tenants():
        type_ = survey.graph.kinds.type[survey.graph.kind[some.nodes]] & _LOW
        owned = survey.walk.label[some.nodes].astype(np.int64) << _BITS | type_
        fresh = _shorten(some.cells << 2 * _BITS | owned)
        # What is not counted is where nodes lie that were counted just before, and mostly the same places.
        keys.append(fresh if some.counted else distinct(np.concatenate([keys.pop(), fresh])))
        if some.counted:
            sums = _merge(np.hstack([sums, _merge(_runs(owned, some.sizes))]))
    every = np.concatenate(keys)
    keys.clear()
    every.sort()
    return Places(every[changes(every)]), Sums(sums[0] >> _BITS, _numbers(sums[0]), sums[1], sums[2])


def _shorten(keys: Counts) -> Counts:
    """Each key once; most neighbours are equal."""
    return distinct(keys[changes(keys)])


def _numbers(keys: Counts) -> Counts:
    """The types in keys; what is no object has a number below 0."""
    number = keys & _LOW
    return np.where(number > _LOW - _BITS, number - (1 << _BITS), number)


def _runs(keys: Counts, sizes: Counts) -> Counts:
    """Runs of equal keys: the key, how long the run is, and the sum of its sizes."""
    starts = np.flatnonzero(changes(keys))
    sums = np.add.reduceat(sizes, starts) if len(starts) else sizes
    return np.stack([keys[starts], np.diff(starts, append=len(keys)), sums])


def _merge(rows: Counts) -> Counts:
    """Keys, counts and sizes, those of each key put together."""
    rows = rows[:, np.argsort(rows[0], kind="stable")]
    starts = np.flatnonzero(changes(rows[0]))
    if not len(starts):
        return rows
    return np.stack([rows[0, starts], np.add.reduceat(rows[1], starts), np.add.reduceat(rows[2], starts)])
