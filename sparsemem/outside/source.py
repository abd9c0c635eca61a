"""What every reading is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.outside.memory import Memory
from sparsemem.outside.residency import Pagemap
from sparsemem.procfs import Mapping


@dataclass(frozen=True, slots=True)
class Source:
    """A process's memory, its pages, and its mappings at one moment, in the order of addresses."""

    memory: Memory
    pagemap: Pagemap
    mappings: Sequence[Mapping]
    tmpfs_devices: frozenset[str]
