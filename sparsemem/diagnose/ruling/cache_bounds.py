"""The bound that a cache should have, from what it holds and from its own counters."""

from sparsemem.diagnose.ruling.cache_cases import CacheCase
from sparsemem.model import Remedy
from sparsemem.units import format_size

_SHARE = 0.1
"""Of the anonymous memory: what a cache may well hold."""


def bound_remedy(case: CacheCase) -> Remedy:
    """A bound with what the cache holds by it, and what its counters say of the hit rate.

    An entry that was asked for again took a hit at least: so no more entries were than there were hits, whatever the
    order of the calls. Where so many have room, the hit rate can stay as it is; which ones they are no counter tells.
    """
    cache, bound = case.cache, bound_for(case)
    unread = never_read(case)
    if unread and cache.hits and rounded_up(cache.hits) < bound:
        bound = rounded_up(cache.hits)
    text = f"With a bound of {bound:,} entries it holds about {format_size(bound * case.bytes_per_entry)}"
    if unread:
        text += (
            f"; no more than {cache.hits:,} of its {cache.entries:,} entries were ever asked for again: the "
            f"others hold {format_size(unread * case.bytes_per_entry)}"
        )
        if (cache.hits or 0) <= bound:
            text += ". So many have room: by the counters the hit rate can stay as it is"
    return Remedy(f"{text}.", f"maxsize={bound:_}")


def never_read(case: CacheCase) -> int:
    """Entries that were put in and never asked for again, at least; 0 where nothing is known of any."""
    cache = case.cache
    return 0 if cache.hits is None else max(cache.entries - cache.hits, 0)


def bound_for(case: CacheCase, share: float = _SHARE) -> int:
    """The most entries that together hold a share of the anonymous memory, of two significant digits."""
    entries = max(int(case.anonymous_bytes * share) // case.bytes_per_entry, 1)
    step: int = 10 ** max(len(str(entries)) - 2, 0)
    return entries // step * step


def rounded_up(entries: int) -> int:
    """To two significant digits, so that no entry loses its room."""
    step: int = 10 ** max(len(str(entries)) - 2, 0)
    return -(-entries // step) * step
