"""Reads another process's memory without touching it: where its bytes are, and what holds them.

`read_ledger(pid)` and `read_pinners(pid)` look at a process that runs, sleeps or is stopped; it is not paused, and
nothing of it is written. `open_source(pid)` keeps the mappings of one moment: `make_reading` and `open_view` look at
that moment, and `find_pinners` goes on from the view. A `Source` of other
origin (a core file, a test) goes the same way.
"""

from sparsemem.outside.attach import open_source, read_ledger, read_pinners
from sparsemem.outside.census import take_census
from sparsemem.outside.identity import Identity
from sparsemem.outside.ledger import Reading, make_reading
from sparsemem.outside.owners import Owner
from sparsemem.outside.pinners import Pinner, Pinners, divide, find_pinners, with_owners, with_values
from sparsemem.outside.source import Source
from sparsemem.outside.view import open_view

__all__ = [
    "Identity",
    "Owner",
    "Pinner",
    "Pinners",
    "Reading",
    "Source",
    "divide",
    "find_pinners",
    "make_reading",
    "open_source",
    "open_view",
    "read_ledger",
    "read_pinners",
    "take_census",
    "with_owners",
    "with_values",
]
