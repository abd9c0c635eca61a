"""Which keys a cache is asked for, in order, and what came of it: noted by their hashes, in a run of its own.

Of `functools.lru_cache` and `cachetools.cached` the named function is noted, of the other caches of cachetools the
instance that the name leads to at the end. A key is noted before the cache is asked, and again as missed when the
function is called, or the cache says so.
"""

from __future__ import annotations

from _functools import partial  # type: ignore[import-not-found]
from posix import getpid

from .clear import found
from .layout import HIT, MISS, PUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MOST = 1 << 24
"""Events that are noted of each cache: 144 MiB."""
_MOST_INSTANCES = 256
_KINDS = ("TTLCache", "TLRUCache", "LRUCache", "LFUCache", "FIFOCache", "MRUCache", "RRCache", "Cache")
_READ, _ASKED, _PUT = "__getitem__", "__contains__", "__setitem__"


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
            _note_functions(__import__("functools"), self._functions)
        names = [name for kind, name in self._named if kind.startswith("cachetools.")]
        if names:
            self._begin_cachetools(names)

    def _begin_cachetools(self, names: list[str]) -> None:
        try:
            package = __import__("cachetools")
        except Exception:  # the program has it from a folder that is not known yet, or not at all
            return
        _note_decorated(package, self._functions, names)
        for kind in {getattr(package, name) for name in _KINDS if hasattr(package, name)}:
            _note_class(kind, self._instances)

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


def _name(function: Any) -> str:
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"


def _reporting(function: Callable[..., Any], events: Events) -> Callable[..., Any]:
    """The function, which is called when its cache has nothing."""

    def missing(*args: Any, **named: Any) -> Any:
        events.missed()
        return function(*args, **named)

    for name in ("__module__", "__name__", "__qualname__", "__doc__", "__dict__"):
        setattr(missing, name, getattr(function, name))
    return missing


def _note_functions(functools: Any, wanted: dict[str, Events]) -> None:
    original, make_key = functools._lru_cache_wrapper, functools._make_key

    def make(function: Any, maxsize: Any, typed: Any, info: Any) -> Any:
        events = wanted.get(_name(function))
        if events is None:
            return original(function, maxsize, typed, info)

        inner = original(_reporting(function, events), maxsize, typed, info)

        def noting(*args: Any, **named: Any) -> Any:
            _try_to_note(events, make_key, args, named, typed)
            return inner(*args, **named)

        for part in ("cache_info", "cache_clear"):
            setattr(noting, part, getattr(inner, part))
        return noting

    functools._lru_cache_wrapper = make


def _try_to_note(events: Events, make_key: Any, args: Any, named: Any, typed: Any) -> None:
    try:
        number = hash(make_key(args, named, typed))
    except Exception:  # the cache will say so itself
        return
    events.note(number, HIT)


def _note_decorated(package: Any, wanted: dict[str, Events], names: list[str]) -> None:
    original, plain = package.cached, package.keys.hashkey

    def cached(cache: Any, key: Any = plain, *rest: Any, **named: Any) -> Any:
        def decorate(function: Any) -> Any:
            name = _name(function)
            if name not in names:
                return original(cache, key, *rest, **named)(function)
            events = wanted.setdefault(name, Events())

            def noting(*args: Any, **others: Any) -> Any:
                made = key(*args, **others)
                events.note(hash(made), HIT)
                return made

            return original(cache, noting, *rest, **named)(_reporting(function, events))

        return decorate

    package.cached = cached


def _note_class(kind: Any, instances: dict[int, Events]) -> None:
    """Note what the methods that a class has itself are called with."""

    def events_of(cache: object) -> Events:
        events = instances.get(id(cache))
        if events is None:
            events = Events(cache)
            if len(instances) < _MOST_INSTANCES:
                instances[id(cache)] = events
        return events

    for name, wrap in ((_READ, _reading), (_ASKED, _asking), (_PUT, _putting)):
        method = vars(kind).get(name)
        if method is not None:
            setattr(kind, name, wrap(method, events_of))


def _reading(method: Any, events_of: Callable[[object], Events]) -> Any:
    def read(self: Any, key: Any, *rest: Any, **named: Any) -> Any:
        events, number = events_of(self), hash(key)
        # What was just put in is read once more by those who put it in.
        if not (events.what and events.what[-1] == PUT and events.hashes[-1] == number):
            events.note(number, HIT)
        try:
            return method(self, key, *rest, **named)
        except KeyError:
            events.missed()
            raise

    return read


def _asking(method: Any, events_of: Callable[[object], Events]) -> Any:
    def ask(self: Any, key: Any) -> Any:
        answer = method(self, key)
        if not answer:
            events_of(self).note(hash(key), MISS)
        return answer

    return ask


def _putting(method: Any, events_of: Callable[[object], Events]) -> Any:
    def put(self: Any, key: Any, *rest: Any, **named: Any) -> Any:
        events_of(self).note(hash(key), PUT)
        return method(self, key, *rest, **named)

    return put
