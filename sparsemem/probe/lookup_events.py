"""What one cache was asked for, in order: the hash of each key, and what came of it."""

from __future__ import annotations

from .layout import MISS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST = 1 << 24
"""Events that are noted of each cache: 144 MiB."""


class Events:
    """What one cache was asked for; the hashes and what came of each."""

    __slots__ = ("hashes", "instance", "total", "what")

    def __init__(self, instance: object = None) -> None:
        self.hashes: Any = __import__("array").array("q")
        self.what = bytearray()
        self.total = 0
        self.instance = instance

    def note(self, key: int, what: int) -> None:
        """One more event, by the hash of its key."""
        self.total += 1
        if len(self.what) < _MOST:
            self.hashes.append(key)
            self.what.append(what)

    def missed(self) -> None:
        """The last lookup found nothing."""
        if self.total == len(self.what):
            self.what[-1] = MISS

    def write(self, path: str) -> str:
        """Into a file; how many events there were, and how many of them are in it."""
        with open(path, "wb") as file:
            file.write(self.hashes)
            file.write(self.what)
        return f"{self.total}\t{len(self.what)}"
