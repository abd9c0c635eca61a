"""SM142: entries of a cache that are expired and still held."""

from collections.abc import Iterator

from sparsemem.diagnose.ruling.cache_case import CacheCase
from sparsemem.diagnose.ruling.cache_cases import cases, is_answered
from sparsemem.diagnose.ruling.cache_conclusion import cache_conclusion, described
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy
from sparsemem.units import format_size

REMEDIES = (
    Remedy("Take expired entries out on a timer: most caches do it only when they are used.", "cache.expire()"),
    Remedy("Lower the bound, so that new entries push the expired ones out."),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each cache whose expired entries hold much."""
    for case, level in cases(measured, "expired"):
        cache = case.cache
        text = (
            f"{described(case)}. {cache.expired_entries:,} of them are expired and still held: "
            f"{format_size(cache.expired_bytes)}."
        )
        yield cache_conclusion(case, text, level, _remedies(case))


def _remedies(case: CacheCase) -> tuple[Remedy, ...]:
    cache = case.cache
    text = f"Take expired entries out on a timer: {format_size(cache.expired_bytes)} go at once"
    if cache.ttl_seconds:
        text += f", and no entry is held for much longer than {cache.ttl_seconds:g} seconds"
    command = "cache.expire()" if cache.kind.startswith("cachetools.") else None
    return (Remedy(f"{text}.", command), *REMEDIES[1:])


RULE = RuntimeRule(
    code="SM142",
    name="expired entries held",
    family="overcached",
    meaning="""
        The time to live of entries is over, nobody can get them any more, and they are held all the same. Most
        caches look for expired entries only when one is put in or asked for: a cache that is filled and then left
        alone keeps all of them.
    """,
    measured="""
        The deadlines of the entries are read from the memory of the process and held against the clock of the
        kernel that the cache's timer reads. The cache is not asked, for asking it expires its entries; with a
        timer of another kind nothing is said. The bytes are those of the whole cache; those of the expired
        entries are in the evidence.
    """,
    example="""
        results = cachetools.TTLCache(maxsize=1_000_000, ttl=60)
        for key in keys: results[key] = compute(key)  # and never used again
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    questions=("cache bounds",),
)
