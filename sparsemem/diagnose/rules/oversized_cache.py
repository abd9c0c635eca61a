"""SM140: a bounded cache that is large for what it is used."""

from collections.abc import Iterator

from sparsemem.diagnose.ruling.cache_bounds import bound_remedy
from sparsemem.diagnose.ruling.cache_case import CacheCase
from sparsemem.diagnose.ruling.cache_cases import cases, is_answered
from sparsemem.diagnose.ruling.cache_conclusion import cache_conclusion, described
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy("Lower its bound to what is asked for again.", "@functools.lru_cache(maxsize=1_000)"),
    Remedy("Keep less for each entry: the fields that are used, and not the whole object."),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each large cache that is seldom hit, or of which nobody counts whether it is."""
    for case, level in cases(measured, "oversized"):
        yield cache_conclusion(case, f"{described(case)}, and {_use(case)}.", level, _remedies(case))


def _use(case: CacheCase) -> str:
    cache, rate = case.cache, case.cache.hit_rate
    if rate is None:
        use = "whether it is hit is not counted"
    elif cache.hits is None and cache.replay is not None:
        use = f"is hit in {format_share(cache.replay.hits, cache.replay.lookups)} of its lookups, by a replay of them"
    else:
        use = f"is hit in {format_share(cache.hits or 0, (cache.hits or 0) + (cache.misses or 0))} of its calls"
    full = case.full_bytes
    more = f"; full it will hold {format_size(full)}" if full is not None and full > 1.1 * case.bytes else ""
    return use + more


def _remedies(case: CacheCase) -> tuple[Remedy, ...]:
    if case.cache.hits == 0 or (case.cache.replay is not None and not case.cache.replay.hits):
        return (Remedy(f"Take it away: it was never hit, and without it {format_size(case.bytes)} go."), *REMEDIES)
    return (bound_remedy(case), *REMEDIES[1:])


RULE = RuntimeRule(
    code="SM140",
    name="oversized cache",
    family="overcached",
    meaning="""
        A cache has a bound, and takes a large part of the process's memory for answers that are seldom asked for
        again. A bounded cache that is nearly always hit is no finding, however large: it does what it is for.
    """,
    measured="""
        The objects of the cache are found in the memory of the process, and its counters of hits and misses where
        it keeps any; nothing is called. Its bytes are those that would be freed if it were cleared: its tables,
        and of what the entries lead to all that nothing else holds, by the cascade of reference counts.
    """,
    example="""
        @functools.lru_cache(maxsize=500_000)
        def page(path): return render(path)  # most paths are asked for once
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    questions=("cache bounds",),
)
