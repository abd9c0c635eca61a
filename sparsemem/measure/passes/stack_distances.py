"""How large a cache has to be for each hit: the stack distances of its keys.

R. L. Mattson and others, Evaluation techniques for storage hierarchies, IBM Systems Journal 9 (1970): a cache of n
entries that takes out the one not used for the longest has a key exactly when fewer than n others were used since. Of
a great many events those of a share of the keys are followed, chosen by their hashes, and the distances are scaled
(C. Waldspurger and others, Efficient MRC construction with SHARDS, FAST 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.model.key_replay import KeyReplay
from sparsemem.outside.memory.sorted_numbers import changes
from sparsemem.probe.layout import HIT, MISS

Hashes = NDArray[np.int64]
Whats = NDArray[np.uint8]
_FOLLOWED = 2_000_000
"""Events that are followed one by one."""
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_BITS = 24
_HASH = 8
"""Bytes."""
_MOST = 0.99


@dataclass(frozen=True, slots=True)
class Noted:
    """Lookups, and keys that were put in, in order; an element of each array an event."""

    hashes: Hashes
    what: Whats
    """HIT, MISS or PUT."""
    unheard: int = 0

    def share(self, share: float) -> "Noted":
        """The events of a share of the keys, whichever come to it by their hashes."""
        if share >= 1:
            return self
        mixed = (self.hashes.view(np.uint64) * _MIXER) >> np.uint64(64 - _BITS)
        chosen = mixed < np.uint64(round(share * (1 << _BITS)))
        return Noted(self.hashes[chosen], self.what[chosen], self.unheard)


def read_noted(raw: bytes, counts: Sequence[int], total: int) -> list[Noted]:
    """What the probe wrote of each cache, one after the other: the hashes of so many events, and what each was; of
    `total` that there were in all. Nothing where the bytes are not those of so many, or there are none."""
    if not sum(counts) or len(raw) != (_HASH + 1) * sum(counts):
        return []
    found: list[Noted] = []
    at = 0
    for count in counts:
        hashes, what = (
            np.frombuffer(raw, np.int64, count, at),
            np.frombuffer(raw, np.uint8, count, at + _HASH * count),
        )
        found.append(Noted(hashes, what, 0 if found else total - sum(counts)))
        at += (_HASH + 1) * count
    return found


def replay(*several: Noted) -> KeyReplay:
    """What caches of any size, all of the same, would have kept of these hits; the events of each by themselves."""
    followed = min(_FOLLOWED / max(sum(len(noted.what) for noted in several), 1), 1.0)
    hits, misses = (sum(int((noted.what == one).sum()) for noted in several) for one in (HIT, MISS))
    needed = np.sort(np.concatenate([_needed(noted.share(followed)) for noted in several]))
    keys = sum(len(np.unique(noted.hashes)) for noted in several)
    read = sum(len(np.unique(noted.hashes[noted.what == HIT])) for noted in several)
    return KeyReplay(
        lookups=hits + misses,
        hits=hits,
        keys=keys,
        unread_keys=keys - read,
        all_hits_bound=_quantile(needed, 1.0, followed),
        most_hits_bound=_quantile(needed, _MOST, followed),
        is_estimated=followed < 1,
        unheard=sum(noted.unheard for noted in several),
        caches=len(several),
    )


def _needed(noted: Noted) -> NDArray[np.int64]:
    """The entries that a cache needs for each of its hits."""
    needed: NDArray[np.int64] = stack_distances(noted.hashes)[noted.what == HIT] + 1
    return needed[needed > 0]


def _quantile(needed: NDArray[np.int64], share: float, followed: float) -> int | None:
    """The entries with which a share of the hits is kept."""
    if not len(needed):
        return None
    return int(np.ceil(needed[int(np.ceil(share * len(needed))) - 1] / followed))


def stack_distances(hashes: Hashes) -> NDArray[np.int64]:
    """How many other keys were used since each key was used before; -1 where it was not."""
    before = _before(hashes)
    again = np.flatnonzero(before >= 0)
    distances = np.full(len(hashes), -1, np.int64)
    # Of the events since the last use each key counts once: those that repeat a key used since do not. They are the
    # repeating events before this one whose own last use came after that of this key.
    ranks = np.empty(len(again), np.int64)
    ranks[np.argsort(before[again], kind="stable")] = np.arange(len(again))
    repeated = np.arange(len(again)) - _smaller_before(ranks)
    distances[again] = again - before[again] - 1 - repeated
    return distances


def _before(hashes: Hashes) -> NDArray[np.int64]:
    """Where each key stood the last time, -1 where it did not."""
    order = np.argsort(hashes, kind="stable")
    found = np.full(len(hashes), -1, np.int64)
    same = ~changes(hashes[order])
    found[order[np.flatnonzero(same)]] = order[np.flatnonzero(same) - 1]
    return found


def _smaller_before(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many smaller ones stand before each element of a permutation of 0 to n - 1: bit by bit, from the highest,
    the elements are parted into those without it and those with it, and these have the former before them."""
    values, places = ranks.copy(), np.arange(len(ranks))
    counts = np.zeros(len(ranks), np.int64)
    for bit in reversed(range(max(len(ranks) - 1, 1).bit_length())):
        has = values >> bit & 1
        starts = values >> bit + 1 << bit + 1
        clear = np.concatenate([[0], np.cumsum(1 - has)])
        earlier = clear[:-1] - clear[starts]
        counts[places[has == 1]] += earlier[has == 1]
        here = np.arange(len(values))
        target = np.where(has == 1, starts + (1 << bit) + here - starts - earlier, starts + earlier)
        values_next, places_next = np.empty_like(values), np.empty_like(places)
        values_next[target], places_next[target] = values, places
        values, places = values_next, places_next
    return counts
