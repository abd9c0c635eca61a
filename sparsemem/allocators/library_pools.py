"""Pools that libraries keep for themselves: the lines in which the probe tells what they hold."""

import re

_SYSTEM = "system"
_SIZE = re.compile(r"\d{1,19}", re.ASCII)


def parse_pools(text: str) -> dict[str, int | None]:
    """Bytes that each loaded pool holds for its users, by the module that brings it; None where it would not tell.

    A line is `module bytes allocator`, or `module ?`; one that is neither does not tell either. A pool whose
    allocator is the system's has no memory of its own, and is left out: what it holds are malloc's chunks.
    """
    found = [line.split(" ") for line in text.splitlines() if line.strip()]
    return {name: _size(rest) for name, *rest in found if rest[1:] != [_SYSTEM]}


def _size(rest: list[str]) -> int | None:
    return int(rest[0]) if len(rest) == 2 and _SIZE.fullmatch(rest[0]) else None


def total_held(pools: dict[str, int | None]) -> int | None:
    """Bytes that all pools hold for their users: 0 where none is loaded, None where one would not tell."""
    sizes = list(pools.values())
    return None if None in sizes else sum(size or 0 for size in sizes)
