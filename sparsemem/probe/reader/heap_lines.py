"""Lines of source: which one an allocation is told of, and what each holds."""

from __future__ import annotations

import sysconfig
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAPPINGS = (14, 15)
"""`AllocatorType.MMAP` and `MUNMAP`: mappings of files and the like are no heap, and no allocator counts them."""
PARTS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
"""Functions to the interpreter (before 3.12 all of them), and parts of one to a reader."""
FOREIGN = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), "<")
INSTALLED = ("/site-packages/", "/dist-packages/")

MOST_FRAMES, MOST_LINES, MOST_SITES = 100, 60, 3
LEAST_PART, LEAST_BYTES = 1000, 4096
"""Lines that hold less than one part in so many, or fewer bytes, are not told: most of them are the interpreter's."""


class Place(NamedTuple):
    """A line of source, and the function that it is in."""

    function: str
    path: str
    line: int


class WholeStack:
    """A record whose stack is all there: by itself memray leaves out as many frames as there were when it began,
    which were those of the interpreter's start and are gone."""

    def __init__(self, record: Any) -> None:
        self._record = record

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)

    def stack_trace(self) -> Any:
        """The innermost frame first."""
        return self._record.stack_trace(max_stacks=MOST_FRAMES)


@cache
def is_own(path: str) -> bool:
    """Whether a file is of the program itself: neither the standard library's nor an installed package's."""
    return not path.startswith(FOREIGN) and not any(folder in path for folder in INSTALLED)


def place_of(stack: Sequence[tuple[str, str, int]]) -> Place | None:
    """The program's own line that is nearest to an allocation, the nearest of all where it has none, None for none.

    The stack has the innermost frame first.
    """
    if not stack:
        return None
    at = next((at for at, frame in enumerate(stack) if is_own(frame[1])), 0)
    function, path, line = stack[at]
    names = (name for name, where, _ in stack[at:] if where == path and name not in PARTS)
    return Place(next(names, function), path, line)


def summed(records: Iterable[Any]) -> dict[str, Any]:
    """The heap of one time: requested and mapped bytes, and the former by line, with the blocks of each."""
    found = {"bytes": 0, "blocks": 0, "mapped_bytes": 0}
    places: dict[Place, list[int]] = {}
    for record in records:
        if record.allocator in MAPPINGS:
            found["mapped_bytes"] += record.size
            continue
        found["bytes"] += record.size
        found["blocks"] += record.n_allocations
        place = place_of(record.stack_trace()) if record.n_allocations else None
        if place is not None:
            line = places.setdefault(place, [0, 0])
            line[0] += record.size
            line[1] += record.n_allocations
    return found | {"places": places}


def listed(places: Mapping[Place, list[int]], others: Iterable[Place]) -> list[list[Any]]:
    """Function, path, line, bytes and blocks of the lines with the most bytes, and of `others` that are there."""
    least = max(sum(size for size, _ in places.values()) // LEAST_PART, LEAST_BYTES)
    large = [place for place in places if places[place][0] >= least]
    order = sorted(large, key=lambda place: -places[place][0])[:MOST_LINES]
    order += [place for place in others if place in places and place not in order]
    return [[*place, *places[place]] for place in order]


def shares(one: Mapping[str, Any], places: Mapping[int, Place | None]) -> list[list[Any]]:
    """Function, path, line and share of the lines that allocated the most of what a type keeps."""
    found: dict[Place, float] = {}
    for address, kept in zip(one["addresses"], one["kept"], strict=True):
        place = places.get(address)
        if place is not None:
            found[place] = found.get(place, 0.0) + kept
    whole = sum(one["kept"])
    order = sorted(found, key=lambda place: -found[place])[:MOST_SITES] if whole else []
    return [[*place, min(found[place] / whole, 1.0)] for place in order]
