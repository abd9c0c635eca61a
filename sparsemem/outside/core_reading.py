"""The core file of a process that was killed, as a source of readings."""

from dataclasses import dataclass, replace

from sparsemem.outside.core.core_mappings import make_mappings
from sparsemem.outside.core.core_notes import parse_notes
from sparsemem.outside.core.elf_headers import parse_elf
from sparsemem.outside.core.file_backed_memory import find_pieces
from sparsemem.outside.core.file_pieces import PieceMemory, map_file
from sparsemem.outside.core.pages_in_core import CorePagemap
from sparsemem.outside.ledger.ledger_reading import Reading, make_reading
from sparsemem.outside.memory.process_source import Source


@dataclass(frozen=True, slots=True)
class Core:
    """A core file, opened."""

    source: Source
    pid: int
    command: str
    """80 characters of the command line at most."""
    missing: tuple[str, ...]
    """Files that the process had mapped and that are not here as they were: what only they hold is unknown."""
    has_holes: bool
    """Whether pages that were not resident can be told from pages of zeros."""


def open_core(path: str) -> Core:
    """The core file at `path`. Raises InputError where it is none, cannot be read, was cut off or is damaged."""
    data = map_file(path)
    elf = parse_elf(data, path)
    notes = parse_notes(elf.notes)
    pagemap = CorePagemap(elf.segments, data, path)
    pieces, missing = find_pieces(path, data, elf.segments, notes.files)
    memory = PieceMemory(pieces)
    mappings = make_mappings(elf.segments, notes, pagemap, memory)
    return Core(Source(memory, pagemap, mappings, frozenset()), notes.pid, notes.command, missing, pagemap.has_holes)


def read_core(core: Core) -> Reading:
    """The ledger of what the core holds.

    Pages of files are not in it, and swap is not told: both are unknown. The data of libraries are there whole, with
    the pages that were never written.
    """
    reading = make_reading(core.source)
    ledger = reading.moment.ledger
    assert ledger is not None
    # What the core has of shared memory is there; what it has not, it may have left out.
    ledger = replace(ledger, file_bytes=None, shared_bytes=ledger.shared_bytes or None)
    estimated = (*reading.moment.estimated, "library_data_bytes")
    moment = replace(reading.moment, swap_bytes=None, huge_bytes=None)
    return replace(reading, moment=replace(moment, ledger=ledger, estimated=estimated))
