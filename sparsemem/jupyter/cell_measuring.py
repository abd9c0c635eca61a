"""Measures one piece of work in the process that we are in: a look before, the peak of the RSS, a look after."""

import time
from collections.abc import Callable

from sparsemem.jupyter.cell_account import CellAccount, kept_since
from sparsemem.measure.attach.looked_at_by_child import attach_own_process, own_peak_bytes, reset_own_peak


def measure_cell(work: Callable[[], object]) -> CellAccount:
    """Do the work once, and tell what it did to the memory; what it raises is the caller's.

    Raises InputError where the memory of this process cannot be read.
    """
    before = attach_own_process()
    is_reset, begun = reset_own_peak(), time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    peak = own_peak_bytes() if is_reset else None
    after = attach_own_process()
    earlier, later = (one.heap.owners if one.heap else () for one in (before, after))
    return CellAccount(
        before.looks[-1].moment, after.looks[-1].moment, peak, seconds, kept_since(earlier, later), after.pinners
    )
