"""What is known of a process beside its heap: who leads into it."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.graph.bindings import INTERPRETER, Bindings, Names
from sparsemem.outside.graph.exit_handlers import find_exit_handlers
from sparsemem.outside.graph.frame_locals import bind_locals
from sparsemem.outside.graph.fresh_names import follow_fresh
from sparsemem.outside.graph.namespaces import Namespaces, find_namespaces
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.trace_tables import find_trace_tables
from sparsemem.outside.graph.unnamed_roots import read_stacks, read_statics
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.objects.dict_entries import KEYS, KEYS_ENTRIES, read_entries
from sparsemem.outside.pymalloc.block_numbers import Numbers

_SAMPLE = 200
_LEAST_INTERNED = 500
_LARGEST_KEPT = 4096
"""Bytes: no free list of the interpreter has larger ones."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Names by their numbers, and pointers into the heap."""

    spaces: Namespaces
    locals: Bindings
    """The variables of functions that run."""
    temporaries: Bindings
    """What else stands on their frames, and may be stale."""
    statics: list[tuple[str, Addresses]]
    """The words of the data of the interpreter and of libraries."""
    exit_handlers: Addresses
    """Functions, arguments and keywords of what `atexit` has registered."""
    traces: Addresses
    """The tables of tracemalloc."""
    interned: Addresses
    """The tables of strings that are kept only once."""
    stacks: list[Addresses]
    """The words of the stacks of C."""


def find_witnesses(graph: Graph, names: Names) -> Witnesses:
    """Reads them."""
    spaces = find_namespaces(graph, names)
    spaces.bindings.extend(follow_fresh(graph, spaces.unknown))
    variables, temporaries = bind_locals(graph, names)
    statics, handlers = [], []
    for owner, found in read_statics(graph.view):
        statics.append((owner, found))
        if owner == INTERPRETER:  # at once: while handlers are added their table moves
            handlers.append(find_exit_handlers(graph, found))
    own = [found for owner, found in statics if owner == INTERPRETER]
    interned, none = _find_interned(graph, own), np.zeros(0, np.uint64)
    traces: Addresses = np.concatenate([none, *(find_trace_tables(graph, found) for found in own)])
    held = [(owner, _held(graph, found)) for owner, found in statics]
    at_exit: Addresses = np.concatenate([none, *handlers])
    return Witnesses(spaces, variables, temporaries, held, at_exit, traces, interned, list(read_stacks(graph.view)))


def _held(graph: Graph, pointers: Addresses) -> Addresses:
    """Those that lead to something, small blocks left out that begin with a zero and are no objects: they may be what
    the interpreter keeps for the next dict or tuple, and hold what was in the last one."""
    nodes = graph.find(pointers)
    pointers, nodes = pointers[nodes >= 0], nodes[nodes >= 0]
    plain = (graph.kinds.before[graph.kind[nodes]] < 0) & (graph.sizes(nodes) <= _LARGEST_KEPT)
    empty = words(graph.view.source.memory.gather(pointers & ~np.uint64(7), 8)[0])[:, 0] == 0
    held: Addresses = pointers[~(plain & empty)]
    return held


def _find_interned(graph: Graph, statics: list[Addresses]) -> Addresses:
    """The tables of dicts that hold each str under itself: those of the strings that are kept only once."""
    memory, found = graph.view.source.memory, []
    for pointers in statics:
        nodes: Numbers = graph.find(pointers)
        dicts = (nodes >= 0) & graph.kinds.is_dict[graph.kind[nodes]]
        places = np.unique(pointers[dicts])
        tables = words(memory.gather(places + np.uint64(KEYS), 8)[0])[:, 0]
        large = words(memory.gather(tables + np.uint64(KEYS_ENTRIES), 8)[0])[:, 0] >= _SAMPLE
        for place, table in zip(places[large].tolist(), tables[large].tolist(), strict=True):
            entries = read_entries(memory, table, _LEAST_INTERNED)
            entries = entries[entries[:, 1] != 0]
            if len(entries) >= _SAMPLE and bool((entries[:, 0] == entries[:, 1]).all()):
                found += [place, table]
    return np.array(found, np.uint64)
