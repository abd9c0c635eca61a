"""Who is about to end in haste waits until it was looked at from outside a last time: the target, and its workers.

It is gone within a millisecond else, and nobody outside hears of it before: that is when it has the most to show. A
forked worker of multiprocessing calls `threading._shutdown` in the end, as an interpreter does that comes to its end
by itself. One that calls `os._exit` finds a callable in its place that waits first. One that its parent ends by a
signal cannot wait, but the parent can, and an audit hook hears of it before the signal is sent. A target that calls
`os._exit` itself finds such a callable too, and waits as at a moment; none of its exit handlers is run by that.
"""

from __future__ import annotations

import os
import posix
import sys
from _functools import partial  # type: ignore[import-not-found]
from _operator import call
from _signal import (  # type: ignore[import-not-found]
    SIG_BLOCK,
    SIG_SETMASK,
    SIGKILL,
    SIGTERM,
    pthread_sigmask,
    valid_signals,
)
from gc import isenabled
from itertools import chain, repeat
from time import monotonic, sleep

from .forks import in_forked
from .layout import COLLECTOR_IS_OFF, IS_RUNNING, LEAVERS, LEAVING, LEAVING_WORDS
from .quiet import quietly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .mailbox import Mailbox

_PAUSE_SECONDS, _PATIENCE_SECONDS = 0.0005, 60.0
_ENDS = (SIGKILL, SIGTERM)
_getpid, _exit = posix.getpid, posix._exit


class Leaving:
    """Of the process that loaded the probe, and of all that it forks; `fresh_workers` has those that start anew."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._words, self._root = mailbox.words, mailbox.pid
        self._asked = 0
        """The process that was looked at already."""
        self._of_target: object = _exit
        """What stands in the place of `os._exit` before the first fork."""
        self._was_collecting: list[bool] = []
        asks = map(call, [isenabled])
        self.note_collector: Callable[[], object] = partial(self._was_collecting.extend, asks)
        """Called before our own code switches the collector off; made of C functions."""
        listen = map(call, [partial(sys.addaudithook, self._hear)])
        self.listen: Callable[[], object] = partial(next, listen, None)
        """Hear from now on when this process ends another; called where one may come to be, and not before."""

    def begin(self, action: Callable[[], object]) -> None:
        """From now on; `action`, made of C functions, comes before the target itself leaves. Workers wait where the
        parent asks for it."""
        os._exit = posix._exit = self._of_target = _exit_after(action)
        if self.is_asked:
            self._follow_forks()

    def begin_in_worker(self) -> None:
        """The same in a worker that is no fork."""
        self._stand_in()
        self._follow_forks()

    @property
    def is_asked(self) -> bool:
        """Whether the parent looks at workers that leave."""
        return bool(self._words[LEAVERS])

    def leave(self) -> None:
        """This process is about to end: wait for the look at it, once."""
        pid = _getpid()
        if pid != self._asked:
            self._asked = pid
            is_off = self._was_collecting[-1:] == [False]
            self._wait(pid, COLLECTOR_IS_OFF if is_off else 0)

    def _follow_forks(self) -> None:
        in_forked(self._stand_in)
        posix.register_at_fork(after_in_parent=self.listen)

    def _stand_in(self) -> None:
        # Something else may stand there already, which calls the function that it found.
        if os._exit is self._of_target:
            os._exit = posix._exit = _exit_after(quietly(self.leave, first=(self.note_collector,)))

    def _hear(self, event: str, about: tuple[Any, ...]) -> None:
        """An audit hook, which the interpreter calls with tracing set aside."""
        if event == "os.kill" and about[1] in _ENDS and about[0] > 0 and about[0] != self._root:
            self._wait(about[0], IS_RUNNING)

    def _wait(self, pid: int, bits: int) -> None:
        """Until the parent has looked at process `pid`, or does not look any more.

        It may wait itself and be ended meanwhile: then both wait for the same look, and its own bits are right.
        """
        at, mine = LEAVING + pid % LEAVING_WORDS, IS_RUNNING - 1
        if not self.is_asked:
            return
        mask = pthread_sigmask(SIG_BLOCK, valid_signals())
        if self._words[at] & mine != pid:
            self._words[LEAVERS] -= 1
        if self._words[at] & mine != pid or not bits & IS_RUNNING:
            self._words[at] = pid | bits
        until = monotonic() + _PATIENCE_SECONDS
        while self._words[at] & mine == pid and monotonic() < until:
            sleep(_PAUSE_SECONDS)
        pthread_sigmask(SIG_SETMASK, mask)


def _exit_after(action: Callable[[], object]) -> type:
    """What stands in the place of `os._exit` and does `action` first; made of C functions, so that no trace function
    sees a frame of ours.

    It is a class: to call it is to ask for its `__init__`, which is a property whose getter does the action and gives
    the true function, which is then called with whatever arguments there are.
    """
    first = filter(None, map(call, (action, repeat(_exit).__next__)))
    getter = partial(next, chain(first, repeat(_exit)))
    return type("_exit", (), {"__init__": property(getter), "__module__": "posix"})
