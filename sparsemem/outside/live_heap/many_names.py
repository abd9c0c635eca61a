"""Names of which there are many, and none that holds much: variables that are made while a program runs.

`globals()[name] = ...`, `setattr(module, name, ...)`, and modules or classes that are made anew with the same
variable each. Row by row none of them says anything, and together they can be the whole heap.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sparsemem.model.owner_names import ANY
from sparsemem.outside.live_heap.labelled_nodes import Path
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.live_heap.owner_rows import Owned, types_together

Growth = tuple[int | None, int | None, int | None]
"""Of live bytes, objects and entries since an earlier look; None without one, and of what is no container."""
MANY, _SMALL, _MUCH = 500, 0.01, 0.05
"""Names that are told together from so many on, more than have rows of their own: where each has less than this share
of the live heap, and all together at least that one, or that of what it has grown by."""
NEW, _MUCH_NEW = 20, 0.3
"""The same of names that were not there at an earlier look, and so were made while the program ran."""


@dataclass(frozen=True, slots=True)
class JoinedNames:
    """Owners that are one row."""

    row: Owned
    """`app.*` for variables of one module or class, `*.data` for one variable of many; its entries are the names."""
    grown: Growth
    paths: frozenset[Path]


def join_names(found: LiveHeap, rows: Sequence[Owned], grown: Mapping[Path, Growth]) -> list[JoinedNames]:
    """Those that are told together. A row is in one group at most, in the heavier one by bytes and what they grew."""
    left = {row.path: row for row in rows if _parts(row.path)}
    growth = max(sum(each[0] or 0 for each in grown.values()), 1)
    gained = {path: (grown[path][0] or 0) / growth for path in left}
    weight = {path: max(row.live_bytes / found.live_bytes, gained[path]) for path, row in left.items()}
    new = [path for path, row in left.items() if grown[path][0] == row.live_bytes]
    groups: defaultdict[str, list[Path]] = defaultdict(list)
    for pattern, paths in _groups(new, gained, NEW, _MUCH_NEW):
        groups[pattern] += paths
        for path in paths:
            del left[path]
    small = [path for path, row in left.items() if row.live_bytes < _SMALL * found.live_bytes]
    for pattern, paths in _groups(small, weight, MANY, _MUCH):
        groups[pattern] += paths
    by_path = {row.path: row for row in rows}
    numbers = [[found.nodes.number(path) for path in paths] for paths in groups.values()]
    types = types_together(found.heap, found.nodes, numbers)
    return [
        _joined(pattern, [by_path[path] for path in paths], sizes, grown)
        for (pattern, paths), sizes in zip(groups.items(), types, strict=True)
    ]


def _groups(
    paths: Collection[Path], weight: Mapping[Path, float], fewest: int, least: float
) -> Iterator[tuple[str, list[Path]]]:
    """Those of at least so many names and so much weight, the heaviest first; each path is in one of them."""
    left = dict.fromkeys(paths)
    while left:
        groups: defaultdict[str, list[Path]] = defaultdict(list)
        for path in left:
            space, name = _parts(path) or ("", "")
            groups[f"{space}.{ANY}"].append(path)
            groups[f"{ANY}.{name}"].append(path)
        many = [(sum(map(weight.__getitem__, some)), one) for one, some in groups.items() if _count(some) >= fewest]
        heaviest, pattern = max(many, default=(0.0, ""))
        if not many or heaviest < least:
            return
        yield pattern, groups[pattern]
        for path in groups[pattern]:
            del left[path]


def _count(paths: Collection[Path]) -> int:
    return len({path[0] for path in paths})


def _parts(path: Path) -> tuple[str, str] | None:
    """The module or class of a variable, and its name; None for what is no such variable."""
    space, dot, name = path[0].rpartition(".")
    return (space, name) if dot and " " not in path[0] else None


def _joined(
    pattern: str, rows: Sequence[Owned], types: Mapping[str, int], grown: Mapping[Path, Growth]
) -> JoinedNames:
    live = sum(row.live_bytes for row in rows)
    row = Owned(
        path=(pattern,),
        types=tuple(types),
        objects=sum(row.objects for row in rows),
        live_bytes=live,
        retained_bytes=live,
        entries=_count([row.path for row in rows]),
        type_bytes=tuple(types.values()),
    )
    return JoinedNames(row, _growth_of(rows, grown), frozenset(row.path for row in rows))


def _growth_of(rows: Sequence[Owned], grown: Mapping[Path, Growth]) -> Growth:
    """Their growth is the sum of theirs; that of the entries is the names that were not there before."""
    known = [(row, grown[row.path]) for row in rows if grown[row.path][0] is not None]
    if not known:
        return None, None, None
    new = _count([row.path for row, growth in known if growth[0] == row.live_bytes])
    return sum(growth[0] or 0 for _, growth in known), sum(growth[1] or 0 for _, growth in known), new
