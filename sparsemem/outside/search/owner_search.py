"""The owners of some objects, by their referrers: from each pointer to the object that has it, up to a name.

A name is a global of a module, an attribute of a class, or an attribute of an instance. No graph is made: each level
is one pass over the heaps, so this serves heaps that are too large for a graph, or whose malloc is not glibc's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sparsemem.outside.memory.memory_access import words
from sparsemem.outside.objects.class_slots import TYPE_DICT
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.type_flags import DICT, HEAP_TYPE, LIST, TUPLE
from sparsemem.outside.objects.type_table import Type
from sparsemem.outside.search.holder_names import read_attribute, read_key, read_module_name
from sparsemem.outside.search.pointer_holders import Holder, find_holders
from sparsemem.outside.search.pointer_search import find_pointers

_LEVELS = 6
_WIDTH = 256
"""Targets that are followed at once."""
_CONTAINERS = ("set", "frozenset", "collections.deque")


@dataclass(frozen=True, slots=True)
class Owner:
    """A name that leads to some of the objects that were asked for."""

    name: str
    """`module.NAME`, `Class.attribute`, or `Class` where the attribute has no name that can be read."""
    share: float
    """The share of the objects that it leads to; one object can have several owners."""


@dataclass(frozen=True, slots=True)
class _Target:
    """Something on the way up: its type, where it is known, and the key under which a dict holds what led here."""

    kind: Type | None = None
    key: str | None = None


@dataclass(slots=True)
class _Search:
    view: View
    seen: set[int] = field(default_factory=set)
    held: dict[int, set[int]] = field(default_factory=dict)
    """What each holder was found to hold."""
    named: dict[str, set[int]] = field(default_factory=dict)
    """What each name stands for."""

    def climb(self, targets: dict[int, _Target]) -> dict[int, _Target]:
        """One level: names what has a name, and returns what is to be followed."""
        self.seen.update(targets)
        places, found = find_pointers(self.view, np.array(list(targets), np.uint64))
        at = dict(zip(places.tolist(), found.tolist(), strict=True))
        above: dict[int, _Target] = {}
        self._name_classes(targets, at)
        for holder in find_holders(self.view, places):
            address = at[holder.place]
            name, key = self._name_of(targets[address], holder)
            if name is not None:
                self.named.setdefault(name, set()).add(address)
                continue
            self.held.setdefault(holder.address, set()).add(address)
            if holder.address not in self.seen:
                above[holder.address] = _Target(self.view.table.types[holder.number], key)
        return above

    def _name_of(self, target: _Target, holder: Holder) -> tuple[str | None, str | None]:
        """The name by which the holder holds the target, where that ends the search, and its key in a dict."""
        kind = self.view.table.types[holder.number]
        if holder.in_keys:
            key, module = read_key(self.view, holder.place), read_module_name(self.view, holder.address)
            return (f"{module}.{key}" if module is not None else None), key
        if holder.buffer == 0 and holder.place < holder.address:
            # The words before an instance point to its __dict__.
            return (f"{kind.name}.{target.key}" if target.key else kind.name), None
        if _is_instance(kind) and target.kind is not None and _is_container(target.kind):
            attribute = read_attribute(self.view, holder)
            return (f"{kind.name}.{attribute}" if attribute else kind.name), None
        return None, None

    def _name_classes(self, targets: dict[int, _Target], at: dict[int, int]) -> None:
        """A dict that a type points to as its own holds class attributes."""
        places = np.array([place for place, held in at.items() if targets[held].key], np.uint64)
        numbers = self.view.table.numbers(places - np.uint64(TYPE_DICT))
        for place, number in zip(places.tolist(), numbers.tolist(), strict=True):
            if number >= 0:
                name = f"{self.view.table.types[number].name}.{targets[at[place]].key}"
                self.named.setdefault(name, set()).add(at[place])

    def below(self, addresses: set[int]) -> frozenset[int]:
        """All that some addresses were found to hold, themselves included."""
        found, open_ = set(addresses), list(addresses)
        while open_:
            more = self.held.get(open_.pop(), set()) - found
            found |= more
            open_ += more
        return frozenset(found)


def find_names(view: View, objects: Sequence[int]) -> dict[str, frozenset[int]]:
    """The names that lead to the objects at these addresses, and the addresses that each leads to.

    Each level is a pass over all heaps for pointers, and one over all pools for what holds them; the search ends
    where a container is held by a name, and after six levels.
    """
    search = _Search(view)
    targets = {address: _Target(kind) for address, kind in zip(objects, _kinds(view, objects), strict=True)}
    for _ in range(_LEVELS):
        if targets:
            targets = dict(list(search.climb(targets).items())[:_WIDTH])
    return {name: search.below(found) for name, found in search.named.items()}


def _kinds(view: View, objects: Sequence[int]) -> list[Type | None]:
    """The types of objects; the pointer to its type is the second word of each."""
    pointers = words(view.source.memory.gather(np.array(objects, np.uint64), 16)[0])[:, 1]
    numbers = view.table.numbers(pointers).tolist()
    return [view.table.types[number] if number >= 0 else None for number in numbers]


def rank_owners(names: Mapping[str, frozenset[int]], objects: Sequence[int]) -> tuple[Owner, ...]:
    """The owners of some of the objects that were searched for: the most frequent first, and of those that lead to
    the same ones the nearest."""
    shares = {name: len(found.intersection(objects)) / len(objects) for name, found in names.items()}
    order = sorted((name for name in names if shares[name]), key=lambda name: (-shares[name], len(names[name])))
    return tuple(Owner(name, shares[name]) for name in order)


def _is_instance(kind: Type) -> bool:
    return bool(kind.flags & HEAP_TYPE) and not _is_container(kind)


def _is_container(kind: Type) -> bool:
    return bool(kind.flags & (LIST | TUPLE | DICT)) or kind.name in _CONTAINERS
