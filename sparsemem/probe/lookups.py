"""Which keys a cache is asked for, in order, and what came of it: noted by their hashes, in a run of its own.

Of `functools.lru_cache` and `cachetools.cached` the named function is noted, of the other caches of cachetools the
instances that the name leads to at the end, of memos made by hand the dicts that were bound to the name. A key is
noted before the cache is asked, and again as missed when the function is called, or the cache says so.
"""

from __future__ import annotations

from _functools import partial  # type: ignore[import-not-found]
from posix import getpid

from .clear import found
from .lookup_events import Events, write_events
from .noted_functions import note_decorated, note_functions
from .noted_instances import note_class, of_kind, reached
from .noted_memos import Memos

_KINDS = ("TTLCache", "TLRUCache", "LRUCache", "LFUCache", "FIFOCache", "MRUCache", "RRCache", "Cache")
_CODE = "code"


class Lookups:
    """Of the caches that the parent named, a line each: its kind, its name and its bound, "" for none, with tabs
    between. Or the word code, the path of a module, and the path of the bytecode to take in place of it."""

    def __init__(self, named: str, path: str) -> None:
        lines = [line.split("\t") for line in named.split("\n")]
        self._named = [line for line in lines if line[0] != _CODE]
        self._codes = {line[1]: line[2] for line in lines if line[0] == _CODE}
        self._path, self._pid = path, getpid()
        self._functions: dict[str, Events] = {}
        self._instances: dict[int, Events] = {}
        self._memos = Memos()
        self.cease = partial(bool)

    def begin(self) -> None:
        """Note from now on."""
        for kind, name, _ in self._named:
            if kind == "functools.lru_cache":
                self._functions[name] = Events()
        if self._functions:
            note_functions(__import__("functools"), self._functions)
        names = [name for kind, name, _ in self._named if kind.startswith("cachetools.")]
        if names:
            self._begin_cachetools(names)
        if any(kind == "memo" for kind, *_ in self._named):
            self._memos.begin(self._codes)

    def _begin_cachetools(self, names: list[str]) -> None:
        try:
            package = __import__("cachetools")
        except Exception:  # the program has it from a folder that is not known yet, or not at all
            return
        note_decorated(package, self._functions, names)
        for kind in {getattr(package, name) for name in _KINDS if hasattr(package, name)}:
            note_class(kind, self._instances)

    def sections(self) -> dict[str, str]:
        """A line for each cache: its events in all, and those in its file, of each instance; empty where nothing was
        noted of it."""
        return {"lookups": "\n".join(self._written(at, line) for at, line in enumerate(self._named))}

    def _written(self, at: int, line: list[str]) -> str:
        several = [one for one in self._events(*line) if one.total]
        return write_events(several, f"{self._path}.{at}") if several and getpid() == self._pid else ""

    def _events(self, kind: str, name: str, bound: str) -> list[Events]:
        """Those of a function, of the dicts, or of the instances with a name."""
        events = self._functions.get(name)
        if events is not None and events.total:
            return [events]
        if kind == "memo":
            return self._memos.events(name)
        same = {number: one for number, one in self._instances.items() if of_kind(one.instance, kind, bound)}
        return [same[number] for number in reached(found(name), same)]
