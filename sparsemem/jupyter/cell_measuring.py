"""Measures one piece of work in the process that we are in: a look before, the peak of the RSS, a look after."""

import time
from collections.abc import Callable

import sparsemem
from sparsemem.jupyter.cell_account import CellAccount, kept_since
from sparsemem.measure.machine.own_peak import own_peak_bytes, reset_own_peak
from sparsemem.model import HeapOwner


def measure_cell(work: Callable[[], object]) -> CellAccount:
    """Do the work once, and tell what it did to the memory; what it raises is the caller's.

    Raises InputError where the memory of this process cannot be read.
    """
    owners, before = _owners(), sparsemem.ledger().moment
    is_reset, begun = reset_own_peak(), time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    peak = own_peak_bytes() if is_reset else None
    after = sparsemem.ledger().moment
    return CellAccount(before, after, peak, seconds, kept_since(owners, _owners()))


def _owners() -> tuple[HeapOwner, ...]:
    """Those of the kernel; the look before is held here meanwhile, and is no business of the cell's."""
    found = sparsemem.heap(owners_only=True).found
    ours = f" in {measure_cell.__name__}"
    return tuple(one for one in found.owners if not (one.owner or "").endswith(ours)) if found else ()
