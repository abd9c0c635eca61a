"""The live heap of a process at one moment: solved, named, and told row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.garbage.garbage_record import surveyed_garbage
from sparsemem.outside.garbage.retained_by_garbage import find_retained
from sparsemem.outside.graph.bindings import GARBAGE, INTERNED, INTERPRETER, LIBRARIES, Names
from sparsemem.outside.graph.ownership import Survey
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.witnesses import Witnesses
from sparsemem.outside.live_heap.claims_by_name import Labels, spread
from sparsemem.outside.live_heap.holding_roots import Holder, find_roots, modules_of
from sparsemem.outside.live_heap.owner_rows import Owned, own_rows, types_within
from sparsemem.outside.live_heap.solved_heap import SolvedHeap, solve_heap
from sparsemem.outside.live_heap.type_rows import Typed, type_rows
from sparsemem.outside.live_heap.variables import Variables
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.objects.dict_entries import read_entries

MOST_TYPES = 30
_DETAILED = 40
"""Rows whose types are told."""


@dataclass(frozen=True, slots=True)
class LiveHeap:
    """Bytes are those that are allocated, resident or not."""

    heap: SolvedHeap
    variables: Variables
    roots: Nodes
    """What is held from outside the heap."""
    labels: Labels
    paths: dict[int, tuple[str, ...]]
    """The path of each label."""
    named: dict[int, set[int]]
    """The nodes that a label names."""
    owners: tuple[Owned, ...]
    """By what they retain, the largest first; what has no owner is in one row without a path, and garbage in none."""
    types: tuple[Typed, ...]
    objects: int
    live_bytes: int
    garbage_objects: int | None
    garbage_bytes: int | None


def solve_survey(survey: Survey) -> LiveHeap:
    """Leaves out what the survey has found to be garbage, with all that goes with it, and solves the rest."""
    garbage = surveyed_garbage(survey)
    gone = None if garbage is None else find_retained(survey.graph, garbage)
    return tell_live_heap(survey.graph, survey.names, survey.witnesses, gone)


def tell_live_heap(graph: Graph, names: Names, known: Witnesses, gone: Flags | None) -> LiveHeap:
    """Solves the graph, and names who holds what; `gone` marks garbage, None where it is not known."""
    missing = np.zeros(len(graph), np.bool_) if gone is None else gone
    held = find_roots(graph, names, _holders(graph, names, known), missing)
    heap = solve_heap(graph, held.roots)
    variables = Variables()
    variables.bind(graph, names, known.spaces.bindings)
    variables.bind(graph, names, known.locals)
    variables.close(graph, names, known.spaces)
    variables.adopt(heap, held, names)
    variables.drill(heap)
    labels, paths, named = _label(graph, names, variables, held.label)
    labels[missing] = _number_of(paths, GARBAGE)
    live = ~missing & (labels > 0)
    rows = own_rows(heap, labels, paths, named)
    garbage = [row for row in rows if row.path == (GARBAGE,)]
    rows = sorted((row for row in rows if row.path != (GARBAGE,)), key=lambda row: row.retained_bytes, reverse=True)
    return LiveHeap(
        heap=heap,
        variables=variables,
        roots=held.roots,
        labels=labels,
        paths=paths,
        named=named,
        owners=_with_types(heap, labels, (paths, named), rows),
        types=tuple(type_rows(heap, live, MOST_TYPES)),
        objects=sum(row.objects for row in rows),
        live_bytes=sum(row.live_bytes for row in rows),
        garbage_objects=None if gone is None else sum(row.objects for row in garbage),
        garbage_bytes=None if gone is None else sum(row.live_bytes for row in garbage),
    )


def _holders(graph: Graph, names: Names, known: Witnesses) -> Iterator[Holder]:
    """Those beside the modules, the surest first."""
    labels, pointers = known.locals.arrays()
    yield Holder("local variables", pointers)
    for owner, found in sorted(known.statics, key=lambda one: one[0] != INTERPRETER):
        yield Holder(owner, found)
    for table in known.interned:
        yield Holder(INTERNED, read_entries(graph.view.source.memory, int(table), 1 << 30)[:, 0])
    labels, pointers = known.temporaries.arrays()
    for number in np.unique(labels).tolist():
        yield Holder(names.texts[number], pointers[labels == number])
    for found in known.stacks:
        yield Holder("a C stack", found)


def _label(
    graph: Graph, names: Names, variables: Variables, reached: Labels
) -> tuple[Labels, dict[int, tuple[str, ...]], dict[int, set[int]]]:
    """The label of each node, the path of each label, and the nodes that it names.

    Names of data spread first, then code, and then whoever leads to what is left.
    """
    labels = np.zeros(len(graph), np.int32)
    paths: dict[int, tuple[str, ...]] = {}
    named: dict[int, set[int]] = {}
    texts: dict[tuple[str, ...], int] = {}

    def number(path: tuple[str, ...]) -> int:
        found = texts.setdefault(path, len(texts) + 1)
        paths[found] = path
        return found

    for node in variables.paths:
        inner = variables.innermost(node)
        labels[node] = number(variables.paths[inner])
        named.setdefault(int(labels[node]), set()).add(inner)
    data = np.array(sorted(variables.paths), np.int32)
    labels[modules_of(graph)] = number((LIBRARIES,))
    for node, text in variables.code.items():
        labels[node] = number((text,))
    code = np.flatnonzero(labels).astype(np.int32)
    spread(graph.references, labels, data)
    spread(graph.references, labels, code)
    for one in np.unique(reached[labels == 0]).tolist():
        if one:
            labels[(labels == 0) & (reached == one)] = number((names.texts[one],))
    number((GARBAGE,))
    _inherit(graph, labels)
    return labels, paths, named


def _inherit(graph: Graph, labels: Labels) -> None:
    """What belongs to an object has its label, which its bytes are counted for already."""
    owners = graph.references.belongs_to
    some = np.flatnonzero(owners >= 0)
    labels[some] = labels[owners[some]]


def _number_of(paths: dict[int, tuple[str, ...]], text: str) -> int:
    return next(number for number, path in paths.items() if path == (text,))


def _with_types(
    heap: SolvedHeap,
    labels: Labels,
    known: tuple[dict[int, tuple[str, ...]], dict[int, set[int]]],
    rows: list[Owned],
) -> tuple[Owned, ...]:
    numbers = {path: number for number, path in known[0].items()}
    chosen = [numbers.get(row.path, 0) for row in rows[:_DETAILED]]
    found = types_within(heap, labels, chosen, known[1])
    detailed = [replace(row, types=found[number]) for row, number in zip(rows, chosen, strict=False)]
    return (*detailed, *rows[_DETAILED:])
