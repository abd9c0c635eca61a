"""Steps of a path that lead through objects of the interpreter: the variables that a function closes over, what each
thread keeps in a `threading.local`, and the value of a context variable.

Layouts of CPython 3.11 to 3.15: `localobject` in Modules/_threadmodule.c, `PyContextVar` in
Include/internal/pycore_context.h.
"""

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.bindings import IN_CLOSURE
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import UNVISITED
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.memory_access import words
from sparsemem.outside.memory.own_memory import positions
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.objects.class_slots import TYPE_NAME
from sparsemem.outside.objects.code_layout import CODE_LOCAL_NAMES, FUNCTION_CODE, FUNCTION_QUALNAME
from sparsemem.outside.objects.dict_entries import read_word
from sparsemem.outside.objects.object_values import read_text

CONTEXT_VARIABLE = "_contextvars.ContextVar"
_THREAD_LOCAL = "_thread._local"
_CLOSURE, _CACHED = 9, 4
"""The word `func_closure` of a function (Include/cpython/funcobject.h), and `var_cached` of a context variable: the
value that the thread which asked last has."""
_SIZE, _MOST_ITEMS = 16, 1000


def function_name(graph: Graph, node: int) -> str:
    """The qualified name of a function."""
    memory = graph.view.source.memory
    return read_text(memory, read_word(memory, _address(graph, node) + FUNCTION_QUALNAME), graph.kinds.old) or "?"


def closed_over(heap: SolvedHeap, function: int, least: int) -> Iterator[tuple[int, str]]:
    """The cells of a function's closure that retain so much, each with the name of its variable.

    A cell that it shares with another function is one of them: what that retains goes with neither alone.
    """
    for closure, slot in _references(heap, function):
        for cell, _ in _references(heap, closure) if slot == _CLOSURE else ():
            if heap.retained_by(cell) >= least:
                name = _free_variable(heap.graph, function, closure, cell)
                yield cell, f"{name}{IN_CLOSURE}{function_name(heap.graph, function)}"


def _free_variable(graph: Graph, function: int, closure: int, cell: int) -> str:
    """The variables that a function closes over are the last of `co_localsplusnames`, in the order of its closure."""
    memory = graph.view.source.memory
    code = read_word(memory, _address(graph, function) + FUNCTION_CODE)
    names = _items(graph, read_word(memory, code + CODE_LOCAL_NAMES))
    cells = _items(graph, _address(graph, closure))
    place = len(names) - len(cells) + cells.index(_address(graph, cell)) if _address(graph, cell) in cells else -1
    text = read_text(memory, names[place], graph.kinds.old) if 0 <= place < len(names) else None
    return text or "?"


def _items(graph: Graph, address: int) -> list[int]:
    """The addresses of the items of a tuple."""
    memory = graph.view.source.memory
    count = min(read_word(memory, address + _SIZE), _MOST_ITEMS)
    found: list[int] = words(memory.span(address + graph.traversal.layout.tuple_items * 8, count * 8)).tolist()
    return found


def functions_that_share(heap: SolvedHeap, code: Collection[int], least: int) -> list[int]:
    """The functions that close over a cell which retains so much and which code alone leads to, not one function."""
    graph, large = heap.graph, heap.inner_from(least)
    kinds = [one.name for one in graph.kinds.types]
    if "cell" not in kinds:
        return []
    cells = large[graph.kind[large] == kinds.index("cell")]
    above = heap.tree.dominator[cells].tolist()
    shared = [cell for cell, of in zip(cells.tolist(), above, strict=True) if of == len(graph) or of in code]
    if not shared:
        return []
    closures = _referrers(graph, np.array(shared, np.int32), kinds.index("tuple"))
    found: list[int] = _referrers(graph, closures, kinds.index("function")).tolist()
    return found


def _referrers(graph: Graph, nodes: Nodes, kind: int) -> Nodes:
    """The objects of a kind that refer to one of some nodes."""
    targets = graph.references.targets
    wanted = np.zeros(len(graph), np.bool_)
    wanted[nodes] = True
    places = [np.zeros(0, np.int32), *positions(len(targets), lambda here: wanted[targets[here]])]
    found = graph.references.sources(np.concatenate(places))
    return distinct(found[graph.kind[found] == kind])


def is_thread_local(heap: SolvedHeap, kind: int) -> bool:
    """Whether objects of a kind are `threading.local`, of which often only a subclass has an instance."""
    memory = heap.graph.view.source.memory
    names = (memory.span(read_word(memory, base + TYPE_NAME), 16) for base in heap.graph.kinds.bases[kind])
    return any(bytes(name).partition(b"\0")[0].decode("latin-1") == _THREAD_LOCAL for name in names)


def of_threads(heap: SolvedHeap, node: int) -> Iterator[int]:
    """The dicts of a `threading.local`, one for each thread that has used it."""
    for threads in heap.children(node).tolist():
        if heap.graph.kinds.is_dict[heap.graph.kind[threads]]:
            below = heap.children(threads)
            yield from below[heap.graph.kinds.is_dict[heap.graph.kind[below]]].tolist()


def context_variables(graph: Graph, nodes: Iterable[int]) -> list[int]:
    """Those of some objects that are context variables: none retains what it knows, since a context holds that."""
    some = np.array([*nodes], np.int32)
    kinds = np.flatnonzero([one.name == CONTEXT_VARIABLE for one in graph.kinds.types])
    found: list[int] = some[np.isin(graph.kind[some], kinds)].tolist()
    return found


def value_of(heap: SolvedHeap, variable: int, least: int) -> Iterator[tuple[int, str]]:
    """The value of a context variable, where it retains so much; a context holds it, and the variable knows it."""
    for below, slot in _references(heap, variable):
        if slot == _CACHED and heap.retained_by(below) >= least:
            yield below, ""


def _references(heap: SolvedHeap, node: int) -> Iterator[tuple[int, int]]:
    """What an object refers to, and where each reference stands in it."""
    table = heap.graph.references
    here = slice(int(table.first[node]), int(table.first[node + 1]))
    return zip(table.targets[here].tolist(), (table.slots[here] & (UNVISITED - 1)).tolist(), strict=True)


def _address(graph: Graph, node: int) -> int:
    return int(graph.objects(np.array([node], np.int32))[0])
