"""Sums over numbers of which some may be unknown."""

from collections.abc import Iterable


def known_sum(numbers: Iterable[int | None]) -> int | None:
    """The sum; None where one of them is unknown."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
