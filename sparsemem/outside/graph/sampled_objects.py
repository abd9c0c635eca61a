"""The objects of a sample: what each is, how it was come to, and for how many it stands.

Of a large container one entry in so many is followed, by the entry's own address: an object that several of them
hold is followed from all or from none. What is held by other ways than such entries is followed for certain, and
stands for itself alone. What an entry alone holds stands for as many as the entry does. An object that many such
entries share is come to more likely than each of them; by its reference count, of which the sample knows some
references, it is estimated how many hold it, and from that how likely it was to be met (the weights of Horvitz and
Thompson, A generalization of sampling without replacement from a finite universe, 1952).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.object_places import Places
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import distinct, places_in
from sparsemem.outside.pymalloc.block_numbers import Numbers

_SHARE = 8
"""Of the numbers that are looked up, those that were added since they were last put in order: an eighth at most."""


class TooManyError(Exception):
    """A sample that is larger than it may be: a smaller share is to be taken."""


Factors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Links:
    """References to objects of the sample, an element of each array one."""

    sources: Numbers
    targets: Numbers
    is_sampled: Flags
    """Whether it is an entry of which not all are followed."""


class SampledObjects:
    """In the order in which they were come to."""

    def __init__(self, most: int) -> None:
        """There is room for so many."""
        self.count, self._most = 0, most
        self.place: Places = zeros(most, np.int64)
        self.kind: NDArray[np.uint16] = zeros(most, np.uint16)
        self.is_certain: Flags = zeros(most, np.bool_)
        self._above, self._origin = zeros(most, np.int32), zeros(most, np.int32)
        self._factor: NDArray[np.float32] = zeros(most, np.float32)
        self._references, self._own_links, self._links, self._origins = (zeros(most, np.int32) for _ in range(4))
        self._bounds = [0]
        self._known, self._known_at = np.zeros(0, np.int64), np.zeros(0, np.int32)
        self._fresh, self._fresh_at = np.zeros(0, np.int64), np.zeros(0, np.int32)

    def find(self, places: Places) -> Numbers:
        """The object at each place, -1 where there is none in the sample."""
        found = _look_up(self._known, self._known_at, places)
        rest = np.flatnonzero(found < 0)
        found[rest] = _look_up(self._fresh, self._fresh_at, places[rest])
        return found

    def add(self, places: Places, what: tuple[NDArray[np.uint16], Numbers], way: tuple[Numbers, Factors]) -> Numbers:
        """Takes objects in, in the order of their places: their kinds and reference counts, and the object by which
        each was come to, -1 where it is held from outside, and for how many of that one's entries it stands. Raises
        TooManyError."""
        (kind, references), (above, factor) = what, way
        here = slice(self.count, self.count + len(places))
        if here.stop > self._most:
            raise TooManyError
        numbers = np.arange(here.start, here.stop, dtype=np.int32)
        self.place[here], self.kind[here], self._references[here] = places, kind, references
        self._above[here], self._factor[here] = above, factor
        is_certain = (above < 0) | self.is_certain[above]
        self.is_certain[here] = is_certain & (factor <= 1)
        self._origin[here] = np.where(is_certain, numbers, self._origin[above])
        self._origins[here] = 1
        self.count = here.stop
        self._bounds.append(self.count)
        self._remember(places, numbers)
        return numbers

    def _remember(self, places: Places, numbers: Numbers) -> None:
        self._fresh, self._fresh_at = _merged(self._fresh, self._fresh_at, places, numbers)
        if len(self._fresh) * _SHARE > len(self._known):
            self._known, self._known_at = _merged(self._known, self._known_at, self._fresh, self._fresh_at)
            self._fresh, self._fresh_at = self._fresh[:0], self._fresh_at[:0]

    def count_links(self, links: Links) -> Numbers:
        """Puts down references between objects of the sample; returns those that are certain by them and were not."""
        sources, targets = links.sources, links.targets
        one, origin = np.int32(1), self._origin[sources]
        inside = (origin == self._origin[targets]) | links.is_sampled
        np.add.at(self._links, targets, one)
        np.add.at(self._own_links, targets[inside], one)
        pairs = distinct(targets[~inside].astype(np.int64) << 32 | origin[~inside])
        np.add.at(self._origins, (pairs >> 32).astype(np.int32), one)
        promoted = distinct(targets[self.is_certain[sources] & ~links.is_sampled & ~self.is_certain[targets]])
        self.is_certain[promoted] = True
        self._origin[promoted] = promoted
        return promoted

    def weights(self) -> NDArray[np.float32]:
        """How many objects each stands for."""
        weights = np.ones(self.count, np.float32)
        for first, stop in zip(self._bounds, self._bounds[1:], strict=False):
            here = slice(first, stop)
            some = np.flatnonzero(~self.is_certain[here]).astype(np.int32) + np.int32(first)
            base = weights[self._above[some]] * self._factor[some]
            per_origin = self._links[some] / np.maximum(self._origins[some], 1)
            others = np.maximum(self._references[some] - self._own_links[some], 0) / np.maximum(per_origin, 1)
            missed = (1 - 1 / base) ** (1 + others)
            weights[some] = np.clip(1 / (1 - missed), 1, base)
        return weights


def _look_up(known: Places, numbers: Numbers, places: Places) -> Numbers:
    at = places_in(known, places)
    found, there = np.full(len(places), -1, np.int32), np.flatnonzero(at >= 0)
    found[there] = numbers[at[there]]
    return found


def _merged(known: Places, numbers: Numbers, places: Places, more: Numbers) -> tuple[Places, Numbers]:
    every = np.concatenate([known, places])
    order = np.argsort(every, kind="stable")
    return every[order], np.concatenate([numbers, more])[order]
