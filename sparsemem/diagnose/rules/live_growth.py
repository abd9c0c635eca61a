"""SM120: the live heap grows from look to look. Seen while a process runs, not in a sweep."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sparsemem.diagnose.holders.growers import find_grower, kind_of
from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.ruling.cache_cases import CacheCase
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import AttachedLook, Heap, HeapOwner, Remedy
from sparsemem.model.owner_names import LEADS_TO
from sparsemem.units import format_seconds, format_share, format_size

LEAST_LOOKS = 4
"""Fewer cannot tell a direction from a fluctuation."""
RISING_SHARE = 0.75
"""Of the steps from look to look that must go up: what goes up and down is work, not growth."""

LEAST_RISING, MOST_OF_IT = 3, 0.5
"""Looks that rose each time, and the share of the growth, for an owner to be named while the verdict is open."""
_HOW_LONG = "It rose from nearly every look to the next; whether it ends somewhere is not known: look for longer."

REMEDIES = (
    Remedy("See what is added and never removed: compare the types that are alive now with those in an hour."),
    Remedy(
        "Give each cache a bound, and each registry a way out: a weak reference, or a removal when the work is done."
    ),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the live heap rose from nearly every look to the next, and by much."""
    looks, sizes = measured.looks, live_sizes(measured.looks)
    if len(sizes) < LEAST_LOOKS:
        return
    rises = sum(later > earlier for earlier, later in pairwise(sizes))
    grown = sizes[-1] - sizes[0]
    level = severity(grown, looks[-1].moment.anonymous_bytes or 0)
    if level is None or rises < RISING_SHARE * (len(sizes) - 1):
        return
    seconds = looks[-1].seconds - looks[0].seconds
    heap = measured.heap
    if heap and heap.growth_bytes is not None and heap.growth_seconds:
        over, within = heap.growth_bytes, heap.growth_seconds
    else:
        over, within = grown, seconds
    grower = find_grower(heap, over)
    cache = _filling_cache(measured, grower, over)
    yield Conclusion(
        severity="note" if cache else level,
        message=f"{_who(grower, over, within) if grower else _who(None, grown, seconds)} {_ends(cache)}",
        bytes=grown,
        evidence={"live_bytes": sizes, "seconds": seconds, "rising_steps": rises} | _evidence(grower),
        subject=grower.owner if grower else None,
        remedies=_remedies(grower),
    )


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


def _ends(cache: CacheCase | None) -> str:
    if cache is None:
        return _HOW_LONG
    bound = f"{cache.cache.bound:,.0f}" if cache.cache.bound else "some"
    return (
        f"It is a cache ({cache.cache.kind}) with a bound of {bound}, filled to {format_share(cache.fill or 0, 1)}: "
        f"full it holds about {format_size(cache.full_bytes)}, and grows no more."
    )


def _who(grower: HeapOwner | None, grown: int, seconds: float) -> str:
    """The first sentence: who has grown, of what, by how much and how fast."""
    within = format_seconds(seconds)
    if grower is None or grower.growth_bytes is None:
        return f"The live heap grew by {format_size(grown)} within {within}."
    part = min(grower.growth_bytes, grown)
    pace = grower.growth_entries if grower.growth_entries and grower.growth_entries > 0 else None
    each = f", {pace / seconds:,.0f} entries a second" if pace and seconds else ""
    return f"`{grower.owner}`{kind_of(grower)} grew by {format_size(part)} of {format_size(grown)} in {within}{each}."


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
    return (
        Remedy(
            f"Give `{grower.owner}` a bound, or take out of it what is done: "
            "each entry lives as long as nobody removes it."
        ),
        *REMEDIES[:1],
    )


def live_sizes(looks: tuple[AttachedLook, ...]) -> list[int]:
    """The live bytes of the looks that know them."""
    return [look.moment.live_bytes for look in looks if look.moment.live_bytes is not None]


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
    if not all(later > earlier for earlier, later in pairwise(sizes)):
        return []
    return [_who(grower, heap.growth_bytes, heap.growth_seconds)]


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
