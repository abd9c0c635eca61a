"""The rows of a live heap: what one name holds, one type, one step of a path, and what equal data would save.

Bytes are those of blocks in use, and resident. `retained_bytes` is what would be freed with a thing: its retained
size in the dominator tree of the reference graph. None is unknown.
"""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.fitted_line import Line

NATIVE = "native memory "
"""How the names of memory begin that is no object of Python's, and that none leads to."""
UNKNOWN_LIBRARY = "native memory of an unknown library"
"""The owner of memory of which no more is known than that no object leads to it."""
LOST = "native memory that nothing leads to"
"""The owner of memory in use that nothing in the process has the address of: nobody can free it any more."""
CHANGED = "memory that changed while it was looked at"
"""Of a process that ran: freed or used anew between the search for what is there and that for who refers to it."""
OWNED_BY_NONE = (None, UNKNOWN_LIBRARY, LOST, CHANGED)
"""Rows that name nobody."""
Wasteful = Literal["equal values", "empty room"]


@dataclass(frozen=True, slots=True)
class HeapTable:
    """The table of a dict or a set, and the one that it is made anew with when it is full; bytes."""

    bytes: int
    entries_left: int
    """How many more entries make it anew, where none is deleted."""
    next_bytes: int


@dataclass(frozen=True, slots=True)
class HeapOwner:
    """The objects that one name keeps alive; the rest of the heap is one row whose `owner` is None."""

    owner: str | None
    types: tuple[str, ...]
    objects: int
    live_bytes: int
    retained_bytes: int
    growth_bytes: int | None = None
    """Of `live_bytes`: since the first look, or for each 1x of data where the heap has `growth_scales`; None where
    there was one look alone."""
    growth_objects: int | None = None
    path: tuple[str, ...] = ()
    """From the root of the reference graph to the objects, a name for each step."""
    entries: int | None = None
    """How many items the named object holds, where it is a container; of lost memory how many pieces it is in."""
    growth_entries: int | None = None
    type: str | None = None
    """That of the named object."""
    table: HeapTable | None = None
    """Of the named object, where it is a dict or a set."""
    type_bytes: tuple[int, ...] = ()
    """Of `live_bytes`, those of each of the `types`; none where they were not told apart."""
    growth_fit: Line | None = None
    """Of `live_bytes` over the scales of a sweep; None outside of one."""
    returned_bytes: int | None = None
    """Of the RSS, what goes back to the system when the named container is cleared, and malloc's pages are trimmed.
    None where it was not worked out: of what is no container, is small, or is none of the largest."""

    @property
    def most_bytes(self) -> int:
        """What it holds or what would go with it, the larger: of what two names share neither retains anything."""
        return max(self.live_bytes, self.retained_bytes)


@dataclass(frozen=True, slots=True)
class HeapStep:
    """One object on the way from the root of the reference graph to another one."""

    name: str
    """What the reference to it is called in the object before: `.sessions`, `['key']`; of the first who holds it."""
    type: str
    retained_bytes: int
    left_out: int = 0
    """Steps before this one that are not told, as of a linked list."""


@dataclass(frozen=True, slots=True)
class HeapType:
    """All objects of one type."""

    type: str
    objects: int
    live_bytes: int
    retained_bytes: int


@dataclass(frozen=True, slots=True)
class MappedMemory:
    """What the `mmap.mmap` objects of one owner have mapped: memory of the process that is in no heap."""

    owner: str | None
    """None where none was found."""
    objects: int
    mapped_bytes: int
    resident_bytes: int
    """Of the RSS."""
    file_bytes: int
    """Of these, pages of files on a disk, which the kernel can drop at any time."""
    private_bytes: int
    """Of these, private memory of no file: to all allocators it is unknown."""


@dataclass(frozen=True, slots=True)
class Waste:
    """Memory that the same data would not need: equal values kept many times, or room that is empty."""

    what: Wasteful
    owner: str | None
    type: str
    count: int
    """Values that are equal to others, or containers that have far more room than they need."""
    bytes: int
    """What would be saved."""
    objects: int | None = None
    """All values or containers of that type that the owner has."""
    entries: int | None = None
    """What is in the containers that have too much room."""
    allocated_bytes: int | None = None
    """The room that they have."""
    every: int = 1
    """One in so many objects was looked at: counts and bytes are worked out from these, and of equal values are the
    least that there can be."""
