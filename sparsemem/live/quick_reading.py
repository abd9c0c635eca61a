"""The quick ledger as a record that draws itself."""

from sparsemem.errors import InputError
from sparsemem.live.process_records import ProcessLedger
from sparsemem.live.quick_ledger import read_quick_moment


def quick_ledger() -> ProcessLedger:
    """Raises InputError where the platform has no /proc."""
    moment = read_quick_moment()
    if moment is None:
        raise InputError("the quick ledger needs /proc, which this system does not have")
    return ProcessLedger(moment)
