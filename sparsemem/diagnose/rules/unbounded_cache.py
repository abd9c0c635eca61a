"""SM141: a cache without a bound, or with one that is out of reach."""

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
    Remedy("Give it a bound.", "@functools.lru_cache(maxsize=10_000)"),
    Remedy("Where entries go out of date, expire them as well.", "cachetools.TTLCache(maxsize=10_000, ttl=600)"),
    Remedy("Keep the cache of a method in the instance: it goes with it.", "functools.cached_property"),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each large cache that nothing keeps from growing."""
    for case, level in cases(measured, "no bound"):
        yield cache_conclusion(
            case, f"{described(case)}, and {_bound(case)}.{_growth(case)}{_use(case)}", level, _remedies(case)
        )


def _bound(case: CacheCase) -> str:
    cache = case.cache
    if cache.self_held_entries:
        return (
            f"{cache.self_held_entries:,} entries hold themselves: what is held strongly leads to what is held weakly"
        )
    if cache.bound is None:
        return "has no bound"
    full = format_size(case.full_bytes)
    return f"its bound of {cache.bound:,.0f} is out of reach: full it would hold {full}"


def _growth(case: CacheCase) -> str:
    cache = case.cache
    if cache.entries_per_scale is not None and cache.bytes_per_scale is not None:
        if not case.grows:
            return " It does not grow with the data."
        return (
            f" It grows by {cache.entries_per_scale:,.0f} entries ({format_size(round(cache.bytes_per_scale))}) for "
            "each 1x of data."
        )
    if cache.growth_entries:
        return f" It grew by {cache.growth_entries:,} entries ({format_size(cache.growth_bytes)}) from look to look."
    if case.grows is None:
        return " Whether it still grows is not known from this."
    return " The live heap grows with the data." if case.grows else " The live heap does not grow with the data."


def _use(case: CacheCase) -> str:
    cache = case.cache
    if cache.hits is None or cache.misses is None:
        return ""
    calls = cache.hits + cache.misses
    return f" It is hit in {format_share(cache.hits, calls)} of {calls:,} calls." if calls else ""


def _remedies(case: CacheCase) -> tuple[Remedy, ...]:
    cache = case.cache
    if cache.self_held_entries:
        return (Remedy("Let what it holds strongly refer to the other one by a weak reference, too.", "weakref.ref"),)
    expiring = () if cache.ttl_seconds else REMEDIES[1:2]
    of_method = REMEDIES[2:] if cache.kept_type else ()
    return (bound_remedy(case), *expiring, *of_method)


RULE = RuntimeRule(
    code="SM141",
    name="cache without a bound",
    family="overcached",
    meaning="""
        A cache keeps an entry for each new key and takes none out: it has no bound, its bound is far beyond what
        is ever reached or beyond the memory of the process, or its entries hold themselves. It grows for as long
        as new keys come.
    """,
    measured="""
        The objects of the cache are found in the memory of the process; nothing is called. Its bytes are those
        that would be freed if it were cleared. Of a sweep it is known whether the live heap grows with the data;
        where it does not, and where a cache is nearly always hit, this is a note.
    """,
    example="""
        sessions = cachetools.TTLCache(maxsize=50_000_000, ttl=86_400)  # a bound in name

        @functools.cache
        def user(name): return load(name)
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    questions=("function caches", "memos", "cache bounds"),
)
