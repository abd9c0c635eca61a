"""The size profile: how large the containers are that the target's functions return, and how often they return.

A function is the target's when its file lies neither in the standard library's folder nor in one of installed
packages; code of `<string>` and the like is nobody's. No code of the target is run: types are told by identity, and
lengths and sizes are asked of the built-in type that a value is of, or derives from.
"""

from __future__ import annotations

import sys
from _thread import get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from types import CodeType
    from typing import Any


async def _asynchronous() -> AsyncIterator[None]:
    yield


_KINDS: dict[int, tuple[Callable[[Any], int], Callable[[Any], int]]] = {
    id(kind): (kind.__len__, kind.__sizeof__) for kind in (list, dict, set, tuple, frozenset, str, bytes, bytearray)
}
_PLAIN = frozenset(map(id, (type(None), bool, int, float)))
"""Types that have no length, told at once: most functions return one of them."""
_GENERATORS = frozenset(map(id, (type(_ for _ in ()), type(_asynchronous()))))
_bases_of = type.__dict__["__mro__"].__get__

_FUNCTION, _GENERATOR = 0x01, 0x20 | 0x200
"""Flags of code: of what is not the body of a module or class; of generators, asynchronous ones too."""
_PARTS_OF_FUNCTIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
_FOREIGN = ("<", f"{getattr(sys, '_stdlib_dir', None)}/", f"{_asynchronous.__code__.co_filename.rpartition('/')[0]}/")
_INSTALLED = ("/site-packages/", "/dist-packages/")
_CODE, _CALLS, _GENERATED, _ELEMENTS, _BYTES = range(5)


def is_own(path: str) -> bool:
    """Whether a file of code is the target's own: neither the standard library's nor of an installed package."""
    return not path.startswith(_FOREIGN) and not any(folder in path for folder in _INSTALLED)


class Sizes:
    """What was returned so far: a table for each thread, so that none has to wait for another."""

    def __init__(self, foreign: object = None) -> None:
        self.foreign = foreign
        self._tables: dict[int, dict[int, list[Any]]] = {}
        self._targets: dict[str, bool] = {}

    def note(self, code: CodeType, offset: int, value: object) -> object:
        """Note a value that a function returned; `foreign` where it is no function of the target.

        This is the callback of a monitor as it stands: one more call would cost as much as all that it does.
        """
        ident = get_ident()
        table = self._tables.get(ident)
        if table is None:
            table = self._tables[ident] = {}
        record = table.get(id(code))
        if record is None:
            if not self._is_of_target(code):
                return self.foreign
            # The record holds the code, so that no other gets its number.
            record = table[id(code)] = [code, 0, 0, None, None]
        record[_CALLS] += 1
        kind = id(type(value))
        if kind in _KINDS:
            _measure(record, value, kind)
        elif kind in _GENERATORS or code.co_flags & _GENERATOR:
            record[_GENERATED] += 1
        elif kind not in _PLAIN:
            _measure_derived(record, value)
        return None

    def _is_of_target(self, code: CodeType) -> bool:
        if not code.co_flags & _FUNCTION or code.co_name in _PARTS_OF_FUNCTIONS:
            return False
        path = str.__str__(code.co_filename)
        known = self._targets.get(path)
        if known is None:
            known = self._targets[path] = is_own(path)
        return known

    def describe(self) -> str:
        """A line for each function: calls, generators, elements, bytes, first line, name, path, with tabs between.

        Unknown is `?`. Name and path are written as `ascii` does, the path last: a line that was cut off shows it.
        """
        merged: dict[int, list[Any]] = {}
        for table in [*self._tables.values()]:
            for number, record in [*table.items()]:
                merged[number] = _merge(merged[number], record) if number in merged else record
        return "\n".join(map(_line, merged.values()))


def _measure(record: list[Any], value: object, kind: int) -> None:
    """Note the length and the size of a value as one of this kind."""
    length, size = _KINDS[kind]
    elements, found = length(value), size(value)
    if record[_ELEMENTS] is None or elements > record[_ELEMENTS]:
        record[_ELEMENTS] = elements
    if record[_BYTES] is None or found > record[_BYTES]:
        record[_BYTES] = found


def _measure_derived(record: list[Any], value: object) -> None:
    """The same for a value whose type derives from one of a kind, or does not.

    The interpreter refuses a type that names a base here without having its layout.
    """
    kind = next((id(base) for base in _bases_of(type(value)) if id(base) in _KINDS), None)
    if kind is not None:
        _measure(record, value, kind)


def _merge(one: list[Any], other: list[Any]) -> list[Any]:
    """Two threads' records of one function together."""
    largest = [
        max((part for part in (one[place], other[place]) if part is not None), default=None)
        for place in (_ELEMENTS, _BYTES)
    ]
    return [one[_CODE], one[_CALLS] + other[_CALLS], one[_GENERATED] + other[_GENERATED], *largest]


def _line(record: list[Any]) -> str:
    code, *found = record
    numbers = ("?" if number is None else str(number) for number in (*found, code.co_firstlineno))
    places = (ascii(str.__str__(text)) for text in (code.co_qualname, code.co_filename))
    return "\t".join((*numbers, *places))
