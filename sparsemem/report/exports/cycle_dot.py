"""Who holds the heap, and what is dead in cycles, as text for graphviz in objgraph's way: boxes of types, and arrows
with the names of references. `dot -Tsvg FILE` makes a picture of it."""

from collections.abc import Iterator

from sparsemem.model import Attachment, Cycle, Heap, HeapOwner, Report
from sparsemem.report.words.cycle_words import cycle_place, links
from sparsemem.units import format_size

_HEAD = ["digraph ObjectGraph {", "  rankdir=LR;", "  node[shape=box, style=filled, fillcolor=white];"]
_MOST_CYCLES, _MOST_OWNERS = 12, 12
_LEAST_SHARE = 0.01
"""Of the live heap: an owner that retains less is not drawn."""
_LONGEST = 60


def render_dot(record: Report | Attachment) -> str:
    """The paths from names to the owners that retain the most, and a cluster for each shape of cycles."""
    heap = record.heap
    cycles = heap.cycles[:_MOST_CYCLES] if heap else ()
    clusters = [line for number, cycle in enumerate(cycles) for line in _cluster(number, cycle)]
    owners = list(_owners(heap)) if heap else []
    return "\n".join([*_HEAD, *owners, *clusters, "}"]) + "\n"


def _owners(heap: Heap) -> Iterator[str]:
    """A tree of names; the owners have their type and what they retain."""
    least = _LEAST_SHARE * heap.live_bytes
    drawn = [one for one in heap.owners if one.path and one.retained_bytes >= least][:_MOST_OWNERS]
    told = {owner.path: _owner_text(owner) for owner in drawn}
    paths = dict.fromkeys(owner.path[:depth] for owner in drawn for depth in range(1, len(owner.path) + 1))
    names = {path: f"o{number}" for number, path in enumerate(paths)}
    for path, name in names.items():
        yield f"  {name}[label={told.get(path, _quoted(path[-1]))}];"
        if len(path) > 1:
            yield f"  {names[path[:-1]]} -> {name};"


def _owner_text(owner: HeapOwner) -> str:
    kind = owner.type or ", ".join(owner.types[:2])
    return _quoted(owner.path[-1], *filter(None, [kind, format_size(owner.retained_bytes)]))


def _cluster(number: int, cycle: Cycle) -> Iterator[str]:
    """The loop of one shape, with the reference that is to be broken in red."""
    loop, place = links(cycle), cycle_place(cycle)
    yield f"  subgraph cluster_{number} {{"
    waits = f"{cycle.count:,} cycles, {cycle.objects:,} objects, {format_size(cycle.retained_bytes)}"
    yield f"    label={_quoted(waits, *([place] if place else []))};"
    for at, one in enumerate(loop):
        yield f"    c{number}o{at}[label={_quoted(one.type)}];"
    for at, one in enumerate(loop):
        colour = ", color=red, fontcolor=red" if one.closes else ""
        yield f"    c{number}o{at} -> c{number}o{(at + 1) % len(loop)} [label={_quoted(one.name)}{colour}];"
    yield "  }"


def _quoted(*rows: str) -> str:
    """A string of graphviz's language; what ends it, or means something in it, is told otherwise."""
    short = (row if len(row) <= _LONGEST else f"{row[: _LONGEST - 3]}..." for row in rows)
    safe = (" ".join(row.replace("\\", "\\\\").replace('"', '\\"').split()) for row in short)
    return '"' + "\\n".join(safe) + '"'
