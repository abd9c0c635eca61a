"""Caches of the standard library that are dicts in a module."""

from collections.abc import Iterator

from sparsemem.outside.caches.cache import Cache, Table
from sparsemem.outside.caches.reading.inspection import Inspection

_TABLES = (
    ("re", "_cache", "_MAXCACHE"),
    ("re", "_cache2", "_MAXCACHE2"),
    ("linecache", "cache", ""),
)
"""The module, its dict, and the number that bounds it."""


def find_module_tables(inspection: Inspection) -> Iterator[Cache]:
    """Those of the modules that are imported."""
    for module, name, bound in _TABLES:
        entries = inspection.objects.module(module)
        table = entries.get(name, 0)
        if inspection.objects.type_name(table) == "dict":
            yield Cache(
                kind=f"{module}.{name}",
                address=table,
                tables=(Table(table),),
                entries=inspection.objects.count(table),
                owner=f"{module}.{name}",
                bound=inspection.objects.number(entries.get(bound, 0)),
            )
