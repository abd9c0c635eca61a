"""What frames refer to that are no part of a running call: of generators that wait, and of frame objects.

`_PyFrame_Traverse` in Python/frame.c and `gen_traverse` in Objects/genobject.c of CPython 3.11 to 3.15.
"""

import numpy as np

from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.object_rows import ObjectRows
from sparsemem.outside.graph.reference_table import LOCAL, UNVISITED
from sparsemem.outside.graph.table_words import read_tables
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Addresses

_TAG = np.uint64(3)
"""Since 3.14 the lowest bits of a word on the stack say that it holds no count (`_PyStackRef`)."""
_STACK_TOP = 8
_MOST_LOCALS = 1 << 12


def read_generators(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """Generators, and asynchronous ones; what waits has its frame within itself."""
    layout = plan.layout
    for at in layout.generator_visits:
        found.add(some.nodes, some.word(at), at)
    for at in (layout.generator_names, layout.generator_names + 1):
        found.add(some.nodes, some.word(at), at | UNVISITED)
    shift = np.uint64(8 * (layout.generator_state % 8))
    state = (some.word(layout.generator_state // 8) >> shift & np.uint64(255)).astype(np.uint8).view(np.int8)
    least, most = layout.suspended
    _read_frames(found, plan, some.select(np.flatnonzero((state >= least) & (state <= most))), layout.generator_frame)


def read_coroutines(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """The same with where it was made."""
    found.add(some.nodes, some.word(plan.layout.origin), plan.layout.origin)
    read_generators(found, plan, some)


def read_frame_objects(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """Frames that somebody asked for; those whose call has ended have taken it over."""
    layout = plan.layout
    for at in layout.frame_visits:
        found.add(some.nodes, some.word(at), at)
    is_own = some.word(3) == some.addresses + np.uint64(layout.frame_frame * 8)
    _read_frames(found, plan, some.select(np.flatnonzero(is_own)), layout.frame_frame)


def _read_frames(found: FoundReferences, plan: Traversal, some: ObjectRows, first: int) -> None:
    """The interpreter's frames that begin at the word `first` of these objects."""
    layout = plan.layout
    for at in layout.locals_visits:
        content = some.word(first + at)
        found.add(some.nodes, np.where(content & np.uint64(1) == 0, content, np.uint64(0)), first + at)
    begin = some.addresses + np.uint64((first + layout.locals_at) * 8)
    top = some.word(first + _STACK_TOP)
    if layout.has_stack_pointer:
        counts = (top.astype(np.int64) - begin.astype(np.int64)) // 8
    else:
        counts = (top & np.uint64(0xFFFFFFFF)).astype(np.uint32).view(np.int32).astype(np.int64)
    used = np.where((counts > 0) & (counts < _MOST_LOCALS), counts, 0)
    _read_locals(found, plan, some, (begin, used))


def _read_locals(
    found: FoundReferences, plan: Traversal, some: ObjectRows, table: tuple[Addresses, np.ndarray]
) -> None:
    if not plan.layout.has_stack_pointer:
        found.add_tables(some.nodes, table, (LOCAL,))
        return
    for row, position, content in read_tables(found.memory, *table):
        tagged = content & _TAG != 0
        slots = LOCAL + position + np.where(tagged, UNVISITED, 0)
        found.add(some.nodes[row], content & ~_TAG, slots)
