"""A heap against itself and the ledger of its moment: rows that do not add up, parts larger than their whole."""

from collections.abc import Iterator
from typing import Any


def heap_contradictions(heap: dict[str, Any], moment: dict[str, Any] | None) -> Iterator[str]:
    """A sentence for each; `moment` is the one at which the heap was read, where that is in the report."""
    yield from _sums(heap)
    yield from _parts(heap)
    yield from _growth(heap)
    if moment is not None and moment["ledger"] is not None:
        yield from _closing(heap, moment["ledger"])


def _sums(heap: dict[str, Any]) -> Iterator[str]:
    for name in ("live_bytes", "objects"):
        total = sum(one[name] for one in heap["owners"])
        if heap["owners"] and total != heap[name]:
            yield f"the owners have {total} of {heap[name]} {name}"
    if sum(one["owner"] is None for one in heap["owners"]) > 1:
        yield "more than one row has no owner"


def _parts(heap: dict[str, Any]) -> Iterator[str]:
    live = heap["live_bytes"]
    for kind, name in (("owners", "owner"), ("types", "type"), ("waste", "owner")):
        for one in heap[kind]:
            size = one["bytes"] if kind == "waste" else one["live_bytes"]
            if not 0 <= size <= live:
                yield f"{one[name]} of {kind} has {size} of {live} live bytes"
    for one in heap["owners"]:
        if sum(one.get("type_bytes") or ()) > one["live_bytes"]:
            yield f"the types of {one['owner']} have more than its {one['live_bytes']} bytes"
    garbage, cycles = heap["garbage_bytes"], sum(one["retained_bytes"] for one in heap["cycles"])
    if garbage is not None and cycles > garbage:
        yield f"cycles retain {cycles} of {garbage} bytes of garbage"


def _growth(heap: dict[str, Any]) -> Iterator[str]:
    """Of a sweep each has its scales, of looks its time."""
    grew = [one for one in heap["owners"] if one["growth_bytes"] is not None]
    if grew and not heap["growth_seconds"] and not heap["growth_scales"]:
        yield f"{grew[0]['owner']} grew, over nothing that is told"
    if heap["growth_seconds"] and heap["growth_scales"]:
        yield "growth is both over time and over scales"
    total = sum(one["growth_bytes"] for one in grew)
    if heap["growth_scales"] and total != heap["growth_bytes"]:
        yield f"the owners grow by {total} of {heap['growth_bytes']} bytes for each 1x"


def _closing(heap: dict[str, Any], ledger: dict[str, Any]) -> Iterator[str]:
    parts = [ledger["python_live_bytes"], ledger["malloc_live_bytes"], ledger["pool_live_bytes"]]
    named = sum(one["live_bytes"] for one in heap["owners"] if one["owner"] is not None)
    live = sum(part or 0 for part in parts)
    if None not in parts[:2] and heap["live_bytes"] not in (live, named):
        yield f"the heap has {heap['live_bytes']} live bytes, and the ledger of its moment {live}"
