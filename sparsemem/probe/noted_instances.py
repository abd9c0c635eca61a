"""Caches that are mappings, as those of cachetools: the methods of their class note the keys of each instance."""

from __future__ import annotations

from gc import get_referents

from .layout import HIT, MISS, PUT
from .lookup_events import Events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MOST_INSTANCES = 256
_STEPS, _MOST_REACHED = 5, 100_000
"""References from what a name stands for to an instance, and objects that are looked at in all."""
_READ, _ASKED, _PUT = "__getitem__", "__contains__", "__setitem__"


def of_kind(cache: object, kind: str, bound: str) -> bool:
    """Whether a cache is of a kind, `cachetools.LRUCache`, and has a bound; "" where that does not matter."""
    names = [one.__name__ for one in type(cache).__mro__ if one.__module__.startswith("cachetools")]
    own = vars(cache).get("_Cache__maxsize")
    return names[:1] == [kind.rpartition(".")[2]] and (not bound or own == float(bound))


def reached(starts: list[object], instances: dict[int, Events]) -> list[int]:
    """Which instances some objects are or lead to in a few steps, not through modules, classes and functions."""
    closed = (type(__import__("sys")), type, type(reached))
    hit, seen, frontier = dict.fromkeys(filter(instances.__contains__, map(id, starts))), set(map(id, starts)), starts
    for _ in range(_STEPS if not hit else 0):
        below = [one for one in get_referents(*frontier) if id(one) not in seen and not isinstance(one, closed)]
        frontier = list({id(one): one for one in below}.values())[:_MOST_REACHED]
        seen.update(map(id, frontier))
        hit.update(dict.fromkeys(filter(instances.__contains__, map(id, frontier))))
        if len(seen) > _MOST_REACHED or not frontier:
            break
    return list(hit)


def note_class(kind: Any, instances: dict[int, Events]) -> None:
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
        events.read(number, HIT)
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
