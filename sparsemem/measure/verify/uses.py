"""How often each change of a rewrite ran, from what the counter wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sparsemem.model import Change

_COLUMNS = 4
_TWINS = ("lazy_twin", "dict_pairs")


@dataclass(frozen=True, slots=True)
class Count:
    """Runs of the new generators and loops of one function, and the most elements of one of them."""

    runs: int
    most_elements: int

    def __or__(self, other: "Count") -> "Count":
        return Count(self.runs + other.runs, max(self.most_elements, other.most_elements))


Counts = Mapping[tuple[str, str], Count]
"""By the path of the module and the qualified name of the function."""


def read_counts(folder: Path) -> Counts:
    """All that the processes of a run wrote."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.iterdir()))
    return parse_counts(line for text in texts for line in text.splitlines())


def parse_counts(lines: Iterable[str]) -> Counts:
    """From path, name, runs and elements, with tabs between; a line that was cut off is left out."""
    found: dict[tuple[str, str], Count] = {}
    for line in lines:
        columns = line.split("\t")
        if len(columns) == _COLUMNS and all(column.isdecimal() for column in columns[2:]):
            key, count = (columns[0], columns[1]), Count(int(columns[2]), int(columns[3]))
            found[key] = found[key] | count if key in found else count
    return found


def count_of(change: Change, counts: Counts) -> Count:
    """What ran of one change. A twin is a function of its own; all else lies in the function that was changed."""
    return counts.get((change.path, new_name(change)), Count(0, 0))


def new_name(change: Change) -> str:
    """The qualified name of the function in which the new generator or loop stands."""
    name = change.function or ""
    if change.transform not in _TWINS:
        return name
    scope, _, last = name.rpartition(".")
    return f"{scope}{'.' if scope else ''}_iter_{last.lstrip('_')}"
