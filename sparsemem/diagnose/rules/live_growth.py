"""SM120: the live heap grows from look to look. Seen while a process runs, not in a sweep."""

from collections.abc import Iterator
from typing import Any

from sparsemem.diagnose.holders.growers import find_grower
from sparsemem.diagnose.holders.known_growers import known_remedy
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.ruling.cache_case import CacheCase
from sparsemem.diagnose.ruling.live_looks import (
    LEAST_LOOKS,
    MOST_OF_IT,
    climbs_in_a_saw,
    count_rises,
    grown_by,
    grown_in_pools,
    live_sizes,
    pool_growth,
    rises_steadily,
)
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Heap, HeapOwner, Remedy
from sparsemem.model.owner_names import LEADS_TO
from sparsemem.units import format_share, format_size

_IN_A_SAW = (
    "It fell between the looks, yet never back to where it was: "
    "work in batches that grows, or something kept beside it; look for longer."
)
_HOW_LONG = "It rose from nearly every look to the next; whether it ends somewhere is not known: look for longer."

REMEDIES = (
    Remedy("See what is added and never removed: compare the types that are alive now with those in an hour."),
    Remedy(
        "Give each cache a bound, and each registry a way out: a weak reference, or a removal when the work is done."
    ),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the live heap rose by much: at nearly every look, or in a saw-tooth that climbs (a note)."""
    looks, sizes = measured.looks, live_sizes(measured.looks)
    if len(sizes) < LEAST_LOOKS:
        return
    steadily = rises_steadily(sizes)
    grown = sizes[-1] - sizes[0] - _growth_of_garbage(measured.heap)
    level = severity(grown, looks[-1].moment.anonymous_bytes or 0)
    if level is None or not (steadily or climbs_in_a_saw(sizes)):
        return
    seconds = looks[-1].seconds - looks[0].seconds
    heap = measured.heap
    over = heap.growth_bytes if heap and heap.growth_bytes is not None and heap.growth_seconds else grown
    grower = find_grower(heap, over)
    cache = _filling_cache(measured, grower, over)
    yield Conclusion(
        severity="note" if cache or not steadily else level,
        message=f"{_who(measured, grower, grown)} {_ends(cache, steadily)}",
        bytes=grown,
        evidence={"live_bytes": sizes, "seconds": seconds, "rising_steps": count_rises(sizes)} | _evidence(grower),
        subject=grower.owner if grower else None,
        remedies=_remedies(grower),
    )


def _who(measured: Measurements, grower: HeapOwner | None, grown: int) -> str:
    heap, looks = measured.heap, measured.looks
    seconds, in_pools = looks[-1].seconds - looks[0].seconds, pool_growth(looks)
    owned = heap.growth_bytes or 0 if heap else 0
    if in_pools >= MOST_OF_IT * grown > owned:
        return grown_in_pools(grower, grown, in_pools, seconds)
    if grower and heap and heap.growth_bytes is not None and heap.growth_seconds:
        return grown_by(grower, heap.growth_bytes, heap.growth_seconds)
    return grown_by(grower, grown, seconds)


def _growth_of_garbage(heap: Heap | None) -> int:
    """What waits for the collector counts as live where allocators count, and is SM130's."""
    return max(heap.garbage_growth_bytes or 0, 0) if heap else 0


def _filling_cache(measured: Measurements, grower: HeapOwner | None, grown: int) -> CacheCase | None:
    """The cache that has most of the growth, where it has a bound within reach: there the growth ends."""
    if grower is None or measured.heap is None or (grower.growth_bytes or 0) < MOST_OF_IT * grown:
        return None
    limit = measured.limit_bytes or measured.sweep.environment.memory_limit_bytes
    anonymous = measured.looks[-1].moment.anonymous_bytes or 0
    for cache in measured.heap.caches:
        case = CacheCase(cache, anonymous, None, limit)
        is_it = cache.owner is not None and _are_one((grower.owner or "").partition(LEADS_TO)[0], cache.owner)
        if is_it and not case.is_endless and case.full_bytes:
            return case
    return None


def _are_one(owner: str, cache: str) -> bool:
    """Whether an owner is the cache of a name: a method's has the module in it, and the class's attribute has not."""
    return owner == cache or cache.endswith(f".{owner}")


def _ends(cache: CacheCase | None, steadily: bool) -> str:
    if cache is None:
        return _HOW_LONG if steadily else _IN_A_SAW
    bound = f"{cache.cache.bound:,.0f}" if cache.cache.bound else "some"
    return (
        f"It is a cache ({cache.cache.kind}) with a bound of {bound}, filled to {format_share(cache.fill or 0, 1)}: "
        f"full it holds about {format_size(cache.full_bytes)}, and grows no more."
    )


def _evidence(grower: HeapOwner | None) -> dict[str, Any]:
    if grower is None:
        return {}
    return {
        "owner": grower.owner,
        "types": list(grower.types),
        "growth_bytes": grower.growth_bytes,
        "growth_objects": grower.growth_objects,
        "growth_entries": grower.growth_entries,
    }


def _remedies(grower: HeapOwner | None) -> tuple[Remedy, ...]:
    if grower is None:
        return ()
    bound = Remedy(
        f"Give `{grower.owner}` a bound, or take out of it what is done: "
        "each entry lives as long as nobody removes it."
    )
    return (known_remedy(grower.owner or "") or bound, *REMEDIES[:1])


def is_answered(measured: Measurements) -> bool:
    """Whether there were enough looks to tell a direction."""
    return len(live_sizes(measured.looks)) >= LEAST_LOOKS


RULE = RuntimeRule(
    code="SM120",
    name="live heap grows",
    family="growing",
    meaning="""
        What is alive grows from look to look: something is added and never removed. It may be a cache on its
        way to its bound, or a leak in the sense of the word; only time tells which.
    """,
    measured="""
        Allocated and resident bytes of Python's allocator and of malloc, at each of several looks from outside.
    """,
    example="""
        SEEN = set()

        def handle(request):
            SEEN.add(request.id)  # for ever
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    questions=("batches",),
)
