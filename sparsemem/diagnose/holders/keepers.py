"""Who keeps freed memory, by owner: all types of an owner's objects together."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.model import Pinner
from sparsemem.model.known_sum import known_sum
from sparsemem.model.owner_names import is_name

LEAST_SHARE, MOST = 0.1, 3
"""Owners whose share of what is held is less are not told of, nor are more of them."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """One owner; bytes."""

    owner: str
    types: tuple[str, ...]
    """Those that keep the most first; types with less than a tenth of the owner's share are left out."""
    blocks: int
    share_bytes: int
    sole_bytes: int | None
    """None where it is not known of all of them."""
    is_own: bool | None = None
    """As of its pinners."""


def find_keepers(pinners: Sequence[Pinner], held_bytes: int) -> list[Keeper]:
    """The owners with a large share of the held bytes, what returns the most first."""
    names = dict.fromkeys(pinner.owner for pinner in pinners if pinner.owner and is_name(pinner.owner))
    found = [_keeper(name, [one for one in pinners if one.owner == name]) for name in names]
    large = [one for one in found if one.share_bytes >= LEAST_SHARE * held_bytes]
    return sorted(large, key=lambda one: (one.sole_bytes or 0, one.share_bytes), reverse=True)[:MOST]


def _keeper(name: str, own: Sequence[Pinner]) -> Keeper:
    share, sole = sum(one.share_bytes for one in own), known_sum(one.sole_bytes for one in own)
    large = [one for one in own if one.share_bytes >= LEAST_SHARE * share]
    large.sort(key=lambda one: one.share_bytes, reverse=True)
    types = dict.fromkeys(kind for one in large for kind in one.type.split(" and "))
    return Keeper(name, tuple(types), sum(one.blocks for one in large), share, sole, own[0].is_own)
