"""What each resident byte of a process is at one moment: parts that add up to the RSS."""

from dataclasses import dataclass, field, fields, replace

from sparsemem.model.known_sum import known_sum
from sparsemem.model.shown import Shown

LIVE_PARTS = ("python_live_bytes", "malloc_live_bytes", "pool_live_bytes")
GARBAGE_PARTS = ("python_garbage_bytes", "malloc_garbage_bytes")
"""Allocated and reachable from nowhere: to the allocators they are as live as the rest."""


@dataclass(frozen=True, slots=True)
class Ledger(Shown):
    """The parts of the RSS in resident bytes, none negative; None where unknown.

    The known parts add up to the RSS of the moment by definition: what no reader could explain is
    `unattributed_bytes`, not an error that goes unseen.
    """

    python_live_bytes: int | None
    """Blocks of CPython's own allocator (pymalloc) in use, without the garbage as far as that is known."""
    python_garbage_bytes: int | None = field(default=None, kw_only=True)
    """Of the allocated blocks, those of objects in dead cycles and of what goes with them: they wait for a
    collection. None where it was not looked for, and they count as live."""
    python_free_blocks_bytes: int | None
    """Free blocks in pools that also hold a live one."""
    python_free_pools_bytes: int | None
    """Wholly free pools in arenas that a live block elsewhere in the arena keeps."""
    python_overhead_bytes: int | None
    """Pool headers, the ends of pools and of arenas that no block fits in."""
    malloc_live_bytes: int | None
    """Chunks of the C library's malloc that are in use, without the garbage as far as that is known."""
    malloc_garbage_bytes: int | None = field(default=None, kw_only=True)
    """Of the chunks in use, those that wait for a collection; None likewise."""
    malloc_free_bytes: int | None
    """Chunks that were freed and whose pages malloc keeps."""
    pool_live_bytes: int | None
    """Blocks in use in a library's own pool (Arrow and others)."""
    pool_free_bytes: int | None
    """What a library's own pool keeps and would give back if it were asked to."""
    stack_bytes: int | None
    """Stacks of the threads."""
    library_data_bytes: int | None
    """Private pages of mapped files: the data sections of libraries, pages written after a private map."""
    file_bytes: int | None
    """Pages of mapped files that are not private copies: the kernel can drop them at any time."""
    shared_bytes: int | None
    """tmpfs, memfd and shared anonymous memory: charged to a container, never dropped."""
    unattributed_bytes: int | None
    """What is left."""

    @property
    def total_bytes(self) -> int:
        """The sum of the known parts, in bytes: the RSS of the moment."""
        return sum(value for _, value in self.parts() if value is not None)

    @property
    def live_bytes(self) -> int | None:
        """Bytes in allocated and resident blocks, garbage included; None unless all three live parts are known."""
        live = known_sum(getattr(self, name) for name in LIVE_PARTS)
        return None if live is None else live + sum(getattr(self, name) or 0 for name in GARBAGE_PARTS)

    def with_garbage(self, python_bytes: int, malloc_bytes: int) -> "Ledger":
        """The same with the garbage told apart from what is live; so many bytes of it are allocated, resident or not,
        and where the live part is unknown, so is the garbage."""
        parts: dict[str, int] = {}
        for heap, size in (("python", python_bytes), ("malloc", malloc_bytes)):
            live = getattr(self, f"{heap}_live_bytes")
            if live is not None:
                garbage = min(size, live)
                parts |= {f"{heap}_live_bytes": live - garbage, f"{heap}_garbage_bytes": garbage}
        return replace(self, **parts)

    @property
    def python_free_bytes(self) -> int | None:
        """Free blocks and free pools together: what live blocks keep pymalloc from giving back."""
        if self.python_free_blocks_bytes is None or self.python_free_pools_bytes is None:
            return None
        return self.python_free_blocks_bytes + self.python_free_pools_bytes

    def told_parts(self) -> list[tuple[str, int | None]]:
        """Those that are worth a line: the others are nothing, or garbage that was not looked for."""
        return [(name, size) for name, size in self.parts() if size or (size is None and name not in GARBAGE_PARTS)]

    def parts(self) -> list[tuple[str, int | None]]:
        """Name and bytes of each part, in the order in which a ledger is printed."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]
