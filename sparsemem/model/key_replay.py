"""What a replay of a cache's keys says: which bound would have kept how many of its hits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyReplay:
    """Of one run in which the keys that a cache was asked for were noted, in order."""

    lookups: int
    hits: int
    """Lookups that found something."""
    keys: int
    """Different ones of each cache, by their hashes."""
    unread_keys: int
    """Keys that were put in, and of which no lookup ever found something."""
    all_hits_bound: int | None
    """The fewest entries with which a cache that takes out what was not used for the longest keeps each of these
    hits, of several caches each one of its own; None where there were none."""
    most_hits_bound: int | None
    """The fewest with which it keeps 99 % of them."""
    is_estimated: bool
    """Whether this is by a sample of the keys, as of a great many lookups."""
    unheard: int
    """Lookups and entries put in that came later, and were not noted: after the first 16.8 million."""
    caches: int = 1
    """How many caches they were that were asked, a cache an instance."""

    @property
    def hit_rate(self) -> float | None:
        """Hits of all lookups, from 0 to 1; None where there were none."""
        return self.hits / self.lookups if self.lookups else None
