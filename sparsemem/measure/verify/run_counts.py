"""How often each change of a rewrite ran, from what the counter wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from functools import reduce
from operator import or_
from pathlib import Path

from sparsemem.measure.verify.counting import SEEN, TWIN
from sparsemem.model import Change

_COLUMNS = (5, 6)


@dataclass(frozen=True, slots=True)
class Count:
    """Runs of a new generator or loop, the most elements of one of them, and what a list of these would take."""

    runs: int
    most_elements: int
    most_bytes: int = field(default=0, compare=False)

    def __add__(self, other: "Count") -> "Count":
        """The same place in another process."""
        return replace(self | other, runs=self.runs + other.runs)

    def __or__(self, other: "Count") -> "Count":
        """Another place of the same function."""
        return Count(*map(max, astuple(self), astuple(other)))


NONE = Count(0, 0)
Counts = Mapping[tuple[str, str], Count]
"""By the path of the module and the qualified name of the function."""


def read_counts(folder: Path) -> Counts:
    """All that the processes of a run wrote."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.iterdir()))
    return parse_counts(line for text in texts for line in text.splitlines())


def parse_counts(lines: Iterable[str]) -> Counts:
    """From path, name, place, runs and elements, with tabs between; a line that was cut off is left out."""
    places: dict[tuple[str, ...], Count] = {}
    for columns in (line.split("\t") for line in lines):
        if len(columns) in _COLUMNS and all(column.isdecimal() for column in columns[3:]):
            place = tuple(columns[:3])
            places[place] = places.get(place, NONE) + Count(*map(int, columns[3:]))
    found: dict[tuple[str, str], Count] = {}
    for (path, name, _), count in places.items():
        found[path, name] = found.get((path, name), NONE) | count
    return found


def count_of(change: Change, counts: Counts) -> Count:
    """What ran of one change, which names the function that builds, and has a twin, or the one that consumes.

    A twin may be that of another module; then it is counted where it is called, by its name alone. Of a change of
    shape, what the new calls are given counts before any other loop of the function.
    """
    name, twin = change.function or "", twin_of(change.function or "")
    if change.reshapes and (change.path, f"{name}{SEEN}") in counts:
        return counts[change.path, f"{name}{SEEN}"]
    found = (counts.get((change.path, place), NONE) for place in (name, twin, twin.rpartition(".")[2]))
    return reduce(or_, found)


def twin_of(name: str) -> str:
    """The qualified name of a function's twin."""
    scope, _, last = name.rpartition(".")
    return f"{scope}{'.' if scope else ''}{TWIN}{last.lstrip('_')}"
