"""The bound that a cache should have, from what it holds, and from its counters or a replay of its keys."""

from sparsemem.diagnose.ruling.cache_case import CacheCase
from sparsemem.model import Remedy
from sparsemem.model.key_replay import KeyReplay
from sparsemem.units import format_share, format_size

_SHARE = 0.1
"""Of the anonymous memory: what a cache may well hold."""
_SMALLER = 0.9
"""Of its entries: a bound above it saves next to nothing."""


def bound_remedy(case: CacheCase) -> Remedy:
    """A bound with what the cache holds by it, and what a replay or its counters say of the hit rate."""
    replayed = case.cache.replay
    return _by_counters(case) if replayed is None or not replayed.hits else _by_replay(case, replayed)


def _by_replay(case: CacheCase, replayed: KeyReplay) -> Remedy:
    """The smallest bound that keeps each hit, or nearly each; where all are as large, one by its memory."""
    entries, every, most = case.entries_each, replayed.all_hits_bound or 0, replayed.most_hits_bound or 0
    source = f"by a replay of its {replayed.lookups:,} lookups, noted in a run of its own"
    source += ", of which a sample was followed" if replayed.is_estimated else ""
    if every < _SMALLER * entries:
        text = f"With a bound of {rounded_up(every):,} entries it keeps each of its hits"
        bound = rounded_up(every)
    elif most < _SMALLER * entries:
        text = f"With a bound of {rounded_up(most):,} entries it keeps 99 % of its hits"
        bound = rounded_up(most)
    else:
        bound = bound_for(case)
        text = f"It needs nearly all its entries for its hits; with a bound of {bound:,} it loses some"
    rate = format_share(replayed.hits, replayed.lookups)
    text += f" ({rate} of the lookups; {source}), and holds {_held_by(case, bound)}"
    return Remedy(f"{text}.{_unread(case, replayed)}", f"maxsize={bound:_}")


def _held_by(case: CacheCase, bound: int) -> str:
    """What all caches of one kind hold when each is full by a bound."""
    many = f" in {case.caches:,} caches" if case.caches > 1 else ""
    return f"about {format_size(bound * case.caches * case.bytes_per_entry)}{many}"


def _unread(case: CacheCase, replayed: KeyReplay) -> str:
    """Of a cache that has taken nothing out: the keys that were never found again are entries of it still."""
    if not replayed.unread_keys or replayed.keys > case.cache.entries:
        return ""
    size = format_size(replayed.unread_keys * case.bytes_per_entry)
    return f" {replayed.unread_keys:,} of its {case.cache.entries:,} entries were never read again: they hold {size}."


def _by_counters(case: CacheCase) -> Remedy:
    """An entry that was asked for again took a hit at least: so no more entries were than there were hits, whatever
    the order of the calls. Where so many have room, the hit rate can stay as it is; which ones they are no counter
    tells.
    """
    cache, bound = case.cache, bound_for(case)
    unread = never_read(case)
    if unread and cache.hits and rounded_up(cache.hits) < bound:
        bound = rounded_up(cache.hits)
    text = f"With a bound of {bound:,} entries it holds {_held_by(case, bound)}"
    if unread and not cache.hits:
        text = (
            f"Take it away, since none of its {cache.entries:,} entries was ever asked for again; or bound it: with "
            f"{bound:,} entries it holds {_held_by(case, bound)}"
        )
    elif unread:
        text += (
            f"; no more than {cache.hits:,} of its {cache.entries:,} entries were ever asked for again: the "
            f"others hold {format_size(unread * case.bytes_per_entry)}"
        )
        if (cache.hits or 0) <= bound:
            text += ". So many have room: by the counters the hit rate can stay as it is"
    return Remedy(f"{text}.{_never_hit(cache.replay)}", f"maxsize={bound:_}")


def _never_hit(replayed: KeyReplay | None) -> str:
    """Of a cache from which nothing ever came, by a run in which that was noted."""
    if replayed is None:
        return ""
    asked = (
        f"none of its {replayed.lookups:,} lookups found anything" if replayed.lookups else "nothing was looked up"
    )
    return f" In a run in which its lookups were noted {asked}: what it holds was never read."


def never_read(case: CacheCase) -> int:
    """Entries that were put in and never asked for again, at least; 0 where nothing is known of any."""
    cache = case.cache
    return 0 if cache.hits is None else max(cache.entries - cache.hits, 0)


def bound_for(case: CacheCase, share: float = _SHARE) -> int:
    """The most entries of each that together hold a share of the anonymous memory, of two significant digits."""
    entries = max(int(case.anonymous_bytes * share) // (case.bytes_per_entry * case.caches), 1)
    step: int = 10 ** max(len(str(entries)) - 2, 0)
    return entries // step * step


def rounded_up(entries: int) -> int:
    """To two significant digits, so that no entry loses its room."""
    step: int = 10 ** max(len(str(entries)) - 2, 0)
    return -(-entries // step) * step
