"""What a process's own malloc has told of its heaps: mallinfo2(3), asked in that process."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToldSums:
    """Bytes of all arenas together, resident or not; chunks that are mapped by themselves are not in them."""

    system_bytes: int
    """Of the heaps, headers and all (`arena`)."""
    free_bytes: int
    """In free chunks and at the tops (`fordblks`); not those in fast bins (`fsmblks`), which are marked as in use."""
