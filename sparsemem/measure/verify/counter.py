"""Runs inside a copy of the project, to count how often each rewritten place ran and how many elements went through.

Executed by path, knows nothing of us, and writes a file of its own when the process ends.
"""

import atexit
import functools
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

FOLDER = globals().get("folder", "")
uses: dict[str, list[int]] = {}


def count(key: str, elements: Iterable[Any]) -> Iterator[Any]:
    """The elements, counted."""
    record = uses.setdefault(key, [0, 0])
    record[0] += 1
    number = 0
    try:
        for number, element in enumerate(elements, 1):  # noqa: B007
            yield element
    finally:
        record[1] = max(record[1], number)


def count_calls(key: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator for a generator function."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def counted(*arguments: Any, **named: Any) -> Iterator[Any]:
            return count(key, function(*arguments, **named))

        return counted

    return decorate


def write() -> None:
    """A line for each place: its key, how often it ran, and the most elements of one run."""
    with open(os.path.join(FOLDER, f"{os.getpid()}-{id(uses)}"), "w", encoding="utf-8") as file:
        file.writelines(f"{key}\t{runs}\t{most}\n" for key, (runs, most) in uses.items())


atexit.register(write)
