"""The C library's malloc: the XML that `malloc_info` writes (glibc, malloc/malloc.c)."""

import re
from dataclasses import dataclass

_TOTAL = r'<total type="{}" count="\d+" size="(\d{{1,19}})"/>'


@dataclass(frozen=True, slots=True)
class MallocInfo:
    """All arenas together, in bytes as malloc counts them: resident or not.

    `system_bytes` were taken from the kernel for heaps, of which `free_bytes` lie in freed chunks (`fast` and
    `rest`, the top of each heap included); `mapped_bytes` are chunks with a mapping of their own. A chunk that
    waits in a thread's cache counts as in use.
    """

    arenas: int
    system_bytes: int
    free_bytes: int
    mapped_bytes: int

    @property
    def heap_live_bytes(self) -> int:
        """Bytes of chunks in use inside the heaps."""
        return max(self.system_bytes - self.free_bytes, 0)

    @property
    def live_bytes(self) -> int:
        """Bytes of all chunks in use."""
        return self.heap_live_bytes + self.mapped_bytes


def parse_malloc_info(text: str) -> MallocInfo | None:
    """The totals in the text; None where it was cut off, or another allocator is in malloc's place."""
    head, found, tail = text.rpartition("</heap>")
    if not found or "</malloc>" not in tail:
        return None
    totals = {kind: _last(_TOTAL.format(kind), tail) for kind in ("fast", "rest", "mmap")}
    system = _last(r'<system type="current" size="(\d{1,19})"/>', tail)
    if "fast" not in tail:  # since glibc 2.43 there are no fast bins
        totals["fast"] = 0
    if system is None or None in totals.values():
        return None
    free = (totals["fast"] or 0) + (totals["rest"] or 0)
    if free > system or not (system or totals["mmap"]):
        return None
    return MallocInfo(
        arenas=head.count("<heap nr="),
        system_bytes=system,
        free_bytes=free,
        mapped_bytes=totals["mmap"] or 0,
    )


def _last(pattern: str, text: str) -> int | None:
    found = re.findall(pattern, text, re.ASCII)
    return int(found[-1]) if found else None
