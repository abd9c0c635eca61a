"""Runs inside a copy of the project, to count how often each rewritten place ran and how many elements went through.

Executed by path, knows nothing of us, and writes a file of its own when the process ends.
"""

import atexit
import functools
import os
from collections.abc import Callable, Iterable, Iterator
from sys import getsizeof
from typing import Any

FOLDER = globals().get("folder", "")
SAMPLE = 16
"""Elements whose size is taken, those of Python's own types only by their own: no code of theirs is run."""
POINTER = 8
SIZED = (list, tuple, set, frozenset, dict, *map(type, ({}.keys(), {}.values(), {}.items())))
uses: dict[str, list[int]] = {}


def count(key: str, elements: Iterable[Any]) -> Iterator[Any]:
    """The elements, counted."""
    record = uses.setdefault(key, [0, 0, 0])
    record[0] += 1
    number = sampled = 0
    try:
        for number, element in enumerate(elements, 1):
            if number <= SAMPLE:
                sampled += (
                    object.__sizeof__(element) if type(element).__module__ != "builtins" else getsizeof(element)
                )
            yield element
    finally:
        record[1] = max(record[1], number)
        record[2] = max(record[2], number * (POINTER + sampled // max(min(number, SAMPLE), 1)))


def see(key: str, value: Any) -> Any:
    """What a new call is given, as it is: an iterator counted, a container by its length and its pointers."""
    kind = type(value)
    if hasattr(kind, "__next__") and kind.__module__ in ("builtins", "itertools"):
        return count(key, value)
    if kind in SIZED:
        record = uses.setdefault(key, [0, 0, 0])
        record[0] += 1
        record[1] = max(record[1], len(value))
        record[2] = max(record[2], POINTER * len(value))
    return value


def count_calls(key: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator for a generator function."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def counted(*arguments: Any, **named: Any) -> Iterator[Any]:
            return count(key, function(*arguments, **named))

        return counted

    return decorate


def write() -> None:
    """A line for each place: its key, how often it ran, the most elements of one run, and their bytes in a list."""
    with open(os.path.join(FOLDER, f"{os.getpid()}-{id(uses)}"), "w", encoding="utf-8") as file:
        file.writelines(f"{key}\t{runs}\t{most}\t{size}\n" for key, (runs, most, size) in uses.items())


atexit.register(write)
