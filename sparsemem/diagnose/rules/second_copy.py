"""SM143: a cache that holds what another live structure holds too, or copies of it."""

from collections.abc import Iterator

from sparsemem.diagnose.ruling.cache_cases import CacheCase, cases, is_answered
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy
from sparsemem.units import format_size

REMEDIES = (
    Remedy("Drop it, and take the values from where they are held as well."),
    Remedy("Keep keys or indices in it, and not the values."),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each large cache most of whose values are held elsewhere, or are there under the same keys."""
    for case, level in cases(measured, "held twice"):
        yield case.conclusion(f"{case.what}. {_twice(case)}", level, _remedies(case))


def _twice(case: CacheCase) -> str:
    cache = case.cache
    if cache.copies:
        return f"The same keys are in {' and in '.join(cache.copies)}, with values of the same type: it is a copy."
    return (
        f"Something else holds the values of {cache.held_elsewhere_entries:,} of them as well "
        f"({format_size(cache.held_elsewhere_bytes)}), which stay without it."
    )


def _remedies(case: CacheCase) -> tuple[Remedy, ...]:
    where = f" in {case.cache.copies[0]}" if case.cache.copies else ", where they are held as well"
    text = f"Drop it and look the values up{where}: {format_size(case.bytes)} of live memory go."
    return (Remedy(text), *REMEDIES[1:])


RULE = RuntimeRule(
    code="SM143",
    name="cache of what is held anyway",
    family="overcached",
    meaning="""
        Most values of a cache are alive without it: another structure holds the same objects, so that the cache is
        a second index to them, or holds the same keys with values of the same type, so that one of the two is a
        copy. Without the cache nothing is lost but its own memory.
    """,
    measured="""
        The reference count of each value, less the references that come from the cache; and the hashes of the keys,
        which are held against those of other large dicts. The bytes are those that clearing the cache would free.
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
