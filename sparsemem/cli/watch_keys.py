"""Keys of a terminal, one at a time, while something is shown on it."""

import os
import select
import sys
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

_ARROWS = {b"\x1b[A": "up", b"\x1b[B": "down", b"\x1bOA": "up", b"\x1bOB": "down"}
_LONGEST = 16


class Keys:
    """While it is entered, keys come without Enter and are not shown; afterwards all is as it was."""

    def __enter__(self) -> Self:
        self._restore: Callable[[], object] | None = None
        if sys.stdin.isatty():
            import termios  # noqa: PLC0415 - there is none on Windows, where this module is loaded as well
            import tty  # noqa: PLC0415

            self._restore = partial(termios.tcsetattr, sys.stdin, termios.TCSADRAIN, termios.tcgetattr(sys.stdin))
            tty.setcbreak(sys.stdin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._restore is not None:
            self._restore()

    def read(self, seconds: float) -> str:
        """The next within so many seconds: a letter, `enter`, `up`, `down` or `escape`; nothing where none came."""
        # Without a terminal nobody presses keys: what comes is for others.
        ready, _, _ = select.select([sys.stdin] if self._restore is not None else [], [], [], seconds)
        if not ready:
            return ""
        data = os.read(sys.stdin.fileno(), _LONGEST)
        if data in _ARROWS:
            return _ARROWS[data]
        return {"\n": "enter", "\r": "enter", "\x1b": "escape"}.get(letter := data[:1].decode("latin-1"), letter)
