"""Which types of objects keep arenas from being returned: an arena's free bytes, divided among the types in it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.ownership import Survey, can_survey, take_survey
from sparsemem.outside.memory.memory_access import Flags, Memory
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.memory.runtime_identity import NAMELESS_VERSIONS, Found, identify
from sparsemem.outside.objects.block_histogram import Census, take_census
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.object_values import read_values
from sparsemem.outside.objects.type_table import has_old_layout
from sparsemem.outside.objects.typed_blocks import KEYS, UNKNOWN
from sparsemem.outside.owners.kept_by_owner import Holding, find_holdings, find_page_holdings
from sparsemem.outside.search.owner_search import Owner, find_names, rank_owners

NAMES = {UNKNOWN: "(no object)", KEYS: "(keys of a dict)"}
"""How blocks are called that are no objects; see `objects.UNKNOWN` and `objects.KEYS`."""

_EXAMPLES, _VALUES = 32, 5
_FOLLOWED = 4
"""Types whose owners are searched for."""
_LEAST_SHARE = 1 << 20
"""Bytes that a type must keep for that: one arena."""


@dataclass(frozen=True, slots=True)
class Pinner:
    """What the live objects of one type keep; where arenas were sampled, scaled up to all of them."""

    type_name: str
    blocks: int
    live_bytes: int
    arenas: int
    """Arenas with at least one block of the type."""
    share_bytes: int
    """The free bytes of each arena divided equally among the types in it: an arena goes back only when all of them
    are gone, and this is the Shapley value of that game."""
    sole_bytes: int
    """The free bytes of the arenas in which nothing else is alive."""
    examples: tuple[int, ...]
    """Addresses of some of the objects, from the arenas with the most free bytes; none where they are no objects."""
    values: tuple[str, ...] | None = None
    """Some of the objects, shortened, where they are str, bytes, int or float; None where nobody asked."""
    owners: tuple[Owner, ...] | None = None
    """The names that lead to the examples; None where nobody asked, or the type keeps little."""


@dataclass(frozen=True, slots=True)
class Pinners:
    """The types by `share_bytes`, the largest first."""

    types: tuple[Pinner, ...]
    coverage: float | None
    """The share of the live bytes that is known to be objects or keys of a dict; None where nothing is alive."""
    sampled: float
    """The share of the arenas that was read: 1.0 where it was all of them."""
    torn_pools: int
    """Pools that changed while they were read."""
    holdings: tuple[Holding, ...] | None = None
    """The same by owner, the largest share first; None where nobody asked, or only some objects were followed."""
    page_holdings: tuple[Holding, ...] = ()
    """What is alive among the free memory of malloc's pages, by owner; none where nobody asked."""
    owned: float | None = None
    """The share of the live bytes whose owner is known; None where that was not looked for."""
    is_whole: bool = True
    """Whether the search for owners came to its end within the time that it may take."""


def divide(census: Census) -> Pinners:
    """What each type keeps."""
    counts = census.counts
    rivals = np.bincount(counts.arena, minlength=len(census.free_bytes))
    free = census.free_bytes[counts.arena]
    share, sole = free / rivals[counts.arena], np.where(rivals[counts.arena] == 1, free, 0)
    pinners = [
        _pinner(census, number, counts.number == number, (share, sole))
        for number in np.unique(counts.number).tolist()
    ]
    live = int(counts.live_bytes.sum())
    known = int(counts.live_bytes[counts.number != UNKNOWN].sum())
    return Pinners(
        types=tuple(sorted(pinners, key=lambda pinner: pinner.share_bytes, reverse=True)),
        coverage=known / live if live else None,
        sampled=1 / census.every,
        torn_pools=census.torn_pools,
    )


def _pinner(census: Census, number: int, rows: Flags, kept: tuple[NDArray[np.float64], NDArray[np.int64]]) -> Pinner:
    counts, every = census.counts, census.every
    share, sole = kept
    return Pinner(
        type_name=census.types[number].name if number >= 0 else NAMES[number],
        blocks=int(counts.blocks[rows].sum()) * every,
        live_bytes=int(counts.live_bytes[rows].sum()) * every,
        arenas=int(rows.sum()) * every,
        share_bytes=round(float(share[rows].sum())) * every,
        sole_bytes=int(sole[rows].sum()) * every,
        examples=_examples(census, rows) if number >= 0 else (),
    )


def _examples(census: Census, rows: Flags) -> tuple[int, ...]:
    counts = census.counts
    order = np.argsort(census.free_bytes[counts.arena[rows]])[::-1]
    return tuple(counts.example[rows][order[:_EXAMPLES]].tolist())


def find_pinners(view: View, values: bool = False, owners: bool = False, survey: Survey | None = None) -> Pinners:
    """What is alive among the free memory: by type, and with `owners` by owner too; with `values`, with a few.

    A survey of the view is taken where there is none and owners are asked for.
    """
    if survey is None and owners and can_survey(view):
        survey = take_survey(view)
    census = survey.census if survey else take_census(view)
    pinners = divide(census)
    if survey:
        pinners = _with_holdings(pinners, survey)
    elif owners:
        pinners = with_owners(pinners, view)
    return with_values(pinners, census, view.source.memory) if values else pinners


def _with_holdings(pinners: Pinners, survey: Survey) -> Pinners:
    holdings, of_types = find_holdings(survey)
    numbers = {known.name: of_types.get(number, ()) for number, known in reversed([*enumerate(survey.census.types)])}
    types = tuple(
        replace(pinner, owners=numbers.get(pinner.type_name, ())) if pinner.examples else pinner
        for pinner in pinners.types
    )
    return_free_memory()
    pages = find_page_holdings(survey)
    return replace(
        pinners,
        types=types,
        holdings=holdings,
        page_holdings=pages,
        owned=_owned(holdings),
        is_whole=survey.walk.is_whole,
    )


def _owned(holdings: tuple[Holding, ...]) -> float | None:
    live = sum(holding.live_bytes for holding in holdings)
    return sum(holding.live_bytes for holding in holdings if holding.owner) / live if live else None


def with_values(pinners: Pinners, census: Census, memory: Memory) -> Pinners:
    """The same with the values of a few examples."""
    old = has_old_layout(census.types)

    def read(name: str, examples: tuple[int, ...]) -> tuple[str, ...]:
        return read_values(memory, name.partition(" and ")[0], examples[:_VALUES], old)

    def fill(holdings: tuple[Holding, ...]) -> tuple[Holding, ...]:
        return tuple(replace(one, values=read(one.type_name, one.examples)) for one in holdings)

    return replace(
        pinners,
        types=tuple(replace(pinner, values=read(pinner.type_name, pinner.examples)) for pinner in pinners.types),
        holdings=None if pinners.holdings is None else fill(pinners.holdings),
        page_holdings=fill(pinners.page_holdings),
    )


def with_owners(pinners: Pinners, view: View) -> Pinners:
    """The same with the owners of some objects of the types that keep the most, by a search from these upwards: for
    heaps that are too large for a survey, or whose malloc is not read.

    Of a Python whose dicts have another layout none are named.
    """
    if identify(view.source.mappings, Found()).python_version in NAMELESS_VERSIONS:
        return pinners
    followed = [
        pinner for pinner in pinners.types[:_FOLLOWED] if pinner.examples and pinner.share_bytes >= _LEAST_SHARE
    ]
    if not followed:
        return pinners
    names = find_names(view, [address for pinner in followed for address in pinner.examples])
    types = [
        replace(pinner, owners=rank_owners(names, pinner.examples)) if pinner in followed else pinner
        for pinner in pinners.types
    ]
    return replace(pinners, types=tuple(types))
