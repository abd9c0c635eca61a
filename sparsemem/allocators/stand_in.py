"""An allocator that can stand in malloc's place: the lines in which the probe tells its numbers; their meaning."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_LINE = re.compile(r"([\w.]+) (\d{1,19})", re.ASCII)

Numbers = Mapping[str, int]
"""Properties by the allocator's own names for them; one that it does not have is missing."""


@dataclass(frozen=True, slots=True)
class HeapCount:
    """What an allocator counts of itself, in bytes; None where it does not tell."""

    live_bytes: int | None
    """In blocks that are handed out, whether touched or not."""
    held_bytes: int | None
    """In pages that may be resident: blocks, free memory and its own tables. More than this is not its."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """One such allocator."""

    name: str
    """As reports call it."""
    library: str
    """How the name of its file begins."""
    count: Callable[[Numbers], HeapCount]
    """What its numbers mean."""
    release: str
    """The call that has it return what it can: that of the last moment."""
    setting: str
    """What to set so that it returns free memory earlier, as an assignment in the environment."""
    tells: str
    """What to set so that it prints its own numbers when the program ends, likewise."""


def parse_numbers(text: str) -> dict[str, int]:
    """The lines `name number` of a text; others are passed over."""
    return {found[1]: int(found[2]) for line in text.splitlines() if (found := _LINE.fullmatch(line))}
