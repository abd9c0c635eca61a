"""Caches that are mappings, as those of cachetools: the methods of their class note the keys of each instance."""

from __future__ import annotations

from .layout import HIT, MISS, PUT
from .lookup_events import Events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MOST_INSTANCES = 256
_READ, _ASKED, _PUT = "__getitem__", "__contains__", "__setitem__"


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
