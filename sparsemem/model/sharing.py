"""How much of a process's memory is its own, beside what it shares with others since a fork."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copies:
    """What a forked process took over from its parent and copied since, in bytes, by the kernel's sums.

    Those are had many times a second, so of a worker of half a second too.
    """

    inherited_bytes: int
    """Its memory of no file when it was first seen, as far as its parent had as much: all that it shared at first."""
    copied_bytes: int
    """What of that was its own alone when it was last seen, because it or the parent had written into it."""
    full_collections: int | None
    """Collections of the oldest generation that it ran; None where its collector was not found."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """One look at a process of a tree, in bytes; None where unknown.

    Own pages are those that no other process has mapped (bit 56 of pagemap). A forked process begins with none: it
    gets a copy of a page when it, or its parent, first writes into it.
    """

    seconds: float
    """Since the start of the run."""
    pss_bytes: int | None
    """The RSS with each shared page divided among those who have it (`Pss:` of smaps_rollup)."""
    private_dirty_bytes: int | None
    """Written pages that are its own."""
    shared_dirty_bytes: int | None
    """Written pages that it shares: what it has from its parent and nobody has written into since; shared memory."""
    own_heap_bytes: int | None
    """Own pages of writable private memory of no file."""
    shared_heap_bytes: int | None
    """Such pages that others have as well."""
    python_free_bytes: int | None
    """Free blocks and pools in pymalloc's arenas."""
    own_python_free_bytes: int | None
    """What of it lies in own pages."""
    malloc_free_bytes: int | None
    own_malloc_free_bytes: int | None
    """What of malloc's free bytes lies in own pages, at most."""
    malloc_trimmable_bytes: int | None
    """What a malloc_trim(0) would return of malloc's free bytes."""
