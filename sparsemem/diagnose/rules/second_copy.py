"""SM143: a cache that holds what another live structure holds too, or copies of it."""

from collections.abc import Iterator

from sparsemem.diagnose.ruling.cache_case import CacheCase
from sparsemem.diagnose.ruling.cache_cases import cases, is_answered
from sparsemem.diagnose.ruling.cache_conclusion import cache_conclusion, described
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy
from sparsemem.units import format_size

REMEDIES = (
    Remedy("Drop it, and take the values from where they are held as well."),
    Remedy("Keep keys or indices in it, and not the values."),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each large cache most of whose values are held elsewhere, or have an equal there."""
    for case, level in cases(measured, "held twice"):
        yield cache_conclusion(case, f"{described(case)}. {_twice(case)}", level, _remedies(case))


def _twice(case: CacheCase) -> str:
    cache = case.cache
    if cache.copies:
        return f"{' and '.join(cache.copies)} {'hold' if len(cache.copies) > 1 else 'holds'} {_equals(case)}"
    who = " and ".join(cache.held_by or ()) or "Something else"
    return (
        f"{who} {'hold' if len(cache.held_by or ()) > 1 else 'holds'} the values of "
        f"{cache.held_elsewhere_entries:,} of them as well "
        f"({format_size(cache.held_elsewhere_bytes)}), which stay without it."
    )


def _equals(case: CacheCase) -> str:
    """How many of its values have an equal, and by how many that was found."""
    cache = case.cache
    if cache.copied_entries is None or cache.compared_entries is None:
        return "equals of its values: one of the two is a copy."
    by = "" if cache.compared_entries >= cache.entries else f" (of {cache.compared_entries:,} that were compared)"
    return f"equals of the values of {cache.copied_entries:,} of them{by}: one of the two is a copy."


def _remedies(case: CacheCase) -> tuple[Remedy, ...]:
    others = case.cache.copies or case.cache.held_by
    where = f" in {others[0]}" if others else ", where they are held as well"
    text = f"Drop it and look the values up{where}: {format_size(case.bytes)} of live memory go."
    return (Remedy(text), *REMEDIES[1:])


RULE = RuntimeRule(
    code="SM143",
    name="cache of what is held anyway",
    family="overcached",
    meaning="""
        Most values of a cache are alive without it: another structure holds the same objects, so that the cache is
        a second index to them, or holds other objects that say the same, so that one of the two is a copy. Without
        the cache nothing is lost but its own memory.
    """,
    measured="""
        The reference count of each value, less the references that come from the cache. And what the values say,
        byte by byte: strings, bytes, and tuples, lists, dicts and instances of such are held against those of every
        other container that is large enough; of a large cache 2,000 entries are. The bytes are those that clearing
        the cache would free.
    """,
    example="""
        users = {user.id: user for user in load()}
        recent = cachetools.TTLCache(maxsize=1_000_000, ttl=3_600)
        recent.update({key: dict(vars(user)) for key, user in users.items()})
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    questions=("cache bounds",),
)
