"""Keeping what a profiler brings with it out of the target's way: its modules, its descriptors, its thread."""

from __future__ import annotations

import os
import sys
from _functools import partial  # type: ignore[import-not-found]
from _signal import (  # type: ignore[import-not-found]
    SIG_BLOCK,
    SIG_SETMASK,
    SIGRTMAX,
    pthread_sigmask,
    valid_signals,
)
from posix import O_CLOEXEC, O_RDONLY, close, dup, getpid, listdir, set_inheritable
from posix import open as open_descriptor
from time import monotonic, sleep

from . import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

_HIGH_ENOUGH = 1 << 16
"""No program has so many files open that one of its own would get this number; a fork copies a table of this size."""
_ROOM = 32
"""Descriptors that may be opened high up: a few for each record, and a fork has those of its parent as well."""
_PATIENCE_SECONDS = 1.0
_ENDING = int(SIGRTMAX) - 2
"""A real-time signal whose handler we set for a moment, before the target runs."""


class ModulesApart:
    """While it is entered, what is imported goes to a place of its own, and is there again the next time.

    Modules of the standard library stay in `sys.modules`: some keep state for the process (`copyreg` for `pickle`,
    `numbers` for `decimal`), and a second copy of one would not share it. Those with the name of a file beside the
    target's script go all the same, since the script would get its own.
    """

    def __init__(self) -> None:
        self._modules: dict[str, ModuleType] = {}

    def __enter__(self) -> None:
        self._before = sys.modules.copy()
        sys.modules.update(self._modules)

    def __exit__(self, *exception: object) -> None:
        beside = {entry.partition(".")[0] for entry in _beside_script()}
        for full in sys.modules.keys() - self._before.keys():
            top = full.partition(".")[0]
            if top not in sys.stdlib_module_names or top in beside:
                self._modules[full] = sys.modules.pop(full)
        sys.modules.update(self._before)


def _beside_script() -> list[str]:
    """What lies in the folder that will be first on the path; the interpreter has not put it there yet."""
    script = sys.argv[0] if sys.argv else ""
    try:
        return listdir(os.path.dirname(os.path.realpath(script)) if os.path.isfile(script) else ".")
    except OSError:
        return []


class HighDescriptors:
    """While it is entered, files are opened under numbers that the target never gets for its own.

    Those are at the limit of open files, or at 65,536 where that is beyond: a target that closes all that there can
    be does not reach the former, and a number that it closed all the same is not given to a file of its own, into
    which the profiler would write.
    """

    def __enter__(self) -> None:
        from resource import RLIMIT_NOFILE, getrlimit, setrlimit  # noqa: PLC0415 - it is a file to load

        self._set = partial(setrlimit, RLIMIT_NOFILE)
        self._limits = soft, hard = getrlimit(RLIMIT_NOFILE)
        self.lowest = min(soft, _HIGH_ENOUGH) if soft > 0 else _HIGH_ENOUGH
        if soft == self.lowest and hard != soft:
            self._set((soft + _ROOM if hard < 0 else min(soft + _ROOM, hard), hard))
        elif soft == self.lowest:
            self.lowest -= _ROOM
        self._fillers = [open_descriptor("/dev/null", O_RDONLY | O_CLOEXEC)]
        while self._fillers[-1] < self.lowest - 1:
            self._fillers.append(dup(self._fillers[-1]))

    def __exit__(self, *exception: object) -> None:
        for descriptor in self._fillers:
            close(descriptor)
        for descriptor in range(self.lowest, self.lowest + _ROOM):
            try:
                set_inheritable(descriptor, False)
            except OSError:
                break
        self._set(self._limits)


class EndingThreads:
    """Ends the threads that were started meanwhile.

    A thread that only waits makes `os.fork` warn, and takes signals that the target waits for. It ends by
    `pthread_exit` from the handler of a signal that reaches no other, which unwinds its stack, in glibc.
    """

    def __enter__(self) -> None:
        # A thread inherits what is blocked: what is sent to the process must not end up there.
        self._mask = pthread_sigmask(SIG_BLOCK, valid_signals() - {_ENDING})
        self._before = set(listdir("/proc/self/task"))

    def __exit__(self, *exception: object) -> None:
        if "CS_GNU_LIBC_VERSION" in os.confstr_names:
            self._end(set(listdir("/proc/self/task")) - self._before)
        pthread_sigmask(SIG_SETMASK, self._mask)

    def _end(self, threads: set[str]) -> None:
        set_handler, kill = native.function("signal", result=native.Pointer), native.function("tgkill")
        ending = native.address_of("pthread_exit")
        if set_handler is None or kill is None or ending is None:
            return
        old = set_handler(native.Int(_ENDING), native.Pointer(ending))
        for thread in threads:
            kill(native.Int(getpid()), native.Int(int(thread)), native.Int(_ENDING))
        deadline = monotonic() + _PATIENCE_SECONDS
        while threads.intersection(listdir("/proc/self/task")) and monotonic() < deadline:
            sleep(0.0005)
        set_handler(native.Int(_ENDING), native.Pointer(old))
