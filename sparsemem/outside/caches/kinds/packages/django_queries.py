"""Django: the log of the queries of a connection, which `DEBUG = True` keeps (django/db/backends/base/base.py).

Layout of a deque: `dequeobject` of CPython's Modules/_collectionsmodule.c, the same in 3.11 to 3.15.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.caches.cache import Cache, Table
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.memory.memory_access import Addresses

_CLASS, _LOG = "BaseDatabaseWrapper", "queries_log"
_LENGTH, _BOUND = 16, 64
_WITHOUT_BOUND = (1 << 64) - 1
"""The signed -1 of a deque without `maxlen`, as a word."""
_MOST = 1_000
KIND = "django.queries_log"


def find_query_logs(inspection: Inspection) -> Iterator[Cache]:
    """That of each connection which has logged a query."""
    objects = inspection.objects
    for connection in objects.coming_from(_CLASS)[:_MOST].tolist():
        log = inspection.attributes.of(connection).get(_LOG, 0)
        if objects.type_name(log) == "collections.deque" and objects.word(log + _LENGTH):
            yield Cache(
                kind=KIND,
                address=log,
                tables=(Table(log, "native"),),
                entries=objects.word(log + _LENGTH),
                bound=bound if (bound := objects.word(log + _BOUND)) != _WITHOUT_BOUND else None,
                pairs=_entries(inspection, log),
            )


def _entries(inspection: Inspection, log: int) -> Addresses:
    """The items, each without a key, shape (n, 2)."""
    graph = inspection.objects.graph
    edges = list(graph.edges(graph.find(np.array([log], np.uint64))))
    items = graph.objects(np.sort(np.concatenate([one.targets for one in edges])))
    return np.stack([np.zeros_like(items), items], axis=1)
