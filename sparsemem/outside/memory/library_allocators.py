"""Memory of allocators that keep no headers we read: whose it is, by where it lies and which libraries are there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.allocators.registry import STAND_INS, named
from sparsemem.outside.memory.regions import Region
from sparsemem.procfs import Mapping

HINT_AREA = range(2 << 40, 30 << 40)
"""Where mimalloc asks for its memory: MI_HINT_BASE to MI_HINT_MAX in its src/os.c. The kernel of itself maps programs
near 85 TB and everything else near 127 TB, so that nothing else is there."""
_EXTENT = 2 << 20
"""jemalloc and tcmalloc take memory in multiples of a huge page, and so do libraries that carry one of them."""
ARROW = "Arrow (mimalloc)"
_CARRIERS = (
    ("libarrow.so", ARROW),
    ("polars", "polars (jemalloc)"),
    *((f"/{known.library}", known.name) for known in STAND_INS),
)
"""Files that have an allocator of their own: part of the path, and how it is called in a report."""


@dataclass(frozen=True, slots=True)
class Carriers:
    """The allocators that mapped files bring along."""

    names: tuple[str, ...]

    def name_of(self, region: Region, left_bytes: int) -> str | None:
        """Whose the unexplained bytes of a region are, None where no allocator is known for them."""
        if region.start in HINT_AREA:
            own = [name for name in self.names if "mimalloc" in name]
            return own[0] if own else "mimalloc"
        if region.is_brk:
            # tcmalloc takes its memory from brk first.
            return next((name for name in self.names if named(name)), None)
        others = [name for name in self.names if name != ARROW]
        large = left_bytes >= 1 << 16 and region.end - region.start >= _EXTENT
        return others[0] if others and large else None


def find_carriers(mappings: Sequence[Mapping]) -> Carriers:
    """The known allocators among the mapped files."""
    present = {"/".join(mapping.path.split("/")[-2:]) for mapping in mappings if mapping.is_file}
    return Carriers(tuple(name for part, name in _CARRIERS if any(part in file for file in present)))
