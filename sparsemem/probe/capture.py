"""memray's record of the heap: every allocation from the first line to the last, Python's own blocks told apart.

https://bloomberg.github.io/memray/api.html. Only with `trace_python_allocators` is its heap that of live blocks: else
it counts whole arenas.
"""

from __future__ import annotations

from _functools import partial  # type: ignore[import-not-found]

from .apart import EndingThreads, HighDescriptors, ModulesApart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NEVER_MILLISECONDS = (1 << 32) - 1
"""Between looks at the RSS, which we have from outside: the thread for it is ended before the first line."""
_SILENT = 1000
"""Above each level of memray's own messages, which would go to the target's standard error."""


class Capture:
    """Into the file at `path`, from `begin` to `sections`; not in forked processes.

    With `sums` only what each stack holds at the peak and at the end: a small file, and nothing of single blocks.
    """

    def __init__(self, path: str, sums: bool) -> None:
        # The tracker learns of threads through this very module.
        __import__("threading")
        self._apart = ModulesApart()
        with self._apart:
            self._memray: Any = __import__("memray")
        self._path, self._sums = path, sums
        self._tracker: Any = None
        self._trouble = ""
        # What it listens by is set aside at the end, with the target's own trace function.
        self.cease = partial(bool)

    def begin(self) -> None:
        """Record from now on."""
        try:
            self._enter()
        except Exception as error:  # the disk is full, the limits are tight: the program runs all the same
            self._trouble = f"{type(error).__name__}: {error}"

    def _enter(self) -> None:
        self._memray.set_log_level(_SILENT)
        formats = self._memray.FileFormat
        destination = self._memray.FileDestination(self._path, overwrite=True, compress_on_exit=False)
        with self._apart, HighDescriptors(), EndingThreads():
            tracker = self._memray.Tracker(
                destination=destination,
                native_traces=False,
                memory_interval_ms=_NEVER_MILLISECONDS,
                follow_fork=False,
                trace_python_allocators=True,
                file_format=formats.AGGREGATED_ALLOCATIONS if self._sums else formats.ALL_ALLOCATIONS,
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
