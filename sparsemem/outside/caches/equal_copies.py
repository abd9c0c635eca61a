"""Whether another live structure holds values that are equal to those of a cache, without being the same objects.

What is compared is what the values say, byte by byte, by their digests: strings, bytes, and tuples, lists, dicts and
instances that are made of such. Numbers alone are no copies of each other, nor are values that are nearly all alike.
Of a large cache 2,000 entries are compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.content_digests import Digests
from sparsemem.outside.caches.held_values import NO_HASH, HeldValues, read_cached, read_held
from sparsemem.outside.caches.inspection import Inspection
from sparsemem.outside.caches.sampling import sample
from sparsemem.outside.caches.value_digests import ValueDigests
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
        held = [self._held(cache.tables[0].address) for cache in caches]
        hashes, values = (np.concatenate([getattr(one, name) for one in held]) for name in ("hashes", "values"))
        chosen = sample(np.arange(len(values), dtype=np.uint64)).astype(np.int64)
        asked = _Asked(HeldValues(hashes[chosen], values[chosen]), self._known(values[chosen]))
        if not asked.tells_apart:
            return None
        tables = {table.address for cache in caches for table in cache.tables}
        least = max(round(_SHARE * len(values)), _LEAST)
        looked = [(one, self._equal(one, asked)) for one in self._structures(least, asked) if one not in tables]
        found = [(one, equal) for one, equal in looked if equal is not None and equal.sum() >= _SHARE * len(chosen)]
        if not found:
            return None if any(equal is None for _, equal in looked) else Copies((), 0, len(chosen))
        found.sort(key=lambda one: -int(one[1].sum()))
        share = float(np.any([equal for _, equal in found], axis=0).mean())
        return Copies(tuple(one for one, _ in found), round(share * len(values)), len(chosen))

    def _equal(self, address: int, asked: "_Asked") -> Flags | None:
        """Which of some values have an equal, another object, in a structure; None where that is too large.

        Where most of the keys are the same, the values of these are compared, however large the structure is.
        """
        others = self._held(address)
        same = np.flatnonzero(np.isin(others.hashes, asked.hashes))
        if _SHARE * len(asked.own) <= len(same) <= _MOST_SAME * len(asked.own):
            return asked.equal(self._known(others.values[same]), others.values)
        if address not in self._read:
            if len(others.values) > self._left:
                return None
            self._left -= len(others.values)
            self._read[address] = self._known(others.values)
        return asked.equal(self._read[address], others.values)

    def _known(self, values: Addresses) -> Digests:
        """Digests of values; 0 for those that are mere numbers, too."""
        types = self._objects.pointers(values, 8)
        numbers = [one for one in np.unique(types).tolist() if self._digests.family(one) in _NUMBERS]
        return np.where(np.isin(types, np.array(numbers, np.uint64)), np.uint64(0), self._digests.of(values))

    def _structures(self, least: int, asked: "_Asked") -> Iterator[int]:
        """Containers of at least so many values, some of which are of a kind with those that are asked for."""
        families = self._families(asked.held.values)
        found = self._objects.named(*_CONTAINERS)
        for address in found[self._objects.pointers(found, 16) >= least].tolist():
            values = sample(self._held(address).values, _TYPES_OF)
            if not families.isdisjoint(self._families(values)):
                yield address

    def _families(self, values: Addresses) -> set[str]:
        """Of values: `dict` and `instance` are one."""
        types = np.unique(self._objects.pointers(values, 8)).tolist()
        return {self._digests.family(one).replace("instance", "dict") for one in types} - {"", *_NUMBERS}

    def _held(self, address: int) -> HeldValues:
        """What a container holds, or a cache: without the deadline, where a tuple carries both."""
        cache = self._caches.get(address)
        if cache is None:
            return read_held(self._objects, address)
        held = read_cached(self._objects, cache)
        return HeldValues(held.hashes, self._without_deadline(held.values)) if cache.deadlines else held

    def _without_deadline(self, values: Addresses) -> Addresses:
        """The first item of each tuple that is no number; the values themselves where they are no tuples."""
        first = int(values[0]) if len(values) else 0
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

    held: HeldValues
    own: Digests

    @property
    def hashes(self) -> Addresses:
        """Those of their keys that are known."""
        known: Addresses = self.held.hashes[self.held.hashes != NO_HASH]
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
        flags: Flags = (self.own != 0) & np.isin(self.own, digests) & ~np.isin(self.held.values, others)
        return flags
