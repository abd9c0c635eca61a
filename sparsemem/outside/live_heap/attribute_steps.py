"""Steps of a path below a named object: what an object alone refers to, and what a person calls that.

`Class.attribute` of an instance, the local variables of what runs, what a function closes over; of a container with
few entries the one that has nearly all.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.graph.bindings import DEFAULTS_OF
from sparsemem.outside.graph.edge_names import EdgeNames
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import ATTRIBUTE, ENTRY, ENTRY_KINDS, KEY, LOCAL, UNVISITED
from sparsemem.outside.live_heap.indirect_steps import (
    CONTEXT_VARIABLE,
    closed_over,
    function_name,
    is_thread_local,
    of_threads,
    value_of,
)
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.objects.code_layout import CODE_QUALNAME
from sparsemem.outside.objects.dict_entries import read_word
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.objects.object_values import read_text

DEPTH = 4
"""Attributes that are followed from a variable on."""
SAME_SHARE = 0.85
"""Of what an object retains: what one attribute must have of it for both to be one thing."""
CARRIERS = ("method", "builtin_function_or_method", "functools.partial", "functools._lru_cache_wrapper", "cell")
"""Types that only lead on: they are no step of a path."""
_FEW_ENTRIES = 16
"""References of a container that is looked through: one with more is what a person looks for."""
_DEFAULTS = (".__defaults__", ".__kwdefaults__")
DICT_OF = ".__dict__"
_NATIVE = "(native memory)"


def attributes_of(heap: SolvedHeap, edges: EdgeNames, node: int, least: int) -> Iterator[tuple[int, str]]:
    """What an instance, a function or the like alone refers to by a name and that retains so much, with the name.

    An instance's own dict is passed through; what a container holds has no names.
    """
    graph = heap.graph
    kind = int(graph.kind[node])
    if graph.kinds.role[kind] == Role.CLASS:
        return
    if graph.kinds.is_container[kind]:
        yield from _only_entry(heap, node)
        return
    yield from _indirect(heap, edges, node, least)
    for below, slot in _dominated(heap, node, least):
        if edges.name(node, slot, below) == DICT_OF:
            yield from _entries(heap, edges, (node, below), least)
        elif (step := attribute_step(graph, edges, (node, below), slot)) is not None:
            yield below, step


def attribute_step(graph: Graph, edges: EdgeNames, reference: tuple[int, int], slot: int) -> str | None:
    """From an object to what it refers to by a name of its own; None where the reference is no step."""
    node, below = reference
    name = edges.name(node, slot, below)
    if name.startswith(".") and "?" not in name:
        return None if name in (".__closure__", DICT_OF) else _step(graph, node, name)
    if slot & LOCAL == LOCAL:
        return f"{name.removeprefix(' local ')} in {_function(graph, node)}"
    return None


def entry_step(graph: Graph, edges: EdgeNames, reference: tuple[int, int], slot: int, of: int) -> str | None:
    """From an object to what its own dict has as a value; None where the entry is no attribute."""
    slot &= UNVISITED - 1
    if not (slot & LOCAL == ATTRIBUTE or (slot & LOCAL == ENTRY and slot & ENTRY_KINDS != KEY)):
        return None
    name = edges.name(reference[0], slot, reference[1])
    return f"{_known_as(graph, of)}.{name[2:-2]}" if name.startswith("['") else None


def _dominated(heap: SolvedHeap, node: int, least: int) -> list[tuple[int, int]]:
    """What a node refers to, dominates at once and that retains so much, with the slot of each reference; memory of C
    can have a million."""
    table = heap.graph.references
    row = slice(int(table.first[node]), int(table.first[node + 1]))
    below, slots = table.targets[row], table.slots[row]
    chosen = np.flatnonzero((heap.tree.dominator[below] == node) & (below != node) & heap.graph.are_objects(below))
    chosen = chosen[heap.retained(below[chosen]) >= least]
    return [*zip(below[chosen].tolist(), slots[chosen].tolist(), strict=True)]


def _indirect(heap: SolvedHeap, edges: EdgeNames, node: int, least: int) -> Iterator[tuple[int, str]]:
    """What other objects of the interpreter stand between."""
    kinds, kind = heap.graph.kinds, int(heap.graph.kind[node])
    if kind >= len(kinds.types):
        return  # no object, such as the table of a namespace's names
    if kinds.role[kind] == Role.FUNCTION:
        yield from closed_over(heap, node, least)
    elif type_of(heap.graph, node) == CONTEXT_VARIABLE:
        yield from value_of(heap, node, least)
    elif is_thread_local(heap, kind):
        for of_thread in of_threads(heap, node):
            yield from _entries(heap, edges, (node, of_thread), least)


def example_step(heap: SolvedHeap, edges: EdgeNames, node: int) -> tuple[str, bool]:
    """The step to what has most of an object, through what only leads on, and True; False with a type, where no name
    leads to such a thing."""
    for _ in range(DEPTH):
        below = next(attributes_of(heap, edges, node, heap.retained_by(node) // 2), None)
        if below is None:
            break
        if below[1]:
            return below[1], True
        node = below[0]
    return type_of(heap.graph, node), False


def _step(graph: Graph, node: int, name: str) -> str:
    """`Class.attribute`; of a function its defaults."""
    if name in _DEFAULTS:
        return f"{DEFAULTS_OF}{function_name(graph, node)}"
    of = type_of(graph, node)
    return "" if of in CARRIERS else f"{of}{name}"


def _only_entry(heap: SolvedHeap, node: int) -> Iterator[tuple[int, str]]:
    """The one entry that has nearly all of what a container with few entries retains: it is no step of its own."""
    table = heap.graph.references
    if int(table.first[node + 1]) - int(table.first[node]) > _FEW_ENTRIES:
        return
    for below in heap.children(node).tolist():
        if heap.retained_by(below) >= SAME_SHARE * heap.retained_by(node):
            yield below, ""


def _entries(heap: SolvedHeap, edges: EdgeNames, held: tuple[int, int], least: int) -> Iterator[tuple[int, str]]:
    node, table = held
    for below, slot in _dominated(heap, table, least):
        if (step := entry_step(heap.graph, edges, (table, below), slot, node)) is not None:
            yield below, step


def _known_as(graph: Graph, node: int) -> str:
    """What has attributes is called by its type, a function by its own name."""
    is_function = graph.kinds.role[int(graph.kind[node])] == Role.FUNCTION
    return function_name(graph, node) if is_function else type_of(graph, node)


def type_of(graph: Graph, node: int) -> str:
    """The name of an object's type."""
    number = int(graph.kinds.type[graph.kind[node]])
    return graph.kinds.types[number].name if number >= 0 else _NATIVE


def _function(graph: Graph, node: int) -> str:
    """The name of the function that a generator, a coroutine or a frame object runs."""
    memory, layout, kind = graph.view.source.memory, graph.traversal.layout, int(graph.kind[node])
    frame = layout.frame_frame if graph.kinds.types[kind].name == "frame" else layout.generator_frame
    address = int(graph.objects(np.array([node], np.int32))[0])
    code = read_word(memory, address + (frame + layout.code) * 8) & ~7
    return read_text(memory, read_word(memory, code + CODE_QUALNAME), graph.kinds.old) or "?"
