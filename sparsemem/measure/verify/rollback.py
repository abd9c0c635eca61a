"""Which of several changes makes a verification fail: found by halves, so that one culprit of many takes few runs."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sparsemem.model import Change, Difference

Of = TypeVar("Of")


def culprits_with_reasons(
    changes: Sequence[Change], scale: int, differs: Callable[[Sequence[Change]], list[Difference]]
) -> Iterator[tuple[Change, str]]:
    """The changes to take back, each with the difference that was seen last; there is one at least.

    `differs` runs the project with some of the changes at this scale, and tells what it puts out otherwise.
    """
    told: dict[Change, str] = {}

    def fails(some: Sequence[Change]) -> bool:
        found = differs(some)
        for change in some if found else ():
            told[change] = f"at {scale}x, {found[0].what} differs: {found[0].first_difference}"
        return bool(found)

    fails(changes)
    for change in culprits(changes, fails):
        yield change, told.get(change, f"the outputs differ at {scale}x")


def culprits(changes: Sequence[Of], fails: Callable[[Sequence[Of]], bool]) -> list[Of]:
    """The changes that fail by themselves, or, where none does, those that fail together with the ones before them.

    `changes` fail as a whole; `fails` tells it of some of them.
    """
    if len(changes) == 1:
        return list(changes)
    middle = len(changes) // 2
    halves = changes[:middle], changes[middle:]
    found = [culprit for half in halves if fails(half) for culprit in culprits(half, fails)]
    return found or list(_one_by_one(changes, fails)) or list(changes)


def _one_by_one(changes: Sequence[Of], fails: Callable[[Sequence[Of]], bool]) -> Iterator[Of]:
    """The changes that fail beside those before them that do not."""
    kept = list[Of]()
    for change in changes:
        if fails([*kept, change]):
            yield change
        else:
            kept.append(change)
