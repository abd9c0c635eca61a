"""What a program holds that a bound stops, and who holds it: read while it stands still, before it is ended."""

from sparsemem.measure.machine.memory_limits import available_bytes
from sparsemem.measure.moments.look import OwnersRead, read_owners
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.observer import RunObserver
from sparsemem.measure.run.rss_samples import RssSamples
from sparsemem.measure.run.tree_member import read_status

_OUR_SHARE = 0.5
"""Of the program's RSS, that the memory must have free for our own tables: the bound may be all there is."""


def look_at_stop(pid: int, samples: RssSamples, asked: Instrumentation, observer: RunObserver) -> OwnersRead | None:
    """The owners in process `pid`, whose peak is noted; None where they are not asked for, or there is no room."""
    status = read_status(pid)
    if status is None:
        return None
    samples.note_peak(status)
    if not asked.owners_at_bound or status.rss_bytes is None:
        return None
    observer.reading_owners()
    return read_owners(pid, asked) if available_bytes() >= _OUR_SHARE * status.rss_bytes else None
