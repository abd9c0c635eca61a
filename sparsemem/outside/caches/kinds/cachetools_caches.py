"""The caches of cachetools 5 to 8, their subclasses included, and those behind `cached` and `cachedmethod`.

They are classes of Python, whose private attributes begin with the name of the class that has them.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.caches.cache import Cache, Deadlines, Table, TableKind
from sparsemem.outside.caches.kinds.decorated import Decorated, find_decorated
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.memory.memory_access import Addresses

DATA = "_Cache__data"
_LINKS = ("_TTLCache__links", "_TLRUCache__items", "_LFUCache__links")
_TIMED = _LINKS[:2]
_TABLES = ("_Cache__size", "_LRUCache__order", "_FIFOCache__order", "_MRUCache__order", "_LFUCache__counter")
_LISTS = ("_RRCache__keys", "_TLRUCache__order")
_MORE = ("_RRCache__index",)
_KINDS = ("TTLCache", "TLRUCache", "LRUCache", "LFUCache", "FIFOCache", "MRUCache", "RRCache", "Cache")
_MOST = 5_000
"""Caches that are read one by one."""


def find_cachetools(inspection: Inspection) -> Iterator[Cache]:
    """Each cache that is alive. Reading it expires nothing, as asking it for its length would."""
    objects = inspection.objects
    some = objects.coming_from(*_KINDS)[:_MOST].tolist()
    found = {address: inspection.attributes.of(address) for address in some}
    caches = {address: attributes for address, attributes in found.items() if DATA in attributes}
    decorated = find_decorated(inspection) if inspection.objects.module("cachetools") else {}
    for address, attributes in caches.items():
        yield _cache(inspection, address, attributes, decorated.pop(address, Decorated()))
    for address, behind in decorated.items():
        if objects.type_name(address) in ("dict", "collections.OrderedDict"):
            yield _plain(inspection, address, behind)


def _plain(inspection: Inspection, address: int, decorated: Decorated) -> Cache:
    """A dict that a decorator fills has no bound."""
    return Cache(
        kind="cachetools.cached",
        address=address,
        tables=(Table(address, _table_kind(inspection, address)),),
        entries=inspection.objects.count(address),
        function=decorated.function,
        owner=inspection.functions.name(decorated.function),
        hits=decorated.hits,
        misses=decorated.misses,
    )


def _cache(inspection: Inspection, address: int, attributes: dict[str, int], decorated: Decorated) -> Cache:
    objects = inspection.objects
    return Cache(
        kind=f"cachetools.{_kind(inspection, address)}",
        address=address,
        tables=tuple(_tables(inspection, attributes)),
        entries=objects.count(attributes[DATA]),
        function=decorated.function,
        owner=inspection.functions.name(decorated.function),
        bound=objects.number(attributes.get("_Cache__maxsize", 0)),
        size=objects.number(attributes.get("_Cache__currsize", 0)),
        ttl_seconds=objects.number(attributes.get("_TTLCache__ttl", 0)),
        hits=decorated.hits,
        misses=decorated.misses,
        deadlines=_deadlines(inspection, attributes),
        is_tangled=_LINKS[2] in attributes,
    )


def _kind(inspection: Inspection, address: int) -> str:
    """The nearest class of the package itself."""
    number = inspection.objects.kinds.number_at.get(inspection.objects.word(address + 8), -1)
    names = [inspection.objects.name_of(base) for base in inspection.objects.kinds.bases[number]]
    return next((name for name in names if name in _KINDS), "Cache")


def _tables(inspection: Inspection, attributes: dict[str, int]) -> Iterator[Table]:
    yield Table(attributes[DATA], _table_kind(inspection, attributes[DATA]))
    for names, links in ((_LINKS, True), (_TABLES + _MORE + _LISTS, False)):
        for address in (attributes[name] for name in names if name in attributes):
            if inspection.objects.type_name(address) in ("dict", "list", "collections.OrderedDict", "Counter"):
                yield Table(address, _table_kind(inspection, address), holds_links=links)


def _table_kind(inspection: Inspection, address: int) -> TableKind:
    name = inspection.objects.type_name(address)
    return "list" if name == "list" else "ordered" if name == "collections.OrderedDict" else "dict"


def _deadlines(inspection: Inspection, attributes: dict[str, int]) -> Deadlines | None:
    links = next((attributes[name] for name in _TIMED if name in attributes), 0)
    clock = inspection.timers.clock(attributes.get("_TimedCache__timer", 0))
    if not links or clock is None:
        return None
    found = inspection.objects.entries(links)
    ends = _expires(inspection, found[:, 1])
    return None if ends is None else Deadlines(found[:, 0], ends, clock)


def _expires(inspection: Inspection, links: Addresses) -> "np.ndarray[tuple[int], np.dtype[np.float64]] | None":
    """What the slot `expires` of each link says, None where that is not always a float."""
    objects = inspection.objects
    if not len(links):
        return np.zeros(0)
    offset = inspection.attributes.slots(objects.word(int(links[0]) + 8)).get("expires")
    if offset is None:
        return None
    numbers = objects.pointers(links, offset)
    rows = objects.rows(numbers, 3)
    kinds = np.unique(rows[:, 1]).tolist()
    return rows[:, 2].copy().view(np.float64) if [objects.name_of(kind) for kind in kinds] == ["float"] else None
