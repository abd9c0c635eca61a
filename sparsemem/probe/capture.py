"""memray's record of the heap: every allocation from the first line to the last, Python's own blocks told apart.

https://bloomberg.github.io/memray/api.html. Only with `trace_python_allocators` is its heap that of live blocks: else
it counts whole arenas.
"""

from __future__ import annotations

from _functools import partial  # type: ignore[import-not-found]
from gc import disable, enable, isenabled
from posix import getpid
from sys import getprofile

from .apart import EndingThreads, HighDescriptors, ModulesApart
from .forks import in_forked
from .layout import FORKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .mailbox import Mailbox

_NEVER_MILLISECONDS = (1 << 32) - 1
"""Between looks at the RSS, which we have from outside: the thread for it is ended before the first line."""
_SILENT = 1000
"""Above each level of memray's own messages, which would go to the target's standard error."""


class Capture:
    """Into the file at `path`, from `begin` to `sections`; in as many forked processes as the mailbox asks for, each
    into a file of its own with its number at the end.

    With `sums` the first of them has only what each stack holds at the peak and at the end: it is small, and tells
    nothing of single blocks.
    """

    def __init__(self, mailbox: Mailbox, path: str, sums: bool) -> None:
        # The tracker learns of threads through this very module.
        __import__("threading")
        self._apart = ModulesApart()
        with self._apart:
            self._memray: Any = __import__("memray")
        self._mailbox, self._path, self._sums = mailbox, path, sums
        self._tracker: Any = None
        self._trouble = ""
        # What it listens by is set aside at the end, with the target's own trace function.
        self.cease = partial(bool)

    def begin(self) -> None:
        """Record from now on."""
        try:
            self._enter(self._path)
        except Exception as error:  # the disk is full, the limits are tight: the program runs all the same
            self._trouble = f"{type(error).__name__}: {error}"
        else:
            if self._mailbox.words[FORKS]:
                in_forked(self._begin_again)

    def _begin_again(self) -> None:
        """In a forked process: record what it allocates, from now to its end, whichever way that comes.

        memray's own way to follow forks would leave its descriptor and its thread in the target's way. The number of
        records is counted down where all processes see it, and two that are forked at once may count as one.
        """
        # A profile function of the target's own has taken the place of memray's, and would be lost.
        if not self._mailbox.words[FORKS] or getprofile() is not None:
            return
        self._mailbox.words[FORKS] -= 1
        was_collecting = isenabled()
        disable()
        try:
            # Nothing is recorded by it any more, but it has its names in `threading`, as a new one wants to.
            self._tracker.__exit__(None, None, None)
            self._enter(f"{self._path}.{getpid()}")
        except Exception as error:
            self._trouble = f"{type(error).__name__}: {error}"
        if was_collecting:
            enable()

    def _enter(self, path: str) -> None:
        self._memray.set_log_level(_SILENT)
        formats = self._memray.FileFormat
        # Sums are written when a record ends, and workers mostly leave without that.
        sums = self._sums and path == self._path
        destination = self._memray.FileDestination(path, overwrite=True, compress_on_exit=False)
        with self._apart, EndingThreads(), HighDescriptors():
            tracker = self._memray.Tracker(
                destination=destination,
                native_traces=False,
                memory_interval_ms=_NEVER_MILLISECONDS,
                follow_fork=False,
                trace_python_allocators=True,
                file_format=formats.AGGREGATED_ALLOCATIONS if sums else formats.ALL_ALLOCATIONS,
            )
            tracker.__enter__()
        self._tracker = tracker

    def sections(self) -> dict[str, str]:
        """End the record; what kept it from being whole, where something did."""
        if self._tracker is not None:
            try:
                self._tracker.__exit__(None, None, None)
            except Exception as error:  # in a process whose modules the target took apart
                self._trouble = f"{type(error).__name__}: {error}"
        return {"captured": self._trouble or "whole"}
