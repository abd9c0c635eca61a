"""Which of several changes makes a verification fail: found by halves, so that one culprit of many takes few runs."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Change = TypeVar("Change")


def culprits(changes: Sequence[Change], fails: Callable[[Sequence[Change]], bool]) -> list[Change]:
    """The changes that fail by themselves, or, where none does, the smallest half that still fails together.

    `changes` fail as a whole; `fails` tells it of some of them.
    """
    if len(changes) == 1:
        return list(changes)
    middle = len(changes) // 2
    halves = changes[:middle], changes[middle:]
    found = [culprit for half in halves if fails(half) for culprit in culprits(half, fails)]
    return found or list(changes)
