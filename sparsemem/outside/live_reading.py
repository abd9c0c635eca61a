"""The ledger of a process that runs: read again where too much moved while it was read."""

from collections.abc import Callable
from dataclasses import replace

from sparsemem.model import Moment
from sparsemem.outside.ledger.ledger_reading import Reading, make_reading
from sparsemem.outside.memory.process_source import Source, open_source, process_gone
from sparsemem.outside.pymalloc.counted_arenas import ArenasReader, read_arenas

_LOOKS = 5


def read_moment(pid: int) -> Moment:
    """The ledger alone, as `read_ledger` has it, without the totals of malloc's chunks: of a large heap of malloc's
    with few free ones it takes a small part of the time. Raises InputError likewise."""
    return read_ledger(pid, lambda pid: replace(open_source(pid), wants_chunks=False)).moment


def read_ledger(
    pid: int, open_it: Callable[[int], Source] = open_source, read: ArenasReader = read_arenas
) -> Reading:
    """The ledger of a running process, without pausing it or touching its memory; `read` as in `make_reading`.

    Mappings and pages are read one after the other; where too much moved in between, it looks again, and the look
    with the least movement counts. Raises InputError, saying what would allow it, where the process is gone or may
    not be read.
    """
    best: Reading | None = None
    for _ in range(_LOOKS):
        try:
            reading = make_reading(open_it(pid), read)
        except OSError:
            raise process_gone(pid) from None
        if best is None or reading.moved_bytes < best.moved_bytes:
            best = reading
        if best.moved_bytes * 100 <= best.moment.rss_bytes:
            break
    assert best is not None
    return best
