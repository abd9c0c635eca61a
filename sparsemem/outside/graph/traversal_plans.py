"""What the collector visits of each type's objects, planned by the address in `tp_traverse`.

A class that is written in Python has `subtype_traverse` (Objects/typeobject.c): its slots and its attributes, and
what the nearest type above it with another function visits. Types whose function is not known are conservative: any
word may be a reference, and none of them explains a count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.type_hierarchy import TypeHierarchy, read_hierarchy
from sparsemem.outside.memory.memory_access import Flags, Memory, words
from sparsemem.outside.objects.known_types import LINK, Rule, Visits
from sparsemem.outside.objects.object_layouts import LAYOUTS, Layout, find_layout
from sparsemem.outside.objects.type_flags import HAVE_GC, HEAP_TYPE, INLINE_VALUES, MANAGED_DICT
from sparsemem.outside.objects.type_table import Type

WIDTH = 168
"""Words of an object that are looked at as such: a class has 134, and more with slots of its metaclass."""
_CLASS_VISITS = (32, 33, 42, 43, 44)
"""`tp_base`, `tp_dict`, `tp_bases`, `tp_mro` and `tp_cache`; `ht_module` comes from the layout."""
_WEAK_LIST_OF_CLASS = 46
_MOST_VALUES = 30
_WORD = 8


@dataclass(frozen=True, slots=True)
class Traversal:
    """How the objects of each kind are read; a row of each array a kind, and one more for what has none."""

    layout: Layout
    is_proved: bool
    """Whether the process's own types prove the layout; otherwise it is assumed, and counts mean nothing."""
    visited: Flags
    """Shape (n, WIDTH): the words that are references which the collector visits."""
    held: Flags
    """The same of those that are held, or may be, and are not visited."""
    rule: NDArray[np.uint8]
    is_collected: Flags
    """Whether the collector counts: it may track the objects, or visits them through another one."""
    is_link: Flags
    """Those that it never tracks, and visits through another one."""
    has_class: Flags
    """Whether the objects hold their class."""
    is_managed: Flags
    """Whether the interpreter keeps the attributes before the object (`Py_TPFLAGS_MANAGED_DICT`)."""
    values: NDArray[np.int16]
    """How many attributes have a place among the values of each object."""
    inline_at: NDArray[np.int16]
    """The word where those stand in the object, -1 where nowhere."""
    items_at: NDArray[np.int16]
    """The word where the items begin that stand in the object, 0 where there are none."""
    behind_items: NDArray[np.int16]
    """Words behind those that are references as well: a subclass keeps its dict there until 3.11."""
    dict_behind: NDArray[np.int16]
    """The bytes of each item of an int or bytes, behind which a subclass keeps its dict until 3.11; 0 elsewhere."""
    basic_size: NDArray[np.int32]
    """`tp_basicsize`."""


def plan_traversal(
    memory: Memory, types: Sequence[Type], version: str | None, compiled: Sequence[tuple[int, int]] = ()
) -> Traversal:
    """The plan for some types, by number, of a Python of that version as far as it is known; `compiled` is where the
    code of modules lies that mypyc compiled."""
    layout = find_layout(memory, types, version)
    assumed = next((one for one in LAYOUTS if one.version == version), LAYOUTS[-1])
    every = read_hierarchy(memory, types, compiled)
    count = len(types)
    plan = Traversal(
        layout or assumed,
        layout is not None,
        visited=np.zeros((count + 1, WIDTH), np.bool_),
        held=np.zeros((count + 1, WIDTH), np.bool_),
        rule=np.zeros(count + 1, np.uint8),
        is_collected=np.zeros(count + 1, np.bool_),
        is_link=np.zeros(count + 1, np.bool_),
        has_class=np.zeros(count + 1, np.bool_),
        is_managed=np.zeros(count + 1, np.bool_),
        values=np.zeros(count + 1, np.int16),
        inline_at=np.full(count + 1, -1, np.int16),
        items_at=np.zeros(count + 1, np.int16),
        behind_items=np.zeros(count + 1, np.int16),
        dict_behind=np.zeros(count + 1, np.int16),
        basic_size=np.array([*(one.basic_size for one in types), 0], np.int32),
    )
    for number in range(count):
        _plan(plan, every, number)
    _count_values(memory, plan, types)
    return plan


def _plan(plan: Traversal, every: TypeHierarchy, number: int) -> None:
    one, above = every.types[number], every.c_base(number)
    visits = every.visits(above) if above >= 0 else Visits(Rule.UNKNOWN)
    fixed = every.types[above].basic_size // 8 if above >= 0 else one.basic_size // 8
    collected = bool(one.flags & HAVE_GC)
    plan.rule[number] = visits.rule
    plan.is_link[number] = one.name == LINK
    plan.is_collected[number] = collected or one.name == LINK
    plan.has_class[number] = bool(one.flags & HEAP_TYPE)
    plan.is_managed[number] = collected and bool(one.flags & MANAGED_DICT)
    if plan.is_managed[number] and one.flags & INLINE_VALUES:
        plan.inline_at[number] = one.basic_size // 8
    if visits.rule == Rule.TUPLE:
        plan.items_at[number], plan.behind_items[number] = fixed, one.basic_size // 8 - fixed
    elif visits.rule == Rule.STRUCT_SEQUENCE:
        plan.items_at[number] = plan.layout.tuple_items
        plan.behind_items[number] = one.basic_size // 8 - plan.layout.tuple_items
    elif visits.rule == Rule.UNKNOWN and every.item_size[number] == _WORD:
        plan.items_at[number] = fixed
    elif collected and every.dict_offset[number] < 0:
        plan.dict_behind[number] = every.item_size[number]
    seen = above >= 0 and (bool(every.types[above].flags & HAVE_GC) or plan.is_link[number])
    base = (plan.visited if seen and visits.rule != Rule.UNKNOWN else plan.held)[number]
    base[list(range(2, min(fixed, WIDTH)) if visits.words is None else visits.words)] = True
    base[list(visits.borrowed)] = False
    _plan_class(plan, number, visits.rule)
    if not every.item_size[number] and above != number:
        plan.visited[number, min(fixed, WIDTH) : min(one.basic_size // 8, WIDTH)] = True
    for each in [*every.chain(number), *([above] if above >= 0 else [])]:
        if 0 < every.weak_list[each] < WIDTH * 8:
            plan.visited[number, every.weak_list[each] // 8] = plan.held[number, every.weak_list[each] // 8] = False


def _plan_class(plan: Traversal, number: int, rule: int) -> None:
    if rule == Rule.CLASS:
        seen = [*_CLASS_VISITS, plan.layout.cached_keys + 1]
        plan.held[number, 3 : plan.layout.cached_keys + 1] = True
        plan.held[number, [*seen, _WEAK_LIST_OF_CLASS]] = False
        plan.visited[number, seen] = True


def _count_values(memory: Memory, plan: Traversal, types: Sequence[Type]) -> None:
    """The entries of the keys that each class keeps for the attributes of its instances."""
    managed = np.flatnonzero(plan.is_managed)
    at = np.array([types[number].address for number in managed.tolist()], np.uint64)
    keys = words(memory.gather(at + np.uint64(plan.layout.cached_keys * 8), 8)[0])[:, 0]
    heads, found = memory.gather(keys, 32)
    used = np.where(found, words(heads)[:, 3], np.uint64(0))
    plan.values[managed] = np.minimum(used, np.uint64(_MOST_VALUES)).astype(np.int16)
