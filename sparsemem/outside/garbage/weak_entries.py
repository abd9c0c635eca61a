"""Entries that weak containers drop when what they refer to goes: the weak reference, and the key or value beside it.

A class is in a dict of each of its bases, `tp_subclasses`, under its address, and `type_dealloc` of
Objects/typeobject.c takes it out. `WeakSet`, `WeakValueDictionary` and `WeakKeyDictionary` do so by the callback that
each of their weak references has (Lib/_weakrefset.py, Lib/weakref.py). What other callbacks do nobody knows.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import ENTRY, ENTRY_KINDS, KEY, VALUE
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.objects.dict_entries import read_word
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.objects.type_flags import TYPE
from sparsemem.outside.pymalloc.block_numbers import Numbers

_WEAK = ("weakref", "weakref.ref", "weakref.ReferenceType")
_CALLBACKS = frozenset(
    {
        "WeakSet.__init__.<locals>._remove",
        "WeakValueDictionary.__init__.<locals>.remove",
        "WeakKeyDictionary.__init__.<locals>.remove",
    }
)
_OBJECT, _CALLBACK, _WORDS = 2, 3, 4
"""`wr_object` and `wr_callback` of `PyWeakReference`, in words."""
_FUNCTION_QUALNAME = 40
"""`func_qualname` of `PyFunctionObject`."""
_KIND_OF_SLOT = np.uint16(3 << 13 | ENTRY_KINDS)


def dropped_by(graph: Graph, gone: Flags) -> Numbers:
    """What living containers refer to in entries that they drop when the nodes of `gone` go, shape (n,): a node as
    often as it loses a reference by that."""
    weak = _dead_references(graph, gone)
    if not len(weak):
        return weak
    dropped, table = zeros(len(graph), np.bool_), graph.references
    dropped[weak] = True
    found = [np.zeros(0, np.int32), *positions(len(table), lambda here: dropped[table.targets[here]])]
    edges = np.concatenate(found).astype(np.int64)
    edges = edges[~gone[table.sources(edges)]]
    beside = table.targets[_beside(graph, edges)]
    return np.concatenate([table.targets[edges], beside, _emptied(graph, edges)]).astype(np.int32)


def _emptied(graph: Graph, edges: NDArray[np.int64]) -> Numbers:
    """The dicts of subclasses of which all entries are dropped: a class lets go of such a one."""
    table = graph.references
    is_own = table.slots[edges] & _KIND_OF_SLOT == ENTRY | VALUE
    dicts, counts = np.unique(table.sources(edges[is_own]), return_counts=True)
    row, every = table.edges(dicts)
    entries = np.bincount(row[table.slots[every] & _KIND_OF_SLOT == ENTRY | VALUE], minlength=len(dicts))
    whole = dicts[entries == counts]
    row, every = table.edges(whole)
    keys = table.slots[every] & _KIND_OF_SLOT == ENTRY | KEY
    names = np.array([graph.kinds.types[kind].name for kind in graph.kind[table.targets[every[keys]]].tolist()])
    others = np.unique(row[keys][names != "int"])
    return np.delete(whole, others)


def _beside(graph: Graph, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of entries of dicts the value beside a key, and the key beside a value."""
    table, kinds = graph.references, graph.references.slots[edges] & _KIND_OF_SLOT
    found = [np.zeros(0, np.int64)]
    for kind, step, other in ((ENTRY | KEY, 1, VALUE), (ENTRY | VALUE, -1, KEY)):
        near = edges[kinds == kind] + step
        near = near[(near >= 0) & (near < len(table))]
        same = table.sources(near) == table.sources(near - step)
        found.append(near[same & (table.slots[near] & _KIND_OF_SLOT == ENTRY | other)])
    return np.concatenate(found)


def _dead_references(graph: Graph, gone: Flags) -> Numbers:
    """The weak references in containers that drop them, whose objects go and which do not go by themselves."""
    is_weak, is_class = zeros(1 << 16, np.bool_), zeros(1 << 16, np.bool_)
    is_weak[: len(graph.kinds.types)] = [
        any(graph.kinds.name_at(base) in _WEAK for base in bases) for bases in graph.kinds.bases
    ]
    is_class[: len(graph.kinds.types)] = [bool(one.flags & TYPE) for one in graph.kinds.types]
    parts = positions(len(graph), lambda here: is_weak[graph.kind[here]] & ~gone[here])
    weak: Numbers = np.concatenate([np.zeros(0, np.int32), *parts])
    words = gather_words(graph.view.source.memory, graph.objects(weak), _WORDS)
    objects = graph.find(words[:, _OBJECT])
    dies = (objects >= 0) & gone[objects]
    weak, words, objects = weak[dies], words[dies], objects[dies]
    drops = is_class[graph.kind[objects]] & (words[:, _CALLBACK] == 0)
    for callback in np.unique(words[:, _CALLBACK]).tolist():
        if _qualified_name(graph, callback) in _CALLBACKS:
            drops |= words[:, _CALLBACK] == callback
    found: Numbers = weak[drops]
    return found


def _qualified_name(graph: Graph, function: int) -> str | None:
    if not function or graph.kinds.name_at(read_word(graph.view.source.memory, function + 8)) != "function":
        return None
    memory = graph.view.source.memory
    return read_text(memory, read_word(memory, function + _FUNCTION_QUALNAME), graph.kinds.old, 80)
