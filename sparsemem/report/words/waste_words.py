"""What every form says of memory that the same data would not need: a row of cells for each owner and type."""

from collections.abc import Sequence

from sparsemem.diagnose.holders.waste_remedies import waste_remedies
from sparsemem.model import Finding, Heap, Waste
from sparsemem.units import MB, format_share, format_size

TITLE = "Memory that the same data would not need"
WASTE_COLUMNS = ("count", "saves", "share")
_CODES = ("SM150", "SM151")
_LEAST_SHARE, _LEAST_BYTES = 0.01, MB // 4
"""Of the live heap: what saves less than both is not worth a line."""


def is_told(findings: Sequence[Finding]) -> bool:
    """Whether a report has findings on it: then the table belongs beside them."""
    return any(one.code in _CODES for one in findings)


def shown_waste(heap: Heap, most: int) -> list[Waste]:
    """The rows that would save the most, of both kinds."""
    least = max(_LEAST_SHARE * heap.live_bytes, _LEAST_BYTES)
    worth = [one for one in heap.waste if one.bytes >= least]
    return sorted(worth, key=lambda one: one.bytes, reverse=True)[:most]


def waste_name(one: Waste) -> str:
    """Whose it is, and what it is: `app.ROWS: equal str`, `Tracker.in_flight: empty room in dict`."""
    what = f"equal {one.type}" if one.what == "equal values" else f"empty room in {one.type}"
    return f"{one.owner or '(no name)'}: {what}"


def waste_cells(one: Waste, heap: Heap) -> tuple[str, ...]:
    """Its figures, as `WASTE_COLUMNS` names them."""
    return f"{one.count:,}", format_size(one.bytes), format_share(one.bytes, heap.live_bytes)


def waste_remedy(one: Waste, heap: Heap) -> str:
    """What to do, as a line to put into the program where there is one; "" where nothing is known."""
    owner = next((row for row in heap.owners if row.owner == one.owner), None) if one.owner else None
    remedies = waste_remedies(one, owner)
    return (remedies[0].command or remedies[0].text) if remedies else ""


def waste_rows(heap: Heap | None, most: int = 15) -> list[tuple[str, ...]]:
    """Name, figures and remedy of each row worth a line."""
    if heap is None:
        return []
    return [(waste_name(one), *waste_cells(one, heap), waste_remedy(one, heap)) for one in shown_waste(heap, most)]
