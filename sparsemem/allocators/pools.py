"""Pools that libraries keep for themselves: the lines in which the probe tells what they hold."""

import re

_SIZE = re.compile(r"\d{1,19}", re.ASCII)


def parse_pools(text: str) -> dict[str, int | None]:
    """Bytes that each loaded pool holds for its users, by the module that brings it; None where it would not tell.

    A line is `module bytes`, or `module ?`; one that is neither does not tell either.
    """
    found = [line.split(" ") for line in text.splitlines() if line.strip()]
    return {name: int(rest[0]) if len(rest) == 1 and _SIZE.fullmatch(rest[0]) else None for name, *rest in found}


def total_held(pools: dict[str, int | None]) -> int | None:
    """Bytes that all pools hold for their users: 0 where none is loaded, None where one would not tell."""
    sizes = list(pools.values())
    return None if None in sizes else sum(size or 0 for size in sizes)
