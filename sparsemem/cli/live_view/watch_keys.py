"""Keys of a terminal, one at a time, while something is shown on it."""

import os
import re
import select
import sys
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

_KEY = re.compile(rb"\x1b[\[O].|.", re.DOTALL)
_ARROWS = {b"\x1b[A": "up", b"\x1b[B": "down", b"\x1bOA": "up", b"\x1bOB": "down"}
_NAMES = _ARROWS | {b"\n": "enter", b"\r": "enter", b"\x1b": "escape"}
_MOST = 64
"""Bytes that are read at once."""


class Keys:
    """While it is entered, keys come without Enter and are not shown; afterwards all is as it was."""

    def __enter__(self) -> Self:
        self._restore: Callable[[], object] | None = None
        self._pressed: list[bytes] = []
        """Keys that came together with one that was read."""
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
        if not self._pressed and select.select([sys.stdin] if self._restore is not None else [], [], [], seconds)[0]:
            self._pressed = _KEY.findall(os.read(sys.stdin.fileno(), _MOST))
        data = self._pressed.pop(0) if self._pressed else b""
        return _NAMES.get(data, data.decode("latin-1"))
