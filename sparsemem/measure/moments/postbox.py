"""The parent's side of the mailbox: sees a posted moment, looks at the waiting process from outside, answers."""

import mmap
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sparsemem.measure.moments.capture_file import capture_beside, written_bytes
from sparsemem.measure.moments.look import Look, Looks
from sparsemem.measure.moments.posted_text import Post, parse_post
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.probe import layout

_MOST_LEAVERS = 128
"""Workers of a run that wait for a last look: each waits a few hundredths of a second at least."""


@dataclass(frozen=True, slots=True)
class Leaver:
    """A worker that is about to end, by its word in the mailbox."""

    word: int

    @property
    def pid(self) -> int:
        """Whose it is."""
        return self.word & (layout.IS_RUNNING - 1)

    @property
    def has_its_collector(self) -> bool:
        """Whether the collector is as the program has it: else it was on until we switched it off."""
        return bool(self.word & (layout.IS_RUNNING | layout.COLLECTOR_IS_OFF))


class Postbox:
    """A new mailbox file at `path`, with what the probe is asked to do. Close it when the run is over."""

    def __init__(self, path: Path, asked: Instrumentation, signal: int = 0) -> None:
        self.path, self.asked, self._looks = path, asked, Looks(asked)
        with path.open("wb+") as file:
            os.truncate(file.fileno(), layout.SIZE)
            self._map = mmap.mmap(file.fileno(), layout.SIZE)
        self._bytes = memoryview(self._map)
        self._words = self._bytes[: layout.TEXT].cast("Q")
        self._words[layout.SIGNAL] = signal
        self._ask(asked)

    def _ask(self, asked: Instrumentation) -> None:
        """Write down for the probe what it is to do."""
        self._words[layout.SIZES] = asked.profiles_sizes
        if asked.profiler is not None:
            self._words[layout.PROFILER] = 1 + layout.PROFILERS.index(asked.profiler)
        self._words[layout.FORKS] = asked.forks
        self._words[layout.FREEZES], self._words[layout.THRESHOLD] = asked.freezes, asked.threshold
        self._words[layout.LEAVERS] = _MOST_LEAVERS if asked.reads_owners else 0
        for word, text in ((layout.CLEARS, asked.clears), (layout.LOOKUPS, asked.lookups)):
            self._words[word] = len(data := text.encode())
            self._bytes[layout.TEXT : layout.TEXT + len(data)] = data

    @property
    def waiting(self) -> bool:
        """Whether a moment was posted that has no answer yet."""
        return self._words[layout.POSTED] > self._words[layout.ANSWERED]

    @property
    def moment(self) -> str | None:
        """The name of the moment at which the process waits; None where it does not."""
        return self._post().moment if self.waiting else None

    @property
    def mark(self) -> Callable[[], int] | None:
        """Tells how far memray's record is, where one is made."""
        return partial(written_bytes, capture_beside(self.path)) if self.asked.profiler == "memray" else None

    @property
    def pid(self) -> int | None:
        """The process that posts; None before it is ready."""
        return self._words[layout.PID] or None

    @property
    def trouble(self) -> str | None:
        """Why the probe could not be loaded, in its own words."""
        path = Path(f"{self.path}.trouble")
        return path.read_text() if path.exists() else None

    def look(self, before_owners: Callable[[], None]) -> Look:
        """Look at the waiting process and let it go on; `before_owners` is called before the part that takes long."""
        posted_seconds, pid = self._words[layout.TIME] / 1e9, self._words[layout.PID]
        look = self._looks.take(pid, self._post(), posted_seconds, before_owners)
        self._words[layout.ANSWERED] = self._words[layout.POSTED]
        return replace(look, answered_seconds=time.monotonic())

    def leaving(self) -> list[Leaver]:
        """The workers that wait for a last look, or that somebody waits to end."""
        words = self._words[layout.LEAVING : layout.LEAVING + layout.LEAVING_WORDS].tolist()
        return [Leaver(word) for word in words if word]

    def let_go(self, leaver: Leaver) -> None:
        """It may end now."""
        self._words[layout.LEAVING + leaver.pid % layout.LEAVING_WORDS] = 0

    def let_all_go(self) -> None:
        """Those that wait, and those that leave from now on."""
        self._words[layout.LEAVERS] = 0
        for leaver in self.leaving():
            self.let_go(leaver)

    def _post(self) -> Post:
        length = min(self._words[layout.LENGTH], layout.SIZE - layout.TEXT)
        return parse_post(bytes(self._bytes[layout.TEXT : layout.TEXT + length]).decode(errors="replace"))

    def dismiss(self) -> None:
        """Answer every moment from now on at once: the program is to end, and nobody looks at it any more."""
        self._words[layout.ANSWERED] = 2**64 - 1
        self.let_all_go()

    def close(self) -> None:
        """Unmap the file."""
        self._words.release()
        self._bytes.release()
        self._map.close()
