"""The readers of another process's memory, imported when they are first needed.

They bring numpy and take most of the time that a scan needs to start, which a command that reads no memory is spared.
"""

from typing import TYPE_CHECKING

from sparsemem.errors import InputError
from sparsemem.model import Garbage, Pinner

if TYPE_CHECKING:
    from sparsemem.outside import PinningBlocks, Reading
    from sparsemem.outside.heap_findings import HeapReading
    from sparsemem.outside.worker_reading import WorkerReading


def load_readers() -> None:
    """Import them all."""
    import sparsemem.outside.heap_reading  # noqa: PLC0415
    import sparsemem.outside.owners.pinner_records  # noqa: F401, PLC0415


def read_running(pid: int) -> "Reading":
    """The memory of a process that goes on meanwhile. Raises InputError or OSError where that cannot be."""
    from sparsemem.outside import make_reading, open_source  # noqa: PLC0415

    return make_reading(open_source(pid))


def read_outside(pid: int) -> "Reading | None":
    """The memory of a process that waits; None where that is not allowed."""
    from sparsemem.outside import read_ledger  # noqa: PLC0415

    try:
        return read_ledger(pid)
    except InputError:
        return None


def read_kept(pid: int, draws_map: bool, why: str | None, is_stopped: bool) -> "HeapReading | None":
    """Who keeps free memory and who holds what, the map of it and why an object is alive where these are wanted; None
    where the process may not be read. `is_stopped` is whether it waits at its end, at a moment of ours."""
    from sparsemem.outside.heap_findings import Asked  # noqa: PLC0415
    from sparsemem.outside.heap_reading import read_heap_of_process  # noqa: PLC0415

    try:
        return read_heap_of_process(pid, Asked(draws_map=draws_map, why=why, is_stopped=is_stopped))
    except InputError:
        return None


def pinner_records_of(found: "HeapReading") -> tuple[Pinner, ...]:
    """Who keeps free memory, as records."""
    from sparsemem.outside.owners.pinner_records import pinner_records  # noqa: PLC0415

    return pinner_records(found.kept)


def read_waiting(pid: int) -> Garbage | None:
    """What waits for the collector in a process that waits at a moment of ours; None where that cannot be told."""
    from sparsemem.outside import open_source  # noqa: PLC0415
    from sparsemem.outside.garbage.garbage_record import read_garbage  # noqa: PLC0415

    try:
        return read_garbage(open_source(pid), is_stopped=True)
    except (InputError, OSError, IndexError, ValueError, ArithmeticError):
        return None


def read_worker(pid: int, is_stopped: bool, asks_who_keeps: bool) -> "WorkerReading":
    """What waits for the collector in a process beside the root, its caches, and who keeps its free memory."""
    from sparsemem.outside.worker_reading import read_worker  # noqa: PLC0415

    return read_worker(pid, is_stopped, asks_who_keeps)


def read_what_pins(pid: int) -> "tuple[PinningBlocks, ...]":
    """The blocks that keep free memory; none where the process may not be read."""
    from sparsemem.outside import read_pinning_blocks  # noqa: PLC0415

    try:
        return read_pinning_blocks(pid)
    except (InputError, OSError):
        return ()
