"""The size profile: what the probe noted of the values that the target's functions return."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem.measure.run.single_run import Finished
from sparsemem.model import Outcome, Returned

_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class SizeProfile:
    """What came of the run that was made for it."""

    outcome: Outcome
    sizes: tuple[Returned, ...] | None
    """The largest first; None where the program did not get to its end."""
    is_whole: bool
    """Whether all returns were heard: not so where the program listens to them by the same means."""


def size_profile(finished: Finished) -> SizeProfile:
    """The profile of a run that was asked for one."""
    heard = finished.returned
    if heard is None:
        return SizeProfile(finished.run.outcome, None, is_whole=False)
    placed = (placed_in(one, finished.place.cwd) for one in parse_returned(heard.text))
    return SizeProfile(finished.run.outcome, ordered(placed), heard.is_whole)


def parse_returned(text: str) -> tuple[Returned, ...]:
    """The functions that the probe listed; a line that was cut off, or is none of its, is left out."""
    return tuple(filter(None, map(_parse_line, text.split("\n"))))


def _parse_line(line: str) -> Returned | None:
    """From calls, generators, elements, bytes, first line, name and path, with tabs between; `?` is unknown."""
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        return None
    try:
        calls, generators, elements, size, first = map(_number, columns[:5])
        name, path = map(ast.literal_eval, columns[5:])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if calls is None or generators is None or first is None or not (isinstance(name, str) and isinstance(path, str)):
        return None
    return Returned(path, first, name, calls, generators, elements, size)


def _number(text: str) -> int | None:
    if text == "?":
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def placed_in(returned: Returned, cwd: Path) -> Returned:
    """The same with its path as reports write it: POSIX, relative to the working directory of the run."""
    return replace(returned, path=path_in(returned.path, cwd))


def path_in(name: str, cwd: Path) -> str:
    """A path as reports write it, of a run in this working directory."""
    path = cwd / name
    return (path.relative_to(cwd) if path.is_relative_to(cwd) else path).as_posix()


def ordered(found: Iterable[Returned]) -> tuple[Returned, ...]:
    """The largest first, then the most elements, then by place."""
    return tuple(sorted(found, key=lambda one: (-(one.bytes or 0), -(one.elements or 0), one.path, one.line)))
