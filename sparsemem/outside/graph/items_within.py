"""Items that stand in their objects, behind the fixed part: of struct sequences, and of types that are not known."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.container_items import sizes_of
from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.object_rows import ObjectRows
from sparsemem.outside.graph.reference_table import ENTRY, INDEX_SHIFT, ITEM, UNVISITED
from sparsemem.outside.graph.traversal_plans import WIDTH, Traversal

Places = tuple[NDArray[np.int64], NDArray[np.int64]]
"""The row and the column of each of some words."""


def read_struct_sequences(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """Tuples with names for their items, such as `os.stat_result` (Objects/structseq.c).

    `ob_size` counts those that have a place. Behind them stand such as have a name only: since 3.14 the type says how
    many, and until then they go to the end of the block.
    """
    first, end = plan.items_at[some.kind].astype(np.int64), _ends(found, some)
    stop = first + sizes_of(some.word(2)) + plan.behind_items[some.kind]
    inside = stop <= end
    rows, columns = _between(some, first, np.where(inside, stop, 0))
    index = (columns - first[rows]) << INDEX_SHIFT
    found.add(some.nodes[rows], some.words[rows, columns], ENTRY | ITEM | index)
    rows, columns = _between(some, stop, np.where(inside, end, 0))
    found.add(some.nodes[rows], some.words[rows, columns], columns | UNVISITED)


def read_unknown_items(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """The words of items of a word each, as many as `ob_size` says: any of them may be a reference."""
    first = plan.items_at[some.kind].astype(np.int64)
    stop = np.where(first > 0, first + sizes_of(some.word(2)), 0)
    rows, columns = _between(some, first, np.where(stop <= _ends(found, some), stop, 0))
    found.add_unclear(some.nodes[rows], some.words[rows, columns], columns | UNVISITED)


def _ends(found: FoundReferences, some: ObjectRows) -> NDArray[np.int64]:
    """How many words each has from its beginning on: what claims to be longer is none of its type."""
    found_words: NDArray[np.int64] = found.content_words(some.nodes) - some.before.shape[1]
    return found_words


def _between(some: ObjectRows, first: NDArray[np.int64], stop: NDArray[np.int64]) -> Places:
    columns = np.arange(min(some.words.shape[1], WIDTH))
    rows, inside = np.nonzero((columns >= first[:, None]) & (columns < stop[:, None]))
    return rows, inside
