"""Whether another live structure holds values that are equal to those of a cache, without being the same objects.

What is compared is what the values say, byte by byte, by their digests: strings, bytes, and tuples, lists, dicts and
instances that are made of such. Numbers alone are no copies of each other, nor are values that are nearly all alike.
Of a large cache 2,000 entries are compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.copies.content_digests import Digests
from sparsemem.outside.caches.copies.held_values import EVERY, NO_HASH, HeldValues, Rows, read_cached, read_held
from sparsemem.outside.caches.copies.value_digests import ValueDigests
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.caches.sampling import sample
from sparsemem.outside.memory.memory_access import Addresses, Flags

_SHARE = 0.5
"""Of the entries compared: a structure that holds equals of fewer is no copy of the cache."""
_LEAST = 64
"""Entries of a cache, and of a structure that is looked at."""
_MOST_VALUES = 500_000
"""Of all structures together that do not have the keys of the cache."""
_MOST_SAME = 4
"""Times the keys compared: if more have their hashes, these do not tell the keys apart."""
_TYPES_OF = 64
"""Values of a structure whose types tell whether it can hold equals at all."""
_MOST_ITEMS = 4
_NUMBERS = ("int", "float", "NoneType", "complex")
_CONTAINERS = ("dict", "collections.OrderedDict", "collections.defaultdict", "list", "tuple")


@dataclass(frozen=True, slots=True)
class Copies:
    """What was found of one cache, or of several alike."""

    structures: tuple[int, ...]
    """Containers that hold equals of at least half of the entries, the one with the most first."""
    entries: int
    """How many entries have an equal in these; of a large cache estimated from those compared."""
    compared: int


class EqualCopies:
    """Compares caches with the other containers of a process; the work is bounded for all of them together."""

    def __init__(self, inspection: Inspection, caches: Sequence[Cache]) -> None:
        """`caches` are all that there are: each is a structure that another one may be a copy of."""
        self._objects, self._digests = inspection.objects, ValueDigests(inspection)
        self._caches = {cache.tables[0].address: cache for cache in caches}
        self._left = _MOST_VALUES
        self._read: dict[int, Digests] = {}

    def find(self, caches: Sequence[Cache]) -> Copies | None:
        """What holds equals of the values of some caches; None where these are of kinds that are not compared, or
        where there was too much to compare them with."""
        count, asked = sum(cache.entries for cache in caches), self._asked(caches)
        if not asked.tells_apart:
            return None
        tables = {table.address for cache in caches for table in cache.tables}
        least, compared = max(round(_SHARE * count), _LEAST), len(asked.own)
        looked = [(one, self._equal(one, asked)) for one in self._structures(least, asked, tables)]
        found = [(one, equal) for one, equal in looked if equal is not None and equal.sum() >= _SHARE * compared]
        if not found:
            return None if any(equal is None for _, equal in looked) else Copies((), 0, compared)
        found.sort(key=lambda one: -int(one[1].sum()))
        share = float(np.any([equal for _, equal in found], axis=0).mean())
        return Copies(tuple(one for one, _ in found), round(share * count), compared)

    def _asked(self, caches: Sequence[Cache]) -> "_Asked":
        """Some of the entries of some caches."""
        held = [self._held(cache.tables[0].address) for cache in caches]
        bounds = np.cumsum([0, *map(len, held)])
        chosen = sample(np.arange(bounds[-1], dtype=np.uint64)).astype(np.int64)
        rows = [chosen[(chosen >= low) & (chosen < high)] - low for low, high in pairwise(bounds.tolist())]
        some = list(zip(held, rows, strict=True))
        values = np.concatenate([self._values(one, here) for one, here in some])
        return _Asked(np.concatenate([one.hashes(here) for one, here in some]), values, self._known(values))

    def _equal(self, address: int, asked: "_Asked") -> Flags | None:
        """Which of some values have an equal, another object, in a structure; None where that is too large.

        Where most of the keys are the same, the values of these are compared, however large the structure is.
        """
        held = self._held(address)
        others, same = self._values(held), np.flatnonzero(np.isin(held.hashes(), asked.known_hashes))
        if _SHARE * len(asked.own) <= len(same) <= _MOST_SAME * len(asked.own):
            return asked.equal(self._known(others[same]), others)
        if address not in self._read:
            if len(others) > self._left:
                return None
            self._left -= len(others)
            self._read[address] = self._known(others)
        return asked.equal(self._read[address], others)

    def _known(self, values: Addresses) -> Digests:
        """Digests of values; 0 for those that are mere numbers, too."""
        types = self._objects.pointers(values, 8)
        numbers = [one for one in np.unique(types).tolist() if self._digests.family(one) in _NUMBERS]
        return np.where(np.isin(types, np.array(numbers, np.uint64)), np.uint64(0), self._digests.of(values))

    def _structures(self, least: int, asked: "_Asked", own: set[int]) -> Iterator[int]:
        """Containers of at least so many values, some of which are of a kind with those that are asked for; none of
        the cache's own."""
        families = self._families(asked.values)
        found = self._objects.named(*_CONTAINERS)
        found = found[self._objects.pointers(found, 16) >= least]
        for address in found[~np.isin(found, np.array(list(own), np.uint64))].tolist():
            held = self._held(address)
            some = sample(np.arange(len(held), dtype=np.uint64), _TYPES_OF).astype(np.int64)
            if not families.isdisjoint(self._families(self._values(held, some))):
                yield address

    def _families(self, values: Addresses) -> set[str]:
        """Of values: `dict` and `instance` are one."""
        types = np.unique(self._objects.pointers(values, 8)).tolist()
        return {self._digests.family(one).replace("instance", "dict") for one in types} - {"", *_NUMBERS}

    def _held(self, address: int) -> HeldValues:
        """What a container holds, or a cache."""
        cache = self._caches.get(address)
        return read_held(self._objects, address) if cache is None else read_cached(self._objects, cache)

    def _values(self, held: HeldValues, rows: Rows = EVERY) -> Addresses:
        """Some values: where tuples carry something and its deadline, or other numbers, the first item that is no
        number."""
        values = held.values(rows)
        first = int(values[0]) if len(values) and held.is_timed else 0
        if self._objects.type_name(first) != "tuple":
            return values
        for at in range(min(self._objects.word(first + 16), _MOST_ITEMS)):
            column = self._objects.pointers(values, self._objects.tuple_items + 8 * at)
            if self._families(column[:_TYPES_OF]):
                return column
        return values


@dataclass(frozen=True, slots=True)
class _Asked:
    """The values of which equals are looked for."""

    hashes: Addresses
    """Those of their keys."""
    values: Addresses
    own: Digests

    @property
    def known_hashes(self) -> Addresses:
        """Those that are known."""
        known: Addresses = self.hashes[self.hashes != NO_HASH]
        return known

    @property
    def tells_apart(self) -> bool:
        """Whether at least half of them are compared, and they differ from each other."""
        known = self.own[self.own != 0]
        if len(self.own) < _LEAST or len(known) < _SHARE * len(self.own):
            return False
        return len(np.unique(known)) >= _SHARE * len(known)

    def equal(self, digests: Digests, others: Addresses) -> Flags:
        """Which have an equal, and are not there themselves."""
        flags: Flags = (self.own != 0) & np.isin(self.own, digests) & ~np.isin(self.values, others)
        return flags
