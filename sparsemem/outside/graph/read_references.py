"""What some objects of a heap refer to, read by the rules of their types."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.changing_containers import in_step
from sparsemem.outside.graph.container_items import (
    read_deques,
    read_dicts,
    read_lists,
    read_ordered_dicts,
    read_sets,
    read_simple_queues,
    read_tuples,
)
from sparsemem.outside.graph.found_references import RUN, FoundReferences
from sparsemem.outside.graph.items_within import read_struct_sequences, read_unknown_items
from sparsemem.outside.graph.object_rows import ObjectRows, read_objects
from sparsemem.outside.graph.reference_counts import counts_of
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import ATTRIBUTE, MANAGED_DICT_SLOT, UNVISITED
from sparsemem.outside.graph.suspended_frames import read_coroutines, read_frame_objects, read_generators
from sparsemem.outside.graph.traversal_plans import WIDTH, Traversal
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.objects.known_types import Rule
from sparsemem.outside.pymalloc.block_numbers import Numbers

_OWN_DATA = np.uint64(4)
"""`NPY_ARRAY_OWNDATA` of numpy's ndarraytypes.h."""
_BYTE = np.uint64(255)

_READERS: dict[int, Callable[[FoundReferences, Traversal, ObjectRows], None]] = {
    Rule.LIST: read_lists,
    Rule.TUPLE: read_tuples,
    Rule.DICT: read_dicts,
    Rule.ORDERED_DICT: read_ordered_dicts,
    Rule.SET: read_sets,
    Rule.DEQUE: read_deques,
    Rule.SIMPLE_QUEUE: read_simple_queues,
    Rule.GENERATOR: read_generators,
    Rule.COROUTINE: read_coroutines,
    Rule.FRAME: read_frame_objects,
    Rule.STRUCT_SEQUENCE: read_struct_sequences,
    Rule.UNKNOWN: read_unknown_items,
}


def read_row_references(found: FoundReferences, plan: Traversal, some: ObjectRows, counts: NDArray[np.int32]) -> None:
    """Adds all that some objects refer to, and puts the counts of those that are tracked into `counts`."""
    collected = np.flatnonzero(plan.is_collected[some.kind])
    counts[some.nodes[collected]] = _counts(plan, some.select(collected))
    _read_words(found, plan, some)
    managed = np.flatnonzero(plan.is_managed[some.kind])
    if len(managed):
        _read_attributes(found, plan, some.select(managed))
    behind = np.flatnonzero(plan.dict_behind[some.kind])
    if len(behind):
        _read_dicts_behind(found, plan, some.select(behind))
    rule = plan.rule[some.kind]
    for one in np.flatnonzero(np.bincount(rule)).tolist():
        if one in _READERS:
            for part in in_step(found, one, some.select(np.flatnonzero(rule == one))):
                _READERS[one](found, plan, part)
        elif one == Rule.ARRAY:
            rows = np.flatnonzero((rule == one) & (some.word(8) & _OWN_DATA != 0))
            found.add_unclear(some.nodes[rows], some.word(2)[rows], 2 | UNVISITED)


def _counts(plan: Traversal, some: ObjectRows) -> NDArray[np.int32]:
    """The counts of those that are tracked: `_gc_next`, the word two before the object, is not 0."""
    count, is_link = counts_of(some.word(0), plan, some.kind), plan.is_link[some.kind]
    return np.where((some.word(-2) != 0) | is_link, count, np.uint64(0)).astype(np.int32)


def _read_words(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """The words of the objects themselves."""
    width = min(some.words.shape[1], WIDTH)
    content = some.words[:, :width]
    rows, columns = np.nonzero(plan.visited[some.kind, :width])
    found.add(some.nodes[rows], content[rows, columns], columns)
    rows, columns = np.nonzero(plan.held[some.kind, :width])
    if len(rows):
        found.add_unclear(some.nodes[rows], content[rows, columns], columns | UNVISITED)


def _read_attributes(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """The attributes that the interpreter keeps: before the object, in a block, or since 3.13 behind it."""
    before, layout = some.word(-3), plan.layout
    if layout.has_inline_values:
        rows = np.flatnonzero(before == 0) if layout.dict_visits_values else np.arange(len(some))
        dicts, unvisited = before, np.zeros(len(some), np.bool_)
        unvisited[rows] = _read_inline(found, plan, some.select(rows))
    else:
        tagged = before & np.uint64(1) != 0
        dicts = np.where(tagged, np.uint64(0), before)
        values = some.word(-4) if layout.has_values_pointer else np.where(tagged, before + np.uint64(1), np.uint64(0))
        rows, unvisited = np.flatnonzero(values), np.zeros(len(some), np.bool_)
        owners = some.nodes[rows]
        found.claim(owners, values[rows])
        table = values[rows], plan.values[some.kind[rows]].astype(np.int64)
        found.add_tables(owners, table, (ATTRIBUTE,))
    found.add(some.nodes, dicts, MANAGED_DICT_SLOT + np.where(unvisited, UNVISITED, 0))


def _read_dicts_behind(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """Dicts in the last word of objects of variable size, as of `class Number(int)`: `_PyObject_VAR_SIZE`."""
    items = np.abs(some.word(2).view(np.int64)) * plan.dict_behind[some.kind]
    at = (plan.basic_size[some.kind] + items + 7) // 8 - 1
    rows = np.flatnonzero((at >= 3) & (at < some.words.shape[1]))
    found.add(some.nodes[rows], some.words[rows, at[rows]], at[rows])


def _read_inline(found: FoundReferences, plan: Traversal, some: ObjectRows) -> NDArray[np.bool_]:
    """Values that stand behind the object, as long as its dict has not taken them away; whether they are there."""
    at, width = plan.inline_at[some.kind].astype(np.int64), some.words.shape[1]
    valid = np.zeros(len(some), np.bool_)
    for first in np.flatnonzero(np.bincount(at[at >= 0], minlength=1)).tolist():
        rows = np.flatnonzero((at == first) & (first < width))
        head = some.words[rows, min(first, width - 1)]
        rows, head = rows[head >> np.uint64(24) == 1], head[head >> np.uint64(24) == 1]
        valid[rows] = True
        capacity = (head & _BYTE).astype(np.int64)
        used = np.flatnonzero((np.arange(width - first - 1) < capacity[:, None]).reshape(-1))
        if len(used):
            row, index = np.divmod(used, width - first - 1)
            content: Addresses = some.words[rows, first + 1 :].reshape(-1)[used]
            found.add(some.nodes[rows[row]], content, ATTRIBUTE + index)
    return valid


def read_again(graph: Graph, some: Numbers, counts: NDArray[np.int32]) -> Iterator[tuple[Numbers, Numbers]]:
    """What the collector would visit now of some nodes, which are in order: pairs of source and target.

    Puts the counts of what it tracks into `counts`; an object whose type is another one by now has none, and no
    references.
    """
    plan = graph.traversal
    types = np.array([one.address for one in graph.kinds.types[: len(plan.rule) - 1]], np.uint64)
    run = some // RUN
    for part in np.split(some, np.flatnonzero(np.diff(run)) + 1):
        found = FoundReferences(graph, int(part[0]) // RUN * RUN, None)
        for rows in read_objects(graph, part):
            read_row_references(found, plan, rows.select(np.flatnonzero(rows.word(1) == types[rows.kind])), counts)
        sources, targets, slots = found.in_any_order()
        yield sources[slots < UNVISITED], targets[slots < UNVISITED]
