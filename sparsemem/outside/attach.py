"""A living process as a source of readings."""

from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.outside.ledger import Reading, make_reading
from sparsemem.outside.pinners import Pinners, find_pinners
from sparsemem.outside.process import open_memory
from sparsemem.outside.residency import ProcessPagemap
from sparsemem.outside.source import Source
from sparsemem.outside.view import open_view
from sparsemem.procfs import parse_memory_devices, parse_shared_dirty, parse_smaps

_LOOKS = 5


def open_source(pid: int) -> Source:
    """The process's memory, and its mappings as they are now.

    Raises InputError, saying what would allow it, where the process is gone or may not be read.
    """
    try:
        smaps = Path(f"/proc/{pid}/smaps").read_text(errors="replace")
        mounts = Path(f"/proc/{pid}/mountinfo").read_text(errors="replace")
    except OSError:
        open_memory(pid)  # may know better why it cannot be read
        raise _gone(pid) from None
    memory = open_memory(pid, shares_pages=parse_shared_dirty(smaps) > 0)
    return Source(memory, ProcessPagemap(pid), parse_smaps(smaps), parse_memory_devices(mounts))


def read_ledger(pid: int) -> Reading:
    """The ledger of a running process, without pausing it or touching its memory.

    Mappings and pages are read one after the other; where too much moved in between, it looks again, and the look
    with the least movement counts. Raises InputError, saying what would allow it, where the process is gone or may
    not be read.
    """
    best: Reading | None = None
    for _ in range(_LOOKS):
        try:
            reading = make_reading(open_source(pid))
        except OSError:
            raise _gone(pid) from None
        if best is None or reading.moved_bytes < best.moved_bytes:
            best = reading
        if best.moved_bytes * 100 <= best.moment.rss_bytes:
            break
    assert best is not None
    return best


def _gone(pid: int) -> InputError:
    return InputError(f"process {pid} is gone, or its entries in /proc may not be read: run as its user or as root")


def read_pinners(pid: int, values: bool = False, owners: bool = False) -> Pinners:
    """The types of the live objects of a running process, by the free memory that they keep from being returned.

    With `values`, a few str, bytes, int and float objects of each type are read as well; with `owners`, the names
    that lead to the types that keep the most. Raises InputError as `read_ledger` does.
    """
    try:
        return find_pinners(open_view(open_source(pid)), values, owners)
    except OSError:
        raise _gone(pid) from None
