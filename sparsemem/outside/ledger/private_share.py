"""The private share: writable memory that no other process has mapped. The rest came with a fork, and is shared."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.pymalloc.arenas import Arenas
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE
from sparsemem.outside.pymalloc.pool_parts import split_pools


@dataclass(frozen=True, slots=True)
class PrivateShare:
    """Resident bytes of writable private memory of no file, by whether another process has the page mapped too."""

    own_bytes: int
    shared_bytes: int
    python_free_bytes: int
    """Free in pymalloc's arenas, in own pages: of a pool that is shared in part, the same part."""
    malloc_free_bytes: int
    """Free in malloc's heaps, in own pages: at most, since it is not told page by page."""


def read_private_share(ledger: LedgerAccumulator, arenas: Arenas) -> PrivateShare:
    """From what the readers have found in a process that may share pages with others."""
    owned = ledger.residency.owned()
    starts = arenas.pools.addresses
    ends = starts + np.uint64(POOL_SIZE)
    resident = np.maximum(ledger.residency.between(starts, ends), 1)
    pools = split_pools(ledger.residency, arenas.pools).free * owned.between(starts, ends) // resident
    free = ledger.parts.get("malloc_free_bytes", np.zeros(len(owned.starts), np.int64))
    own = owned.between(owned.starts, owned.ends)
    present = ledger.residency.between(owned.starts, owned.ends)
    return PrivateShare(
        own_bytes=int(own.sum()),
        shared_bytes=int((present - own).sum()),
        python_free_bytes=int(pools.sum()),
        malloc_free_bytes=int(np.minimum(free, own).sum()),
    )
