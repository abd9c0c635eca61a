"""Caches of packages that are instances of a class with the table in an attribute: a declaration is enough."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.cache import Cache, Deadlines, Table
from sparsemem.outside.caches.kinds.entry_numbers import EntryNumbers
from sparsemem.outside.caches.reading.inspection import Inspection

_MOST = 2_000
_TABLES = ("dict", "collections.OrderedDict")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the attributes of a class of caches mean; "" where it has no such one."""

    kind: str
    """The package and the class: `cachelib.SimpleCache`."""
    module: str
    """Of the class, or the beginning of it."""
    class_name: str
    table: str
    """The dict of the entries; "" where the cache is the dict itself."""
    bound: str = ""
    ttl: str = ""
    hits: str = ""
    misses: str = ""
    function: str = ""
    deadlines: str = ""
    """A dict of the same keys with the second in which each one expires, or None."""
    clock: str | None = None
    """Which clock that is: `real` or `monotonic`."""
    deadline_item: int | None = None
    """Which item of a value, where that is a tuple, is this second."""
    is_age: bool = False
    """Whether it is the second in which the entry was made, so that it expires `ttl` later."""


def find_declared(inspection: Inspection, declaration: Declaration) -> Iterator[Cache]:
    """The caches of one class that are alive."""
    objects = inspection.objects
    for address in objects.coming_from(declaration.class_name)[:_MOST].tolist():
        if _is_of(inspection, address, declaration):
            attributes = inspection.attributes.of(address)
            table = attributes.get(declaration.table, 0) if declaration.table else address
            if objects.type_name(table) in _TABLES or not declaration.table:
                yield _cache(inspection, declaration, attributes, (address, table))


def _is_of(inspection: Inspection, address: int, declaration: Declaration) -> bool:
    number = inspection.objects.kinds.number_at.get(inspection.objects.word(address + 8), -1)
    bases = inspection.objects.kinds.bases[number] if number >= 0 else []
    same = (base for base in bases if inspection.objects.name_of(base) == declaration.class_name)
    return any(inspection.attributes.module(base).startswith(declaration.module) for base in same)


def _cache(
    inspection: Inspection, declaration: Declaration, attributes: dict[str, int], places: tuple[int, int]
) -> Cache:
    objects, function = inspection.objects, attributes.get(declaration.function, 0)
    address, table = places
    ordered = objects.type_name(table) != "dict"
    numbers = {
        name: objects.number(attributes.get(getattr(declaration, name), 0)) for name in ("bound", "hits", "misses")
    }
    ttl = objects.number(attributes.get(declaration.ttl, 0)) or None
    return Cache(
        kind=declaration.kind,
        address=address,
        tables=(Table(table, "ordered" if ordered else "dict"), *_others(declaration, attributes)),
        entries=objects.count(table),
        function=function,
        owner=inspection.functions.name(function),
        bound=numbers["bound"],
        ttl_seconds=ttl,
        hits=None if numbers["hits"] is None else int(numbers["hits"]),
        misses=None if numbers["misses"] is None else int(numbers["misses"]),
        deadlines=_deadlines(inspection, declaration, (table, attributes.get(declaration.deadlines, 0)), ttl),
    )


def _others(declaration: Declaration, attributes: dict[str, int]) -> Iterator[Table]:
    if declaration.deadlines in attributes:
        yield Table(attributes[declaration.deadlines])


def _deadlines(
    inspection: Inspection, declaration: Declaration, tables: tuple[int, int], ttl: float | None
) -> Deadlines | None:
    objects, (table, apart) = inspection.objects, tables
    item = declaration.deadline_item
    if declaration.clock is None or not (apart or item is not None):
        return None
    entries = objects.entries(apart or table)
    pointers = entries[:, 1] if apart else objects.pointers(entries[:, 1], objects.tuple_items + 8 * (item or 0))
    ends = EntryNumbers(inspection).numbers(pointers)
    if declaration.is_age:
        ends = ends + ttl if ttl else np.full(len(ends), np.nan)
    return Deadlines(entries[:, 0], ends, declaration.clock)
