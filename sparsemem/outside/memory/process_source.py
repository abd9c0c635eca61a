"""What every reading is made of: a process's memory, its pages and its mappings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.outside.memory.fork_watch import ForkWatch
from sparsemem.outside.memory.live_process import open_memory
from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.memory.residency import Pagemap, ProcessPagemap
from sparsemem.outside.memory.told_sums import ToldSums
from sparsemem.procfs import Mapping, parse_memory_devices, parse_smaps


@dataclass(frozen=True, slots=True)
class Source:
    """A process's memory, its pages, and its mappings at one moment, in the order of addresses."""

    memory: Memory
    pagemap: Pagemap
    mappings: Sequence[Mapping]
    tmpfs_devices: frozenset[str]
    ask_malloc: Callable[[], ToldSums | None] | None = None
    """Has its malloc tell of itself, which then may tell nothing; None where it cannot be asked, as from outside."""
    wants_chunks: bool = True
    """Whether each of malloc's chunks is to be looked at, and not the free ones alone where they are few."""
    again: "Callable[[], Source] | None" = None
    """Opens the same once more, as it is by then; None where it does not change, as in a core file."""


def open_source(pid: int) -> Source:
    """The process's memory, and its mappings as they are now.

    Raises InputError, saying what would allow it, where the process is gone or may not be read.
    """
    forks = ForkWatch(pid)
    try:
        smaps = Path(f"/proc/{pid}/smaps").read_text(errors="replace")
        mounts = Path(f"/proc/{pid}/mountinfo").read_text(errors="replace")
    except OSError:
        open_memory(pid)  # may know better why it cannot be read
        raise process_gone(pid) from None
    mappings = parse_smaps(smaps)
    memory = open_memory(pid, any(mapping.is_shared_by_fork for mapping in mappings), forks)
    devices = parse_memory_devices(mounts)
    return Source(memory, ProcessPagemap(pid), mappings, devices, again=lambda: open_source(pid))


def process_gone(pid: int) -> InputError:
    """What is said of a process that cannot be read any more, or not at all."""
    return InputError(f"process {pid} is gone, or its entries in /proc may not be read: run as its user or as root")
