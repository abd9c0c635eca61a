"""What the objects of each type keep from being returned: an arena's free bytes, divided among the types in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.sorted_numbers import positions_by_value
from sparsemem.outside.objects.block_histogram import Census
from sparsemem.outside.objects.typed_blocks import KEYS, UNKNOWN
from sparsemem.outside.owners.shapley_shares import Integers, count_players, shapley_shares
from sparsemem.outside.search.owner_search import Owner

NAMES = {UNKNOWN: "(no object)", KEYS: "(keys of a dict)"}
"""How blocks are called that are no objects; see `typed_blocks.UNKNOWN` and `typed_blocks.KEYS`."""

_EXAMPLES = 32


@dataclass(frozen=True, slots=True)
class KeptByType:
    """What the live objects of one type keep; where arenas were sampled, scaled up to all of them."""

    type_name: str
    blocks: int
    live_bytes: int
    arenas: int
    """Arenas with at least one block of the type."""
    share_bytes: int
    """Its Shapley shares of the free bytes of these arenas."""
    sole_bytes: int
    """The free bytes of the arenas in which nothing else is alive."""
    examples: tuple[int, ...]
    """Addresses of some of the objects, from the arenas with the most free bytes; none where they are no objects."""
    values: tuple[str, ...] | None = None
    """Some of the objects, shortened, where they are str, bytes, int or float; None where they were not asked for."""
    owners: tuple[Owner, ...] | None = None
    """The names that lead to its objects; None where they were not looked for, or the type keeps little."""


def kept_by_type(census: Census) -> tuple[KeptByType, ...]:
    """The types by `share_bytes`, the largest first."""
    arenas, free = census.counts.arena, census.free_bytes
    is_alone = count_players(arenas, len(free))[arenas] == 1
    kept = shapley_shares(arenas, free), np.where(is_alone, free[arenas], 0)
    types = [_kept(census, number, rows, kept) for number, rows in positions_by_value(census.counts.number)]
    return tuple(sorted(types, key=lambda one: one.share_bytes, reverse=True))


def _kept(census: Census, number: int, rows: Integers, kept: tuple[NDArray[np.float64], Integers]) -> KeptByType:
    counts, every = census.counts, census.every
    share, sole = kept
    return KeptByType(
        type_name=census.types[number].name if number >= 0 else NAMES[number],
        blocks=int(counts.blocks[rows].sum()) * every,
        live_bytes=int(counts.live_bytes[rows].sum()) * every,
        arenas=len(rows) * every,
        share_bytes=round(float(share[rows].sum())) * every,
        sole_bytes=int(sole[rows].sum()) * every,
        examples=_examples(census, rows) if number >= 0 else (),
    )


def _examples(census: Census, rows: Integers) -> tuple[int, ...]:
    counts = census.counts
    order = np.argsort(census.free_bytes[counts.arena[rows]])[::-1]
    return tuple(counts.example[rows][order[:_EXAMPLES]].tolist())
