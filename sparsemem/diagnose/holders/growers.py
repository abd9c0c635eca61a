"""Who has grown: the owner that explains what the live heap grew by, over time or over the scales of a sweep."""

from typing import Any

from sparsemem.model import Heap, HeapOwner
from sparsemem.model.owner_names import stands_for_many
from sparsemem.units import format_size

EXPLAINED_SHARE = 0.3
"""Of what the heap has grown by, what an owner must have for its name to be in the sentence."""
FELT_SHARE = 0.05
"""Of the live heap at the largest scale, what grows with the data must come to: a cache of the interpreter's that
fills by some kB is not what anybody asked about."""
_PROPORTIONAL = (0.9, 1.1)
"""Exponents of what goes with the data as a line through nothing does."""


def find_grower(heap: Heap | None, grown: int) -> HeapOwner | None:
    """The owner that has grown the most, where it explains much of what the heap has grown by."""
    owners = [one for one in heap.owners if one.owner is not None and one.growth_bytes] if heap else []
    largest = max(owners, key=lambda one: one.growth_bytes or 0, default=None)
    return largest if largest and (largest.growth_bytes or 0) >= EXPLAINED_SHARE * grown else None


def kind_of(owner: HeapOwner) -> str:
    """Its type, and that of what is in it: ` (dict of Order)`; of many names how many they are."""
    inner = f" of {owner.types[0]}" if owner.types else ""
    if stands_for_many(owner.owner):
        return f" ({owner.entries or 0:,} variables{inner})"
    return f" ({owner.type}{inner})" if owner.type else ""


def scale_grower(heap: Heap | None) -> HeapOwner | None:
    """The holder that grows the most with the data; None where no smaller scale was read, or none explains much, or
    what grows is hardly any of the heap."""
    if heap is None or not heap.growth_scales:
        return None
    grown = heap.growth_bytes or 0
    if grown <= 0 or grown * heap.growth_scales[-1] < FELT_SHARE * heap.live_bytes:
        return None
    return find_grower(heap, grown)


def tell_scale_growth(heap: Heap | None) -> str:
    """Who grows with the data, by how much for each 1x of it and along which line; "" where nobody is known to."""
    grower = scale_grower(heap)
    if heap is None or grower is None or grower.growth_bytes is None or heap.growth_bytes is None:
        return ""
    part, whole = format_size(grower.growth_bytes), format_size(heap.growth_bytes)
    of = f"{part} of the {whole}" if part != whole else f"all of the {whole}"
    entries = f", in {grower.growth_entries:,} entries" if (grower.growth_entries or 0) > 0 else ""
    return (
        f"With the data grows `{grower.owner}`{kind_of(grower)}: it has {of} that each 1x adds to the live heap"
        f"{entries}{_along(grower, heap)}."
    )


def _along(grower: HeapOwner, heap: Heap) -> str:
    """The fit in words, and the scales that it rests on."""
    over = f"{', '.join(f'{scale}x' for scale in heap.growth_scales[:-1])} and {heap.growth_scales[-1]}x"
    exponent = grower.growth_fit.exponent if grower.growth_fit else None
    if exponent is None:
        return f" (seen at {over})"
    least, most = _PROPORTIONAL
    how = "slower than it" if exponent < least else "faster than it" if exponent > most else "in proportion to it"
    return f", {how} (exponent {exponent:.2f} over {over})"


def scale_evidence(heap: Heap | None) -> dict[str, Any]:
    """The same in figures."""
    grower = scale_grower(heap)
    if heap is None or grower is None:
        return {}
    fit = grower.growth_fit
    return {
        "grower": {
            "owner": grower.owner,
            "bytes_per_scale": grower.growth_bytes,
            "entries_per_scale": grower.growth_entries,
            "exponent": fit.exponent if fit else None,
            "heap_bytes_per_scale": heap.growth_bytes,
            "scales": list(heap.growth_scales),
        }
    }
