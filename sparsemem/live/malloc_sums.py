"""What glibc's malloc adds up of itself when it is asked: mallinfo2(3) goes through its lists of free chunks."""

from _ctypes import Structure
from typing import NamedTuple

from sparsemem.probe import mallocs, native


class MallocSums(NamedTuple):
    """Bytes, of all arenas together, whether resident or not."""

    system_bytes: int
    """Of the heaps, headers and all."""
    live_bytes: int
    """In chunks in use, in the heaps."""
    mapped_bytes: int
    """In chunks that are mapped by themselves."""
    fast_bytes: int
    """In fast bins: free, and marked as in use."""
    free_bytes: int
    """In free chunks and at the tops, those in fast bins included."""


class _MallInfo2(Structure):
    """mallinfo(3), since glibc 2.33: bytes, of all arenas together."""

    _fields_ = tuple(
        (name, native.Pointer)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    )  # fmt: skip


_mallinfo2 = native.function("mallinfo2", result=_MallInfo2)


def ask_malloc() -> MallocSums | None:
    """None where malloc is not glibc's, or too old to count above 2 GB."""
    if _mallinfo2 is None or mallocs.SERVING is not None:
        return None
    found = _mallinfo2()
    return MallocSums(
        *(int(each or 0) for each in (found.arena, found.uordblks, found.hblkhd, found.fsmblks, found.fordblks))
    )
