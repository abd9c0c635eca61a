"""Which keys a cache is asked for, in order, and what came of it: noted by their hashes, in a run of its own.

Of `functools.lru_cache` and `cachetools.cached` the named function is noted, of the other caches of cachetools the
instance that the name leads to at the end. A key is noted before the cache is asked, and again as missed when the
function is called, or the cache says so.
"""

from __future__ import annotations

from _functools import partial  # type: ignore[import-not-found]
from posix import getpid

from .clear import found
from .lookup_events import Events
from .noted_functions import note_decorated, note_functions
from .noted_instances import note_class

_KINDS = ("TTLCache", "TLRUCache", "LRUCache", "LFUCache", "FIFOCache", "MRUCache", "RRCache", "Cache")


class Lookups:
    """Of the caches that the parent named, a line each: its kind and its name with a tab between."""

    def __init__(self, named: str, path: str) -> None:
        self._named = [line.split("\t") for line in named.split("\n")]
        self._path, self._pid = path, getpid()
        self._functions: dict[str, Events] = {}
        self._instances: dict[int, Events] = {}
        self.cease = partial(bool)

    def begin(self) -> None:
        """Note from now on."""
        for kind, name in self._named:
            if kind == "functools.lru_cache":
                self._functions[name] = Events()
        if self._functions:
            note_functions(__import__("functools"), self._functions)
        names = [name for kind, name in self._named if kind.startswith("cachetools.")]
        if names:
            self._begin_cachetools(names)

    def _begin_cachetools(self, names: list[str]) -> None:
        try:
            package = __import__("cachetools")
        except Exception:  # the program has it from a folder that is not known yet, or not at all
            return
        note_decorated(package, self._functions, names)
        for kind in {getattr(package, name) for name in _KINDS if hasattr(package, name)}:
            note_class(kind, self._instances)

    def sections(self) -> dict[str, str]:
        """A line for each cache: its events in all, and those in its file; empty where nothing was noted of it."""
        return {"lookups": "\n".join(self._written(at, name) for at, (_, name) in enumerate(self._named))}

    def _written(self, at: int, name: str) -> str:
        events = self._functions.get(name)
        if events is None or not events.total:
            numbers = {id(one) for one in found(name)}
            several = [one for number, one in self._instances.items() if number in numbers]
            events = several[0] if len(several) == 1 else None
        return events.write(f"{self._path}.{at}") if events is not None and getpid() == self._pid else ""
