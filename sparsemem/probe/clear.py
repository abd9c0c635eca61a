"""Clearing what a name of a report stands for, to see what comes back without it.

The name is `module.NAME` or `Class.attribute`, with `[...]` for the elements of a container. What is dropped has
its finalizers run, as it would have had the target dropped it.
"""

from __future__ import annotations

from sys import modules

from .places import classes, elements, instances, is_class, places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_ELEMENTS = "*"


def clear(name: str) -> int:
    """Empty each container of this name, and set whatever else has it to None; how many that were."""
    reached = (_reach(scopes, path) for scopes, path in _beginnings(_parts(name)))
    return next(filter(None, reached), 0)


def found(name: str) -> list[Any]:
    """What stands under this name."""
    return next(filter(None, (_values(scopes, path) for scopes, path in _beginnings(_parts(name)))), [])


def _parts(name: str) -> list[str]:
    parts = name.replace("[...]", f".{_ELEMENTS}").split(".")
    while parts[-1] == _ELEMENTS:
        parts.pop()
    return parts


def _values(scopes: list[Any], path: list[str]) -> list[Any]:
    for part in path:
        scopes = [value for scope in scopes for value in _step(scope, part)]
    return scopes


def _beginnings(parts: list[str]) -> Iterator[tuple[list[Any], list[str]]]:
    """What the first parts can name, and the parts that are left: a module, classes, or the instances of those."""
    for count in range(len(parts) - 1, 0, -1):
        head, rest = ".".join(parts[:count]), parts[count:]
        if head in modules:
            yield [modules[head]], rest
        kinds = classes(head)
        yield [*kinds], rest
        yield instances(kinds) if kinds else [], rest


def _reach(scopes: list[Any], path: list[str]) -> int:
    """Clear what a path leads to from some scopes; how many places that were."""
    if len(path) > 1:
        return _reach([value for scope in scopes for value in _step(scope, path[0])], path[1:])
    return sum(_clear_in(scope, path[0]) for scope in scopes)


def _step(scope: Any, part: str) -> list[Any]:
    """What a scope has under a name, or as elements; its instances come with a class and are called by its name."""
    found = elements(scope) if part == _ELEMENTS else [place.value for place in places(scope, part)]
    kinds = [value for value in found if is_class(value)]
    return [*found, *instances(kinds)] if kinds else found


def _clear_in(scope: Any, name: str) -> int:
    """Clear what a scope has under a name; how many places that were."""
    found = [place for place in places(scope, name) if place.value is not None]
    for place in found:
        kind = type(place.value)
        if kind in (dict, list, set, bytearray) or kind is getattr(modules.get("_collections"), "deque", None):
            kind.clear(place.value)
        else:
            place.put(None)
    return len(found)
