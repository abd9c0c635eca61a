"""What one cache was asked for, in order: the hash of each key, and what came of it."""

from __future__ import annotations

from .layout import MISS, PUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST = 1 << 24
"""Events that are noted of each cache: 144 MiB."""
_MOST_IN_ALL = 1 << 25
"""Of all caches."""
_noted = [0]


class Events:
    """What one cache was asked for; the hashes and what came of each."""

    __slots__ = ("hashes", "instance", "is_fresh", "total", "what")

    def __init__(self, instance: object = None) -> None:
        self.hashes: Any = __import__("array").array("q")
        self.what = bytearray()
        self.total = 0
        self.is_fresh = False
        self.instance = instance

    def note(self, key: int, what: int) -> None:
        """One more event, by the hash of its key."""
        self.total += 1
        self.is_fresh = what == PUT
        if len(self.what) < _MOST and _noted[0] < _MOST_IN_ALL:
            _noted[0] += 1
            self.hashes.append(key)
            self.what.append(what)

    def read(self, key: int, what: int) -> None:
        """The same of a lookup: what was just put in is read once more by those who put it in, which is none."""
        if self.is_fresh and self.hashes[-1] == key:
            self.is_fresh = False
        else:
            self.note(key, what)

    def missed(self) -> None:
        """The last lookup found nothing."""
        if self.total == len(self.what):
            self.what[-1] = MISS


def write_events(several: list[Events], path: str) -> str:
    """Those of several caches into a file, one after the other; how many there were in all, and how many of each are
    in the file."""
    with open(path, "wb") as file:
        for events in several:
            file.write(events.hashes)
            file.write(events.what)
    return f"{sum(one.total for one in several)}\t{' '.join(str(len(one.what)) for one in several)}"
