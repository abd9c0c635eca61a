"""Live objects that keep freed memory from going back: what they are, and how much they keep."""

from dataclasses import dataclass
from typing import Literal

PinnedHeap = Literal["python", "malloc"]


@dataclass(frozen=True, slots=True)
class Site:
    """The line of source that allocated more than any other of what some objects keep."""

    function: str
    path: str
    line: int
    share: float
    """Its part, from 0 to 1; what was there before the program's first line, or was not seen, is in no part.

    A block that a free list of the interpreter handed on (tuples, lists, dicts, floats) has the line of its first
    allocation.
    """


@dataclass(frozen=True, slots=True)
class Pinner:
    """The live objects of one type or owner, and the free bytes of the arenas that hold them; None where unknown."""

    owner: str | None
    """The name that a person knows: `__main__.LABELS`, `shop.Cache._entries`."""
    type: str
    blocks: int
    live_bytes: int
    arenas: int
    """Arenas in which there is at least one of the blocks."""
    share_bytes: int
    """The free bytes of each arena, divided equally among those who are in it (the Shapley value)."""
    sole_bytes: int | None
    """The free bytes of the arenas in which there is nobody else; None where what refers to what was not followed to
    the end."""
    values: tuple[str, ...] | None = None
    """Some of the objects, shortened; None where nobody asked for them."""
    heap: PinnedHeap = "python"
    """What it keeps: arenas of Python's, or pages of malloc's; then `arenas` counts the pages."""
    site: Site | None = None
    """Where they were allocated; None where no profiler saw it."""
    is_own: bool | None = None
    """Whether the owner is in a module of the program's own, and not in a library; None where that is not known."""

    @property
    def main_type(self) -> str:
        """That of most of its objects."""
        return self.type.partition(" and ")[0]
