"""Where a module, a class or an object has a value under a name; no code of the target is asked.

Names are looked up in the dicts and slots themselves: `getattr` would call properties, `__getattr__` and the like.
"""

from __future__ import annotations

import sys
from _functools import partial  # type: ignore[import-not-found]
from gc import get_objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_space_of_class = type.__dict__["__dict__"].__get__
_bases_of = type.__dict__["__mro__"].__get__
_below = type.__dict__["__subclasses__"]
_names_of_class = (type.__dict__["__name__"].__get__, type.__dict__["__qualname__"].__get__)
_set_on_class = type.__setattr__
_GETTER = type(type.__dict__["__dict__"])
_SLOT = type(type(sys).__dict__["__dict__"])  # type: ignore[index]


class Place:
    """A value, and what puts another in its place."""

    __slots__ = ("put", "value")

    def __init__(self, value: Any, put: Callable[[Any], object]) -> None:
        self.value, self.put = value, put


def places(scope: Any, name: str) -> list[Place]:
    """Where it has one of this name: a class in its dict or a base's, an object in slots and in its own dict."""
    if is_class(scope):
        return [Place(value, partial(_set_on_class, kind, name)) for kind, value in _values_of_class(scope, name)]
    found = [Place(slot.__get__(scope), partial(slot.__set__, scope)) for slot in _filled_slots(scope, name)]
    space = _space_of(scope)
    if space is not None and dict.__contains__(space, name):
        found.append(Place(dict.__getitem__(space, name), partial(dict.__setitem__, space, name)))
    return found


def _values_of_class(scope: Any, name: str) -> list[tuple[Any, Any]]:
    """The classes that have the name, with its values; what only leads to values of instances is none."""
    found = [(kind, _space_of_class(kind)[name]) for kind in _bases_of(scope) if name in _space_of_class(kind)]
    return [(kind, value) for kind, value in found if type(value) not in (_GETTER, _SLOT)]


def is_class(value: object) -> bool:
    """Whether it is a class, whatever it says of itself."""
    return any(kind is type for kind in _bases_of(type(value)))


def classes(name: str) -> list[type]:
    """The classes of this name, alone or qualified."""
    found: dict[int, type] = {id(object): object}
    left: list[type] = [object]
    while left:
        kind = left.pop()
        # The metaclasses are among the classes, and their method wants the class itself.
        new = [below for below in _below(kind) if id(below) not in found]
        found.update((id(below), below) for below in new)
        left += new
    return [kind for kind in found.values() if any(get(kind) == name for get in _names_of_class)]


def instances(kinds: list[type]) -> list[object]:
    """The objects of just these classes that the collector knows."""
    numbers = {id(kind) for kind in kinds}
    return [one for one in get_objects() if id(type(one)) in numbers]


def elements(container: Any) -> list[Any]:
    """What a built-in container holds."""
    if type(container) is dict:
        return [*container.values()]
    return [*container] if type(container) in (list, tuple, set, frozenset) else []


def _space_of(value: Any) -> Any:
    """The dict of an object or module; None where it has none."""
    for kind in _bases_of(type(value)):
        getter = _space_of_class(kind).get("__dict__")
        if type(getter) in (_GETTER, _SLOT):
            return getter.__get__(value)
    return None


def _filled_slots(value: Any, name: str) -> list[Any]:
    found = [_space_of_class(kind).get(name) for kind in _bases_of(type(value))]
    return [slot for slot in found if type(slot) is _SLOT and _is_filled(slot, value)]


def _is_filled(slot: Any, value: Any) -> bool:
    try:
        slot.__get__(value)
    except AttributeError:
        return False
    return True
