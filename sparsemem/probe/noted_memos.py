"""Dicts that functions fill with their results by hand: source that was changed hands them over as they are bound.

What is bound in place of each is a dict of a class of its own, whose methods note the keys. `recompile.py` changes
the source; the code of modules is taken from what it wrote when they are imported.
"""

from __future__ import annotations

from .layout import HIT, MISS, PUT
from .lookup_events import Events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NOTED = "__sparsemem_noted__"
_EVENTS = "_sparsemem_events"
_HEAD = 16
"""Bytes of a `.pyc` before its code."""


class Memos:
    """The noted dicts by their owner's name."""

    def __init__(self) -> None:
        self._found: dict[str, list[Any]] = {}
        collections = __import__("_collections")
        kinds = (dict, collections.OrderedDict, collections.defaultdict)
        self._classes = {kind: _noting_class(kind) for kind in kinds}

    def begin(self, codes: dict[str, str]) -> None:
        """Take dicts from now on, and the code of modules, by their real paths, from files."""
        setattr(__import__("builtins"), NOTED, self._noted)
        if codes:
            _take_code(codes)

    def events(self, owner: str) -> list[Events]:
        """Those of each dict that is still alive."""
        alive = [reference() for reference in self._found.get(owner, [])]
        return [getattr(one, _EVENTS) for one in alive if one is not None]

    def _noted(self, value: Any, owner: str) -> Any:
        kind = self._classes.get(type(value))
        if kind is None:
            return value
        made = kind(*_factory(value), value)
        setattr(made, _EVENTS, Events())
        self._found.setdefault(owner, []).append(__import__("_weakref").ref(made))
        return made


def _noting_class(kind: Any) -> Any:
    """A class that comes from a kind of dict, whose methods note their keys."""
    found = {name: _reading(kind, getattr(kind, name)) for name in ("__getitem__", "get", "setdefault")}
    found |= {"__contains__": _asking(kind), "__setitem__": _putting(kind)}
    found |= {"__module__": kind.__module__, "__qualname__": kind.__qualname__}

    def plain(self: Any) -> Any:
        return kind(*_factory(self), self)

    def reduce(self: Any, protocol: Any) -> Any:
        return kind, (*_factory(self), plain(self))

    found |= {"__reduce_ex__": reduce, "__copy__": plain, "copy": plain}
    return type(kind.__name__, (kind,), found)


def _factory(some: Any) -> tuple[Any, ...]:
    return (some.default_factory,) if hasattr(some, "default_factory") else ()


def _reading(kind: Any, method: Any) -> Callable[..., Any]:
    has = kind.__contains__

    def read(self: Any, key: Any, *rest: Any) -> Any:
        events = getattr(self, _EVENTS, None)
        if events is None:
            return method(self, key, *rest)
        is_there = has(self, key)
        events.read(hash(key), HIT if is_there else MISS)
        value = method(self, key, *rest)
        # A default that the dict puts in by itself is not read once more.
        events.is_fresh = events.is_fresh and is_there
        return value

    return read


def _asking(kind: Any) -> Callable[..., Any]:
    has = kind.__contains__

    def ask(self: Any, key: Any) -> Any:
        answer, events = has(self, key), getattr(self, _EVENTS, None)
        # A key that is there is read next, and noted then.
        if not answer and events is not None:
            events.note(hash(key), MISS)
        return answer

    return ask


def _putting(kind: Any) -> Callable[..., Any]:
    method = kind.__setitem__

    def put(self: Any, key: Any, value: Any) -> None:
        events = getattr(self, _EVENTS, None)
        if events is not None:
            events.note(hash(key), PUT)
        method(self, key, value)

    return put


def _take_code(codes: dict[str, str]) -> None:
    loader, real = __import__("_frozen_importlib_external").SourceFileLoader, __import__("os").path.realpath
    original, loads = loader.get_code, __import__("marshal").loads

    def get_code(self: Any, name: str) -> Any:
        compiled = codes.get(real(self.path))
        if compiled is None:
            return original(self, name)
        with open(compiled, "rb") as file:
            return loads(file.read()[_HEAD:])

    loader.get_code = get_code
