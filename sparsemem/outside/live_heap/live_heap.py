"""The live heap of a process at one moment: solved, named, and told row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.bindings import EXIT_HANDLERS, GARBAGE, INTERNED, INTERPRETER, TRACES, Names
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.witnesses import Witnesses
from sparsemem.outside.live_heap.holding_roots import Holder, find_roots
from sparsemem.outside.live_heap.labelled_nodes import LabelledNodes, label_nodes
from sparsemem.outside.live_heap.own_sizes import Weights
from sparsemem.outside.live_heap.owner_rows import Owned, own_rows, types_within
from sparsemem.outside.live_heap.solved_heap import SolvedHeap, solve_heap
from sparsemem.outside.live_heap.type_rows import Typed, type_rows
from sparsemem.outside.live_heap.variables import Variables
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.objects.dict_entries import read_entries

MOST_TYPES = 30
_DETAILED = 40
"""Rows whose types are told."""


@dataclass(frozen=True, slots=True)
class LiveHeap:
    """Bytes are those that are allocated, and resident where a chunk is large."""

    heap: SolvedHeap
    variables: Variables
    roots: Nodes
    """What is held from outside the heap."""
    nodes: LabelledNodes
    """The owner of each node."""
    owners: tuple[Owned, ...]
    """By what they retain, the largest first; what has no owner is in one row without a path, and garbage in none."""
    types: tuple[Typed, ...]
    objects: int
    live_bytes: int
    garbage_objects: int | None
    garbage_bytes: int | None
    own_classes: frozenset[str]
    """The names of the classes of the program's own modules."""


def bind_variables(graph: Graph, names: Names, known: Witnesses) -> Variables:
    """The variables of modules, classes and functions that run."""
    variables = Variables()
    variables.bind(graph, names, known.spaces.bindings)
    variables.bind(graph, names, known.locals)
    variables.close(graph, names, known.spaces)
    return variables


def tell_live_heap(
    graph: Graph,
    names: Names,
    known: Witnesses,
    variables: Variables,
    gone: Nodes | None,
    weights: Weights | None = None,
) -> LiveHeap:
    """Solves the graph, and names who holds what below variables; `gone` is garbage, None where it is not known.

    With `weights` the graph is a sample, and all figures are estimates but entries.
    """
    apart = {INTERNED: _interned(graph, known), GARBAGE: np.zeros(0, np.int32) if gone is None else gone}
    held = find_roots(graph, names, _holders(graph, names, known), apart)
    return_free_memory()
    heap = solve_heap(graph, held, weights)
    return_free_memory()
    variables.adopt(heap, held, names)
    variables.drill(heap)
    nodes, roots = label_nodes(graph, names, variables, held), held.roots
    del held
    return_free_memory()
    rows = own_rows(heap, nodes)
    garbage = [row for row in rows if row.path == (GARBAGE,)]
    rows = sorted((row for row in rows if row.path != (GARBAGE,)), key=lambda row: row.retained_bytes, reverse=True)
    return LiveHeap(
        heap=heap,
        variables=variables,
        roots=roots,
        nodes=nodes,
        owners=_with_types(heap, nodes, rows),
        types=tuple(type_rows(heap, nodes, MOST_TYPES)),
        objects=sum(row.objects for row in rows),
        live_bytes=sum(row.live_bytes for row in rows),
        garbage_objects=None if gone is None else sum(row.objects for row in garbage),
        garbage_bytes=None if gone is None else sum(row.live_bytes for row in garbage),
        own_classes=frozenset(names.own_classes),
    )


def _interned(graph: Graph, known: Witnesses) -> Nodes:
    """The tables of strings that are kept only once: they hold none of them."""
    nodes: Nodes = graph.find_objects(known.interned)
    return nodes[nodes >= 0]


def _holders(graph: Graph, names: Names, known: Witnesses) -> Iterator[Holder]:
    """Those beside the modules, the surest first."""
    labels, pointers = known.locals.arrays()
    yield Holder("local variables", pointers)
    yield Holder(EXIT_HANDLERS, known.exit_handlers)
    yield Holder(TRACES, known.traces)
    for owner, found in sorted(known.statics, key=lambda one: one[0] != INTERPRETER):
        yield Holder(owner, found)
    for table in known.interned:
        yield Holder(INTERNED, read_entries(graph.view.source.memory, int(table), 1 << 30)[:, 0])
    labels, pointers = known.temporaries.arrays()
    for number in np.unique(labels).tolist():
        yield Holder(names.texts[number], pointers[labels == number])
    for found in known.stacks:
        yield Holder("a C stack", found)


def _with_types(heap: SolvedHeap, nodes: LabelledNodes, rows: list[Owned]) -> tuple[Owned, ...]:
    chosen = [row for row in rows if row.path][:_DETAILED]
    found = types_within(heap, nodes, [nodes.number(row.path) for row in chosen])
    within = {row.path: sizes for row, sizes in zip(chosen, found, strict=True)}
    sizes_of = ((row, within.get(row.path, {})) for row in rows)
    return tuple(replace(row, types=tuple(sizes), type_bytes=tuple(sizes.values())) for row, sizes in sizes_of)
