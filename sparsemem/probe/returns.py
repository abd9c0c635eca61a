"""Hearing of every return of a Python function: by `sys.monitoring`, or by a profile function before 3.12.

A tool number that is held would be missing to a target that takes it, or all of them. On 3.12 and 3.13 the events of
a number go on after it was given back, so it is given back at once; a target that takes the same one displaces us,
and does not notice. Before 3.12 there is one profile function a thread: ours is the main thread's, until the target
sets its own.
"""

from __future__ import annotations

import sys
from _functools import partial  # type: ignore[import-not-found]
from _operator import call, is_
from itertools import compress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any

    Note = Callable[[CodeType, int, object], object]
    """Told of a function, the place in it, and what it returned; `NO_MORE` where its returns do not matter."""

NO_MORE = getattr(getattr(sys, "monitoring", None), "DISABLE", None)
"""Has a monitor not told of this place again."""
_UNNAMED_TOOLS = (4, 3)
"""Those to which the interpreter gives no purpose, so that targets ask for them last."""
_RETURN_VALUE = 83
"""Opcode on 3.11, where yields and exceptions are told in the same words as returns."""


class Monitored:
    """From 3.12 on: all threads."""

    def __init__(self, note: Note) -> None:
        self._monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        self._returned = note
        self._event = self._monitoring.events.PY_RETURN
        self._tool: int | None = None
        self.cease = partial(bool)
        self._is_held = hasattr(self._monitoring, "clear_tool_id")
        # The target may replace them by its own.
        names = ("get_tool", "use_tool_id", "free_tool_id", "set_events", "register_callback")
        self._functions = [getattr(self._monitoring, name) for name in names]

    def begin(self) -> None:
        """Hear from now on, where there is a number to do so by."""
        get_tool, use, free, set_events, register = self._functions
        self._tool = next((tool for tool in _UNNAMED_TOOLS if get_tool(tool) is None), None)
        if self._tool is None:
            return
        use(self._tool, "sparsemem")
        register(self._tool, self._event, self._returned)
        set_events(self._tool, self._event)
        if not self._is_held:
            free(self._tool)

    def end(self) -> bool:
        """Hear no more; whether all was heard until now."""
        get_tool, use, free, set_events, register = self._functions
        if self._tool is None:
            return False
        displacing = register(self._tool, self._event, None)
        if displacing is not self._returned:
            register(self._tool, self._event, displacing)
            return False
        if get_tool(self._tool) is None:
            use(self._tool, "sparsemem")
        elif not self._is_held:
            return False
        set_events(self._tool, 0)
        free(self._tool)
        return True


class Profiled:
    """Before 3.12: the main thread, in which the target has no profile function of its own."""

    def __init__(self, note: Note) -> None:
        def tell(frame: FrameType, event: str, value: object) -> None:
            if event == "return" and frame.f_code.co_code[frame.f_lasti] == _RETURN_VALUE:
                note(frame.f_code, frame.f_lasti, value)

        self._tell = tell
        self._getprofile, self._setprofile = sys.getprofile, sys.setprofile
        self._ceased: list[object] = []
        # To take it away only where it is still ours, without a call that the target's own one would be told of.
        is_ours = map(is_, map(call, (sys.getprofile,)), (tell,))
        self.cease = partial(self._ceased.extend, map(sys.setprofile, compress((None,), is_ours)))

    def begin(self) -> None:
        """Hear from now on, where nobody else does."""
        if self._getprofile() is None:
            self._setprofile(self._tell)

    def end(self) -> bool:
        """Whether all was heard until `cease`, which is made of C functions alone."""
        return bool(self._ceased)


def hearing(note: Note) -> Monitored | Profiled:
    """What this interpreter has."""
    return Monitored(note) if hasattr(sys, "monitoring") else Profiled(note)
