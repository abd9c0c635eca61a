"""The finding on a cache: its size in a few words, and what of it goes back to the system when it is cleared."""

from dataclasses import asdict
from typing import Any

from sparsemem.diagnose.ruling.cache_case import CacheCase
from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.model import Remedy, Severity
from sparsemem.units import format_share, format_size

NOTHING, ALL = 0.1, 0.9
"""Of what it holds: what goes back to the system with it, from which on that is told otherwise."""
_EVIDENCE = (
    *("kind", "entries", "bound", "ttl_seconds", "hits", "misses", "expired_entries", "expired_bytes"),
    *("retained_bytes", "held_elsewhere_bytes", "held_elsewhere_entries", "caches", "copied_entries"),
    *("returned_bytes", "compared_entries", "entries_per_scale", "bytes_per_scale"),
    *("growth_entries", "growth_bytes"),
)


def described(case: CacheCase) -> str:
    """The cache in a few words, with its size: the beginning of each message."""
    cache = case.cache
    share = format_share(case.bytes, case.anonymous_bytes)
    many = f" in {cache.caches:,} caches" if cache.caches > 1 else ""
    where, whose = ("", "the") if cache.process is None else (f" of process {cache.process}", "its")
    alike = _alike(case)
    return (
        f"{cache.owner or 'A cache'} ({cache.kind}){where} holds {format_size(case.bytes)} in {cache.entries:,} "
        f"entries{many}, {share} of {whose} anonymous memory{alike}"
    )


def _alike(case: CacheCase) -> str:
    """How many processes have it as well, and what all hold together."""
    if not case.alike:
        return ""
    held = format_size(case.bytes + sum(one.retained_bytes or 0 for one in case.alike))
    others = "another process has" if len(case.alike) == 1 else f"{len(case.alike):,} further processes have"
    return f" ({others} it as well, {held} in all)"


def cache_conclusion(case: CacheCase, message: str, level: Severity, remedies: tuple[Remedy, ...]) -> Conclusion:
    """The finding on it."""
    kept = case.cache
    if kept.kept_objects and kept.kept_type:
        message += f" It is on a method, and keeps {kept.kept_objects:,} instances of {kept.kept_type} alive."
    first = Remedy(f"{remedies[0].text} {_returns(case)}".rstrip(), remedies[0].command)
    found = (first, *remedies[1:])
    return Conclusion(level, message, case.bytes, _evidence(case), kept.owner, kept.location, found)


def _returns(case: CacheCase) -> str:
    """What of it goes back to the system when it is cleared, in a sentence; "" where that was not worked out."""
    back = case.cache.returned_bytes
    if back is None or not case.bytes:
        return ""
    if back < NOTHING * case.bytes:
        return (
            "Clearing it returns next to nothing to the system: other objects are alive in the same arenas and "
            "pages, and what it frees is for the next objects of the process."
        )
    told = f"Clearing it returns {format_size(back)} to the system"
    if back >= ALL * case.bytes:
        return f"{told}."
    return f"{told}; the rest is free memory then, and stays: other objects are alive in the same arenas and pages."


def _evidence(case: CacheCase) -> dict[str, Any]:
    cache = case.cache
    found = {name: getattr(cache, name) for name in _EVIDENCE}
    copies = None if cache.copies is None else list(cache.copies)
    replayed = None if cache.replay is None else asdict(cache.replay)
    if cache.process is not None:
        found["workers"] = [
            {"pid": one.process, "bytes": one.retained_bytes, "entries": one.entries} for one in (cache, *case.alike)
        ]
    return found | {"copies": copies, "replay": replayed, "anonymous_bytes": case.anonymous_bytes}
