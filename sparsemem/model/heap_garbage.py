"""What nothing uses any more and is still there: dead cycles that wait for the collector, and what it will not free.

Bytes are those of blocks in use. `retained_bytes` is what would be freed with a thing. None is unknown.
"""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.finding import Location

Waits = Literal["collector off", "frozen", "threshold", "generation"]


@dataclass(frozen=True, slots=True)
class Cycle:
    """Reference cycles of one shape that nothing else refers to: garbage that waits for a collection."""

    shape: str
    """`Node.children -> list[] -> Node.parent`."""
    types: tuple[str, ...]
    count: int
    objects: int
    live_bytes: int
    retained_bytes: int
    location: Location | None = None
    """The line that closes it, where the source is at hand; else where the code of its objects begins."""
    waits: Waits | None = None
    """Why the collector has not taken it."""
    review: str | None = None
    """The code of the rule by which `review` finds that line."""


@dataclass(frozen=True, slots=True)
class Uncollectable:
    """Objects that nothing uses any more, or that were to go, and that no collection will free."""

    why: Literal["frozen", "gc.garbage", "resurrected"]
    """Dead and set apart by `gc.freeze`; kept in `gc.garbage`; or brought back to life by their own `__del__`."""
    types: tuple[str, ...]
    """The commonest first."""
    objects: int
    """That the collector counts: for `resurrected` those that brought themselves back."""
    retained_bytes: int
    """With all that is held by them alone."""
    saves_all: bool = False
    """Whether the program has asked for it: `gc.DEBUG_SAVEALL`, which `gc.DEBUG_LEAK` has in it."""


@dataclass(frozen=True, slots=True)
class Garbage:
    """Objects in dead cycles, and all that goes with them; bytes are allocated, resident or not."""

    tracked: int
    """Objects that the collector itself counts when it frees them."""
    objects: int
    """With what goes with them."""
    python_bytes: int
    malloc_bytes: int
    cycles: tuple[Cycle, ...]
    """By what they retain, the largest first."""
    uncollectable: tuple[Uncollectable, ...] = ()
    """The dead among it that are frozen; beside it what is kept in `gc.garbage`, or came back."""
    known_objects: int | None = None
    """All objects that the collector knows, dead or alive: it looks at each in a full collection."""
    collected_meanwhile: int | None = None
    """Objects that the program's own collections freed while garbage was looked for; None where that is not known."""

    derived = ("bytes",)

    @property
    def bytes(self) -> int:
        """Of both allocators."""
        return self.python_bytes + self.malloc_bytes
