"""Reads another process's memory without touching it: where its bytes are, and what holds them.

Nothing runs in the process, it is not paused, and nothing of it is written. A `Source` is its memory and its
mappings at one moment; a core file gives one too (`core_reading`), and so does a test. From it `make_reading` works
out the ledger (the parts that add up to the RSS), and `open_view` opens the heap: `take_census` counts its blocks by
arena and type, and `heap_reading.make_heap_reading` finds who keeps its free memory. `read_ledger(pid)` and
`heap_reading.read_heap_of_process(pid)` do the same of a process that runs.

The rooms, in the order in which they build on each other, which is a good order to read them in; a room imports only
from rooms before it:

- `memory`: bytes, mappings and resident pages of a process, and which interpreter it runs;
- `core`: the same from a core file. `pymalloc`, `glibc`, `mimalloc`, `jemalloc`: the heaps of each allocator, and
  what is in use;
- `ledger`: all resident pages by what they are for. `objects`: which blocks are objects, of which types and layouts;
- `dominators`: immediate dominators and retained sizes, of any graph;
- `graph`: what refers to what, and which name owns what. `search`: the same upwards from a few objects, for heaps
  that are too large for a graph;
- `garbage`: unreachable objects, which wait for the collector. `caches`: caches, and what in them is expired;
- `live_heap`: who holds the live heap, by name. `owners`: what owners and types keep from being returned. `waste`:
  equal values and empty room in it;
- `map`: how full the heaps are, by address.

On top stand `live_reading`, `core_reading` and `heap_reading`, which the rest of the package uses; `sampled_reading`
is for heaps that are too large.
"""

from sparsemem.outside.ledger.ledger_reading import Reading, make_reading
from sparsemem.outside.live_reading import read_ledger, read_moment
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.memory.runtime_identity import Identity
from sparsemem.outside.objects.block_histogram import take_census
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.owners.kept_memory import KeptMemory
from sparsemem.outside.owners.pinning_blocks import PinningBlocks, pinning_tables, read_pinning_blocks

__all__ = [
    "Identity",
    "KeptMemory",
    "PinningBlocks",
    "Reading",
    "Source",
    "make_reading",
    "open_source",
    "open_view",
    "pinning_tables",
    "read_ledger",
    "read_moment",
    "read_pinning_blocks",
    "take_census",
]
