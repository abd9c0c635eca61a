"""Reads another process's memory without touching it: where its bytes are, and what holds them.

Its rooms, in the order in which they build on each other: `memory`, then `core`, `pymalloc`, `glibc` and `mimalloc`,
then `ledger` and `objects`, then `search` and `graph`, `owners`, `map`; above them the files of this folder.

`read_ledger(pid)` and `read_pinners(pid)` look at a process that runs, sleeps or is stopped; it is not paused, and
nothing of it is written. `open_source(pid)` keeps the mappings of one moment: `make_reading` and `open_view` look at
that moment, and `find_pinners` goes on from the view. A `Source` of other
origin (a core file, a test) goes the same way.
"""

from sparsemem.outside.ledger.ledger_reading import Reading, make_reading
from sparsemem.outside.live_reading import read_ledger, read_pinners
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.memory.runtime_identity import Identity
from sparsemem.outside.objects.block_histogram import take_census
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.owners.kept_by_type import Pinner, Pinners, divide, find_pinners, with_owners, with_values
from sparsemem.outside.owners.pinning_blocks import Pinning, pinning_tables, read_pinning
from sparsemem.outside.search.owner_search import Owner

__all__ = [
    "Identity",
    "Owner",
    "Pinner",
    "Pinners",
    "Pinning",
    "Reading",
    "Source",
    "divide",
    "find_pinners",
    "make_reading",
    "open_source",
    "open_view",
    "pinning_tables",
    "read_ledger",
    "read_pinners",
    "read_pinning",
    "take_census",
    "with_owners",
    "with_values",
]
