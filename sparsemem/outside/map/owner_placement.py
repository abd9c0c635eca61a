"""Which of a few owners has live blocks in which pool, and in which chunks."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.chunk_nodes import HEADER, OVERLAP
from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.live_heap.labelled_nodes import owner_text
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.typed_blocks import find_types
from sparsemem.outside.owners.kept_by_type import NAMES
from sparsemem.outside.pymalloc.live_blocks import read_blocks

_POOLS = 1 << 14
"""Pools whose blocks are looked at together."""

Columns = NDArray[np.int64]


def live_bytes_by_owner(survey: Survey, owners: Sequence[str]) -> Columns:
    """Live bytes of each owner in each pool: shape (pools, owners), in the order of the view's pools."""
    numbering, pools = survey.graph.numbering, survey.graph.view.arenas.pools
    found = np.zeros((len(pools), len(owners)), np.int64)
    used, column_of = np.flatnonzero(pools.used > 0), _columns_of_names(survey, owners)
    for start in range(0, len(used), _POOLS):
        here = slice(start, min(start + _POOLS, len(used)))
        blocks = np.diff(numbering.first[here.start : here.stop + 1])
        pool = np.repeat(np.arange(len(blocks)), blocks)
        column = column_of[survey.live.nodes.labels[numbering.first[here.start] : numbering.first[here.stop]]]
        sizes = numbering.pools.block_size[here][pool].astype(np.int64)
        found[used[here]] = _sums(pool, column, sizes, (len(blocks), len(owners)))
    return found


def chunks_by_owner(survey: Survey, owners: Sequence[str]) -> list[Ranges]:
    """The chunks of each owner, headers included, in the order of addresses."""
    graph = survey.graph
    column = _columns_of_names(survey, owners)[survey.live.nodes.labels[len(graph.numbering) :]]
    chosen = [np.flatnonzero(column == at) for at in range(len(owners))]
    return [Ranges(graph.starts[at] - np.uint64(HEADER), graph.ends(at) - np.uint64(OVERLAP)) for at in chosen]


def _columns_of_names(survey: Survey, owners: Sequence[str]) -> Columns:
    texts = map(owner_text, survey.live.nodes.paths)
    return np.array([owners.index(text) if text in owners else -1 for text in texts], np.int64)


def live_bytes_by_type(view: View, owner_of: Mapping[str, int], owners: int) -> Columns:
    """The same where blocks are told apart by types alone: `owner_of` has the owner's number for some of them."""
    pools = view.arenas.pools
    found = np.zeros((len(pools), owners), np.int64)
    if not owner_of:
        return found
    used = np.flatnonzero(pools.used > 0)
    for here, blocks in read_blocks(view.source.memory, view.residency, pools.select(used)):
        number = find_types(blocks, view.table, view.ranges).number
        column = _columns_of_types(view, owner_of)[number]
        found[used[here]] = _sums(blocks.pool, column, blocks.sizes, (here.stop - here.start, owners))
    return found


def _columns_of_types(view: View, owner_of: Mapping[str, int]) -> Columns:
    """The column of each type by its number, -1 where it has none; the last elements are those below zero."""
    known = [owner_of.get(kind.name, -1) for kind in view.table.types]
    below = [owner_of.get(NAMES[number], -1) for number in sorted(NAMES)]
    return np.array([*known, *below], np.int64)


def _sums(row: Columns, column: Columns, sizes: Columns, shape: tuple[int, int]) -> Columns:
    """The sizes added up by row and column; what has no column is left out."""
    known = column >= 0
    sums = np.bincount(row[known] * shape[1] + column[known], sizes[known], shape[0] * shape[1])
    return sums.astype(np.int64).reshape(shape)
