"""Who holds the heap of a program that a bound has stopped: read before it is ended, while it stands still."""

from sparsemem.measure.machine.memory_limits import available_bytes
from sparsemem.measure.moments.look import OwnersRead, read_owners
from sparsemem.measure.program.instrumentation import Instrumentation

_OUR_SHARE = 0.5
"""Of the program's RSS, that the memory must have free for our own tables: the bound may be all there is."""


def read_owners_at_stop(pid: int, rss_bytes: int, asked: Instrumentation) -> OwnersRead | None:
    """The owners in process `pid`; None where there is no room to find them out."""
    return read_owners(pid, asked) if available_bytes() >= _OUR_SHARE * rss_bytes else None
