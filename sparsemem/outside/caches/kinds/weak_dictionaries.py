"""weakref.WeakValueDictionary and WeakKeyDictionary whose entries hold themselves: they never go, and grow for ever.

A value of a WeakKeyDictionary that leads to its key keeps the key alive, and a key of a WeakValueDictionary that
leads to its value likewise (Lib/weakref.py; both keep their entries in `data`).
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.caches.cache import Cache, Table
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.caches.reading.paths import lead_back
from sparsemem.outside.caches.sampling import sample
from sparsemem.outside.memory.memory_access import Addresses

_KINDS = {"WeakKeyDictionary": 0, "WeakValueDictionary": 1}
"""Which of key and value is the weak reference."""
_REFERENT = 16
_LEAST, _SHARE = 16, 0.5
_ASKED = 32
"""Entries of each dictionary that are followed."""
_MOST = 1_000


def find_weak_dictionaries(inspection: Inspection) -> Iterator[Cache]:
    """Those in which at least half of the entries hold themselves."""
    objects = inspection.objects
    for kind, weak in _KINDS.items():
        for address in objects.coming_from(kind)[:_MOST].tolist():
            table = inspection.attributes.of(address).get("data", 0)
            if objects.type_name(table) == "dict" and objects.count(table) >= _LEAST:
                yield from _if_held(inspection, Cache(f"weakref.{kind}", address, (Table(table),), 0), weak)


def _if_held(inspection: Inspection, cache: Cache, weak: int) -> Iterator[Cache]:
    entries = inspection.objects.entries(cache.tables[0].address)
    some = sample(entries, _ASKED)
    held = _self_held(inspection, some, weak)
    if held and held >= _SHARE * len(some):
        yield Cache(
            kind=cache.kind,
            address=cache.address,
            tables=cache.tables,
            entries=len(entries),
            self_held=round(held * len(entries) / len(some)),
        )


def _self_held(inspection: Inspection, entries: Addresses, weak: int) -> int:
    referents = inspection.objects.pointers(entries[:, weak], _REFERENT)
    strong = entries[:, 1 - weak]
    alive = inspection.objects.word
    good = np.array([bool(alive(one)) for one in referents.tolist()], np.bool_) & (referents != strong)
    return lead_back(inspection.objects.graph, strong[good], referents[good])
