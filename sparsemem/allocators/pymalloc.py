"""CPython's allocator of small blocks: the table that `_PyObject_DebugMallocStats` prints."""

import re
from dataclasses import dataclass

_LINES = {
    "arenas": r"^(\d{1,19}) arenas \* \d+ bytes/arena",
    "arena_bytes": r"^\d+ arenas \* (\d{1,19}) bytes/arena",
    "live_bytes": r"^# bytes in allocated blocks +=",
    "free_blocks_bytes": r"^# bytes in available blocks +=",
    "free_pools_bytes": r"^\d+ unused pools \* \d+ bytes +=",
    "pool_header_bytes": r"^# bytes lost to pool headers +=",
    "quantization_bytes": r"^# bytes lost to quantization +=",
    "alignment_bytes": r"^# bytes lost to arena alignment +=",
}
_NUMBER = r" +(\d[\d,]{0,24})$"


@dataclass(frozen=True, slots=True)
class PymallocStats:
    """What every byte of the arenas is, as the allocator counts it: touched or not.

    `live + free blocks + free pools + overhead = arenas * arena size`, in bytes (Objects/obmalloc.c).
    """

    arenas: int
    arena_bytes: int
    live_bytes: int
    free_blocks_bytes: int
    free_pools_bytes: int
    overhead_bytes: int
    alignment_bytes: int = 0
    """Of the overhead, what lies in no pool: arenas need not begin where one can."""

    @property
    def total_bytes(self) -> int:
        """Bytes of all arenas."""
        return self.arenas * self.arena_bytes


def parse_pymalloc(text: str) -> PymallocStats | None:
    """The statistics in the text; None where it is not such a table, whole and adding up.

    An interpreter with `PYTHONMALLOC=malloc` prints nothing, and mimalloc prints totals of its own.
    """
    found = {}
    for name, pattern in _LINES.items():
        match = re.search(pattern if "(" in pattern else pattern + _NUMBER, text, re.MULTILINE | re.ASCII)
        if match is None:
            return None
        found[name] = int(match[1].replace(",", ""))
    overhead = found.pop("pool_header_bytes") + found.pop("quantization_bytes") + found["alignment_bytes"]
    stats = PymallocStats(overhead_bytes=overhead, **found)
    parts = stats.live_bytes + stats.free_blocks_bytes + stats.free_pools_bytes + stats.overhead_bytes
    return stats if parts == stats.total_bytes else None
