"""The local variables of the functions that run: the interpreter's stacks of frames, read from their live parts.

Layouts of CPython 3.11 to 3.13: `_PyInterpreterFrame` in Include/internal/pycore_frame.h, `PyCodeObject` in
Include/cpython/code.h; a thread's state keeps the chunk, its first free word and its end one after the other
(`datastack_chunk`, `datastack_top`, `datastack_limit` in Include/cpython/pystate.h).
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.graph.bindings import LOCAL_TO, Bindings, Names
from sparsemem.outside.graph.frames_in_memory import HEAD, find_tops
from sparsemem.outside.graph.fresh_names import follow_fresh
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.unnamed_roots import read_statics
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.objects.code_layout import CODE_LOCAL_NAMES, CODE_QUALNAME
from sparsemem.outside.objects.dict_entries import read_word
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST_LOCALS = 1000
_TYPE, _TAG = 8, 7
"""Where `ob_type` is in an object, and the bits of a reference on a stack that are no part of its address."""
_LEAST_STATE, _LARGEST, _STATE = 200, 4096, 768
"""Bytes of a thread's state in any version, and how much of it is read."""
_MOST_THREADS = 10_000


def bind_locals(graph: Graph, names: Names) -> tuple[Bindings, Bindings]:
    """The local variables of all functions that run; and what else their frames hold, which may be stale."""
    found = Bindings(), Bindings()
    for start, top in _live_parts(graph, graph.frames):
        _Stack(graph, names, found).read(words(graph.view.source.memory.span(start, top - start)))
    return _as_counted(graph, found[0]), found[1]


def _as_counted(graph: Graph, variables: Bindings) -> Bindings:
    """Those that lead to an object which is of the type that it was of when blocks were counted.

    A process that runs has put a new value in the place of an old object since: that one has not this name. What a
    new object has from those before it has the name.
    """
    labels, pointers = variables.arrays()
    places = pointers & ~np.uint64(_TAG)
    kinds, nodes = graph.kinds, graph.find_objects(places)
    counted = np.array([one.address for one in kinds.types] or [0], np.uint64)
    known = (nodes >= 0) & (kinds.before[graph.kind[nodes]] >= 0)
    now = words(graph.view.source.memory.gather(places + np.uint64(_TYPE), 8)[0])[:, 0]
    same = known & (counted[np.where(known, graph.kind[nodes], 0)] == now)
    found = Bindings(labels[same].tolist(), pointers[same].tolist())
    found.extend(follow_fresh(graph, Bindings(labels[~known].tolist(), places[~known].tolist())))
    return found


def _live_parts(graph: Graph, frames: Ranges) -> Iterator[tuple[int, int]]:
    """From where to where each chunk of frames is in use."""
    memory = graph.view.source.memory
    heads = words(memory.gather(frames.starts, HEAD)[0])
    tops = dict(_tops(graph, frames))
    before = set(heads[:, 0].tolist())
    for start, end, (_, _, used) in zip(frames.starts.tolist(), frames.ends.tolist(), heads.tolist(), strict=True):
        # The last chunk of a thread has its top in the thread's state; one before it, in its own head.
        top = tops.get(start, start + used * 8 if start in before else start)
        if start + HEAD < top <= end:
            yield start + HEAD, top


def _tops(graph: Graph, frames: Ranges) -> Iterator[tuple[int, int]]:
    """The chunk that each thread uses, and its first free word: from the interpreter's data, or a chunk of malloc."""
    for content in _states(graph, frames):
        for at in find_tops(content, frames).tolist():
            yield int(content[at]), int(content[at + 1])


def _states(graph: Graph, frames: Ranges) -> Iterator[Addresses]:
    """The interpreter's data, and the chunks where threads' states may be: what those data lead to, and what the
    states that were found lead to, for each knows the next."""
    pending, seen = [content for _, content in read_statics(graph.view)], zeros(len(graph), np.bool_)
    for round_ in range(_MOST_THREADS):
        yield from pending
        if round_:
            pending = [content for content in pending if len(find_tops(content, frames))]
        nodes = np.unique(np.concatenate([_chunks(graph, content) for content in pending] or [np.zeros(0, np.int32)]))
        nodes = nodes[~seen[nodes]]
        seen[nodes] = True
        if not len(nodes):
            return
        pending = list(words(graph.view.source.memory.gather(graph.addresses(nodes), _STATE)[0]))


def _chunks(graph: Graph, pointers: Addresses) -> Numbers:
    """The chunks that pointers lead to and that are no objects, as far as their size may be that of a state."""
    nodes = graph.find(pointers)
    nodes = nodes[nodes >= len(graph.numbering)]
    at = nodes - len(graph.numbering)
    sizes = graph.ends(at) - graph.starts[at]
    chosen: Numbers = nodes[
        (graph.kinds.before[graph.kind[nodes]] < 0) & (sizes >= _LEAST_STATE) & (sizes <= _LARGEST)
    ]
    return chosen


class _Stack:
    """One chunk's frames."""

    def __init__(self, graph: Graph, names: Names, found: tuple[Bindings, Bindings]) -> None:
        self._graph, self._names = graph, names
        self._locals, self._rest = found
        self._memory = graph.view.source.memory
        layout = graph.traversal.layout
        self._code_at, self._locals_at, self._items_at = layout.code, layout.locals_at, layout.tuple_items * 8

    def read(self, content: Addresses) -> None:
        """Binds what the frames hold."""
        nodes = self._graph.find(content)
        kinds = self._graph.kinds
        is_code = (nodes >= 0) & kinds.is_code_object[self._graph.kind[nodes]]
        firsts = [at - self._code_at for at in np.flatnonzero(is_code).tolist() if at >= self._code_at]
        firsts = [first for first in firsts if first + self._locals_at <= len(content)]
        for first, stop in zip(firsts, [*firsts[1:], len(content)], strict=False):
            self._bind(content[first:stop].tolist())

    def _bind(self, frame: list[int]) -> None:
        code = frame[self._code_at] & ~7
        function = self._text(read_word(self._memory, code + CODE_QUALNAME)) or "?"
        place = read_word(self._memory, code + CODE_LOCAL_NAMES)
        count = min(read_word(self._memory, place + 16), _MOST_LOCALS)
        names = words(self._memory.span(place + self._items_at, count * 8)).tolist()
        temporary = self._names.number(f"the frame of {function}")
        for at, pointer in enumerate(frame, start=-self._locals_at):
            name = self._text(names[at]) if 0 <= at < len(names) else None
            if name:
                self._locals.add(self._names.number(f"{name}{LOCAL_TO}{function}"), pointer)
            else:
                self._rest.add(temporary, pointer)

    def _text(self, address: int) -> str | None:
        return read_text(self._memory, address, self._graph.kinds.old) if address else None
