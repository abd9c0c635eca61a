"""The live heap of a process that runs, from look to look: whether it rose, and who has grown."""

from itertools import pairwise

from sparsemem.diagnose.holders.growers import find_grower, kind_of
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.model import AttachedLook, Heap, HeapOwner
from sparsemem.model.owner_names import stands_for_many
from sparsemem.units import format_seconds, format_size

LEAST_LOOKS = 4
"""Fewer cannot tell a direction from a fluctuation."""
RISING_SHARE = 0.75
"""Of the steps from look to look that must go up: what goes up and down is work, not growth."""

LEAST_LOOKS_OF_A_SAW = 9
"""Three for each third of the time: fewer cannot tell a saw-tooth that climbs from one that stays."""

LEAST_RISING, MOST_OF_IT = 3, 0.5
"""Looks that rose each time, and the share of the growth, for an owner to be named while the verdict is open."""


def live_sizes(looks: tuple[AttachedLook, ...]) -> list[int]:
    """The live bytes of the looks that know them."""
    return [look.moment.live_bytes for look in looks if look.moment.live_bytes is not None]


def pool_growth(looks: tuple[AttachedLook, ...]) -> int:
    """What the pools of libraries grew by from the first look to the last; 0 where there are none."""
    ledgers = looks[0].moment.ledger, looks[-1].moment.ledger
    first, last = (one.pool_live_bytes or 0 if one else 0 for one in ledgers)
    return last - first


def count_rises(sizes: list[int]) -> int:
    """The steps from look to look that went up."""
    return sum(later > earlier for earlier, later in pairwise(sizes))


def rises_steadily(sizes: list[int]) -> bool:
    """Whether nearly each look had more than the one before."""
    return count_rises(sizes) >= RISING_SHARE * (len(sizes) - 1)


def climbs_in_a_saw(sizes: list[int]) -> bool:
    """Whether it fell, yet never back: the last third lies above the first, its peak above the middle's."""
    if len(sizes) < LEAST_LOOKS_OF_A_SAW:
        return False
    third = len(sizes) // 3
    first, middle, last = sizes[:third], sizes[third:-third], sizes[-third:]
    return min(last) > max(first) and max(last) > max(middle)


def is_open(looks: tuple[AttachedLook, ...]) -> bool:
    """Whether the live heap grew by much between looks that are too few to tell growth from a fluctuation."""
    sizes = live_sizes(looks)
    if not 2 <= len(sizes) < LEAST_LOOKS:
        return False
    return severity(sizes[-1] - sizes[0], looks[-1].moment.anonymous_bytes or 0) in ("error", "warning")


def tell_suspect(looks: tuple[AttachedLook, ...], heap: Heap | None) -> list[str]:
    """Who has most of what the live heap grew by in looks that are too few for a finding but rose each time."""
    sizes = live_sizes(looks)
    if heap is None or not heap.growth_bytes or not heap.growth_seconds or len(sizes) < LEAST_RISING:
        return []
    grower = find_grower(heap, heap.growth_bytes)
    if grower is None or (grower.growth_bytes or 0) < MOST_OF_IT * heap.growth_bytes:
        return []
    if count_rises(sizes) < len(sizes) - 1:
        return []
    return [grown_by(grower, heap.growth_bytes, heap.growth_seconds)]


def grown_by(grower: HeapOwner | None, grown: int, seconds: float) -> str:
    """The first sentence: who has grown, of what, by how much and how fast."""
    within = format_seconds(seconds)
    if grower is None or grower.growth_bytes is None:
        return f"The live heap grew by {format_size(grown)} within {within}."
    part = min(grower.growth_bytes, grown)
    pace = grower.growth_entries if grower.growth_entries and grower.growth_entries > 0 else None
    what = "variables" if stands_for_many(grower.owner) else "entries"
    each = f", {pace / seconds:,.0f} {what} a second" if pace and seconds else ""
    return f"`{grower.owner}`{kind_of(grower)} grew by {format_size(part)} of {format_size(grown)} in {within}{each}."


def grown_in_pools(grower: HeapOwner | None, grown: int, in_pools: int, seconds: float) -> str:
    """The first sentences where most of it is in pools of libraries, whose pieces no object can be told to hold."""
    told = (
        f"The live heap grew by {format_size(grown)} within {format_seconds(seconds)}, "
        f"{format_size(min(in_pools, grown))} of it in a pool of a library: whose that is cannot be told."
    )
    if grower is None or not grower.growth_entries or grower.growth_entries < 0:
        return told
    return f"{told} `{grower.owner}`{kind_of(grower)} has {grower.growth_entries:,} entries more."
