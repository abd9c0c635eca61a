"""Functions with a cache, whose keys are noted: those of `functools.lru_cache`, and of `cachetools.cached`."""

from __future__ import annotations

from .layout import HIT
from .lookup_events import Events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


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


def note_functions(functools: Any, wanted: dict[str, Events]) -> None:
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


def note_decorated(package: Any, wanted: dict[str, Events], names: list[str]) -> None:
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
