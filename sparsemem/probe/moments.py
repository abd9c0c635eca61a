"""The moments: when each is taken, and what is done between them.

Functions are imported, not modules: the target may replace those in the modules by its own.
"""

from __future__ import annotations

from _signal import (  # type: ignore[import-not-found]
    SIG_BLOCK,
    SIG_SETMASK,
    SIGKILL,
    pthread_sigmask,
    signal,
    valid_signals,
)
from atexit import _ncallbacks, register
from gc import DEBUG_STATS, callbacks, collect, freeze, garbage, get_debug, set_debug, set_threshold
from posix import getpid, register_at_fork
from time import monotonic_ns

from . import mallocs, native, pools, readings
from .clear import clear
from .fresh_workers import hear_of_fresh_workers
from .layout import FREEZES, LEFT, SIGNAL, THRESHOLD
from .leaving import Leaving
from .mailbox import Mailbox
from .observers import observer
from .quiet import quietly
from .shutdown import at_shutdown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_prctl = native.function("prctl")
_PR_SET_PDEATHSIG = 1


class Probe:
    """Takes each moment of this one process once; a forked child has a last look taken at it, and that is all."""

    def __init__(self, path: str) -> None:
        self.mailbox = Mailbox(path)
        self.taken: set[str] = set()
        self.handlers = 0
        """How many exit handlers there were when ours had been registered."""
        self.observer = observer(self.mailbox, path)
        self.leaving = Leaving(self.mailbox)
        self.first = (self.leaving.note_collector, *((self.observer.cease,) if self.observer else ()))
        """What comes before our own code at the last moments, made of C functions."""

    def take(self, moment: str, **sections: str) -> None:
        """Post a moment; signals wait meanwhile, so that no handler of the target runs inside it."""
        if moment in self.taken or getpid() != self.mailbox.pid:
            return
        self.taken.add(moment)
        mask = pthread_sigmask(SIG_BLOCK, valid_signals())
        self.mailbox.open()
        self.mailbox.write("moment", moment)
        for section, text in sections.items():
            self.mailbox.write(section, text)
        self.mailbox.write("pools", pools.describe())
        readings.write_allocators(self.mailbox)
        self.mailbox.post()
        pthread_sigmask(SIG_SETMASK, mask)

    def start(self) -> None:
        """The interpreter is ready for the first line."""
        self.take("start", about=readings.about())
        if self.mailbox.words[FREEZES]:
            register_at_fork(before=freeze)
        if self.mailbox.words[THRESHOLD]:
            set_threshold(self.mailbox.words[THRESHOLD])
        self.leaving.begin(quietly(self.left, first=self.first))
        if self.observer is not None:
            self.observer.begin()

    def end(self) -> None:
        """The last line is done and the threads are joined."""
        if getpid() != self.mailbox.pid:
            self.leaving.leave()
        if getpid() != self.mailbox.pid or "end" in self.taken:
            return
        sections = {} if self.observer is None else self.observer.sections()
        self.take("end", workers=readings.fresh_workers(), uncaught=readings.uncaught(), **sections)

    def left(self) -> None:
        """The target calls `os._exit`: what it holds is seen, and nothing of it is changed."""
        if "end" not in self.taken:
            self.take(LEFT)

    def after_atexit(self) -> None:
        """The target's own exit handlers are done; one layer after the other gives back what it can.

        The interpreter calls nobody at the end of the last line where it finds no `threading` in `sys.modules`: then
        `end` is taken here, if no handler of the target has run since.
        """
        if _ncallbacks() == self.handlers:
            self.end()
        self.take("after_atexit")
        self.give_back()

    def give_back(self) -> None:
        """Collect, release and trim, with a moment after each.

        Finalizers of cyclic garbage run here, just before the interpreter would have run them: all that they can
        notice is that `sys.is_finalizing()` is not yet true.
        """
        if getpid() != self.mailbox.pid or "after_collect" in self.taken:
            return
        cleared = _clear(self.mailbox.clears)
        begun = monotonic_ns()
        found = _collect_unseen()
        told = f"collected {found}\nuncollectable {len(garbage)}\nnanoseconds {monotonic_ns() - begun}"
        self.take("after_collect", gc=told, cleared=cleared)
        pools.release()
        self.take("after_release")
        if mallocs.trim():
            self.take("after_trim")

    def in_place(self, signum: int, frame: object) -> None:
        """The last moments of a program that does not end by itself, asked for by a signal."""
        if self.observer is not None:
            self.observer.cease()
        self.end()
        self.give_back()


def _clear(name: str) -> str:
    """How many places of this name were cleared; empty where that was not asked for."""
    try:
        return str(clear(name)) if name else ""
    except Exception:  # what a target has made of its dicts must not end it
        return "0"


def _collect_unseen() -> int:
    """Collect; those who look on at collections will see the one of the interpreter's end, and not this one."""
    seen, flags = callbacks[:], get_debug()
    callbacks.clear()
    set_debug(flags & ~DEBUG_STATS)
    try:
        return collect()
    finally:
        set_debug(flags)
        callbacks[:] = seen


def arm(path: str, folder: str) -> Callable[[], None]:
    """Arrange for the last moments; the callable that is returned takes `start`. `folder` is that of the hook."""
    probe = Probe(path)
    if _prctl is not None:
        # Should the parent be killed, no measured program is left behind.
        _prctl(native.Int(_PR_SET_PDEATHSIG), native.Pointer(SIGKILL))
    register(quietly(probe.after_atexit, first=probe.first))
    probe.handlers = _ncallbacks()
    at_shutdown(quietly(probe.end, first=probe.first))
    if probe.mailbox.words[SIGNAL]:
        signal(probe.mailbox.words[SIGNAL], probe.in_place)
    if probe.leaving.is_asked:
        hear_of_fresh_workers(probe.leaving, folder, path)
    return probe.start
