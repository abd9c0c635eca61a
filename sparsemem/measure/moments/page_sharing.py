"""How much of a process's memory is its own, from a look into it and from the kernel's sums."""

from pathlib import Path
from typing import TYPE_CHECKING

from sparsemem.model import Sharing
from sparsemem.procfs import Rollup, parse_rollup

if TYPE_CHECKING:
    from sparsemem.outside import Reading


def make_sharing(reading: "Reading", rollup: Rollup, seconds: float) -> Sharing:
    """What a look says of own and shared pages; the free bytes are unknown where no interpreter was found."""
    known = reading.moment.ledger if reading.identity.python_version is not None else None
    python = known.python_free_bytes if known else None
    malloc = known.malloc_free_bytes if known else None
    owned = reading.owned
    return Sharing(
        seconds=seconds,
        # Not the rollup's, which is of another moment: it could be more than the RSS.
        pss_bytes=None if rollup.pss_bytes is None else reading.pss_bytes,
        private_dirty_bytes=rollup.private_dirty_bytes,
        shared_dirty_bytes=rollup.shared_dirty_bytes,
        own_heap_bytes=owned.own_bytes,
        shared_heap_bytes=owned.shared_bytes,
        python_free_bytes=python,
        own_python_free_bytes=None if python is None else min(owned.python_free_bytes, python),
        malloc_free_bytes=malloc,
        own_malloc_free_bytes=None if malloc is None else min(owned.malloc_free_bytes, malloc),
        malloc_trimmable_bytes=None if malloc is None else min(reading.malloc.trimmable_bytes, malloc),
    )


def read_rollup(pid: int) -> Rollup:
    """The kernel's sums; nothing is known where it has no such file, or does not let us read it."""
    try:
        return parse_rollup(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return Rollup(None, None, None)
