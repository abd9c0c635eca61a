"""Workers of which nobody knows what waited for their collectors: how many, and why."""

from collections import Counter

from sparsemem.model import Process, Run
from sparsemem.units import MB

_LEAST_BYTES = 10 * MB
"""Of Python objects: what waits among fewer is worth no warning."""
_TOO_LARGE_BYTES = 200 * MB
"""Of live heap: no worker that is larger is kept from ending for it."""


def unlooked_workers(run: Run) -> str:
    """A sentence; empty where there are none. A worker is heard of before it ends where it is a fork of the program
    or one of multiprocessing, and leaves by itself or is ended by its parent."""
    found = Counter(_why(process) for process in run.processes if _is_unknown(process, run))
    told = ", ".join(f"{count} {why}" for why, count in found.most_common())
    return f"Workers that ended before garbage was looked for: {found.total()} ({told})." if found else ""


def _is_unknown(process: Process, run: Run) -> bool:
    """Whether a worker that holds enough Python objects for garbage to matter was never looked at for it."""
    ledger = process.last.ledger if process.last else None
    is_worker = process.parent in {one.pid for one in run.processes}
    live = ledger.python_live_bytes if ledger else None
    return is_worker and process.garbage is None and (live or 0) >= _LEAST_BYTES


def _why(process: Process) -> str:
    live = process.last.live_bytes if process.last else None
    if (live or 0) > _TOO_LARGE_BYTES:
        return "too large for a look while the program waits"
    if (process.exit_code or 0) < 0:
        return f"by signal {-(process.exit_code or 0)}"
    if process.forked is False:
        return "an interpreter of its own"
    return "in a way that is not heard of"
