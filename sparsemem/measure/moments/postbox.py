"""The parent's side of the mailbox: sees a posted moment, looks at the waiting process from outside, answers."""

import mmap
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sparsemem.measure.moments.moment_text import (
    KernelView,
    Post,
    parse_post,
    read_kernel_view,
    read_outside,
    read_what_pins,
    read_who_pins,
)
from sparsemem.measure.passes.memray_capture import capture_beside, written_bytes
from sparsemem.measure.program.command import Turn
from sparsemem.model import MOMENT_NAMES, HeapMap, Pinner
from sparsemem.outside import Pinning, Reading
from sparsemem.probe import layout

READ_FROM_OUTSIDE = ("end", "after_trim")
"""What the process ends with, and what nothing gives back: between them the anonymous memory alone is compared."""


def is_read_from_outside(post: Post) -> bool:
    """Whether the memory is to be read at a moment: at the start, too, where mimalloc tells too little of itself."""
    return post.moment in READ_FROM_OUTSIDE or "mimalloc" in post.sections.get("about", "")


@dataclass(frozen=True, slots=True)
class Look:
    """A posted moment: what the process said, what was seen of it while it waited, and when (monotonic seconds)."""

    post: Post
    view: KernelView | None
    outside: Reading | None
    """The process's memory as it was read from outside, at the moments that are worth the time it takes."""
    pinners: tuple[Pinner, ...]
    """Who keeps the free memory, at the last moment and where that was asked for."""
    pinning: tuple[Pinning, ...]
    """The blocks that do so, at `end` and where their sites are to be found."""
    heap_map: HeapMap | None
    """The map of its heaps, likewise."""
    posted_seconds: float
    answered_seconds: float


class Postbox:
    """A new mailbox file at `path`. Close it when the run is over."""

    def __init__(self, path: Path, turn: Turn, signal: int = 0, draws_map: bool = False) -> None:
        self.path, self.turn, self.draws_map = path, turn, draws_map
        with path.open("wb+") as file:
            os.truncate(file.fileno(), layout.SIZE)
            self._map = mmap.mmap(file.fileno(), layout.SIZE)
        self._bytes = memoryview(self._map)
        self._words = self._bytes[: layout.TEXT].cast("Q")
        self._words[layout.SIGNAL] = signal
        self._words[layout.SIZES] = turn.profiles_sizes
        if turn.profiler is not None:
            self._words[layout.PROFILER] = 1 + layout.PROFILERS.index(turn.profiler)
        self._words[layout.FORKS] = turn.forks
        name = turn.clears.encode()
        self._words[layout.CLEARS] = len(name)
        self._bytes[layout.TEXT : layout.TEXT + len(name)] = name

    @property
    def waiting(self) -> bool:
        """Whether a moment was posted that has no answer yet."""
        return self._words[layout.POSTED] > self._words[layout.ANSWERED]

    @property
    def mark(self) -> Callable[[], int] | None:
        """Tells how far memray's record is, where one is made."""
        return partial(written_bytes, capture_beside(self.path)) if self.turn.profiler == "memray" else None

    @property
    def pid(self) -> int | None:
        """The process that posts; None before it is ready."""
        return self._words[layout.PID] or None

    @property
    def trouble(self) -> str | None:
        """Why the probe could not be loaded, in its own words."""
        path = Path(f"{self.path}.trouble")
        return path.read_text() if path.exists() else None

    def look(self) -> Look:
        """Look at the waiting process and let it go on."""
        length = min(self._words[layout.LENGTH], layout.SIZE - layout.TEXT)
        text = bytes(self._bytes[layout.TEXT : layout.TEXT + length]).decode(errors="replace")
        posted = self._words[layout.TIME] / 1e9
        post, pid = parse_post(text), self._words[layout.PID]
        view = read_kernel_view(pid)
        outside = read_outside(pid) if is_read_from_outside(post) else None
        is_last = post.moment == MOMENT_NAMES[-1]
        pinners, heap_map = read_who_pins(pid, self.draws_map) if self.turn.names_pinners and is_last else ((), None)
        pinning = read_what_pins(pid) if self.turn.profiler == "memray" and post.moment == "end" else ()
        self._words[layout.ANSWERED] = self._words[layout.POSTED]
        return Look(post, view, outside, pinners, pinning, heap_map, posted, time.monotonic())

    def dismiss(self) -> None:
        """Answer every moment from now on at once: the program is to end, and nobody looks at it any more."""
        self._words[layout.ANSWERED] = 2**64 - 1

    def close(self) -> None:
        """Unmap the file."""
        self._words.release()
        self._bytes.release()
        self._map.close()
