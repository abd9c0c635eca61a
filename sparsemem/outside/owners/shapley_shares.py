"""Shapley shares: free bytes divided among those that together keep them from being returned.

A release unit (an arena of pymalloc's, a page of malloc's) goes back only when everything alive in it is gone. In
that game the Shapley value of each player is an equal share of the unit's free bytes, whatever the number of its
blocks.
"""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def count_players(units: NDArray[np.integer], unit_count: int) -> Integers:
    """How many players each release unit has; `units` has the unit of each pair of a unit and a player."""
    return np.bincount(units, minlength=unit_count)


def shapley_shares(units: NDArray[np.integer], free_bytes: Integers) -> NDArray[np.float64]:
    """The share in bytes of each pair of a unit and a player, by the unit of each pair and the free bytes of each
    unit; each pair is there once."""
    shares: NDArray[np.float64] = free_bytes[units] / count_players(units, len(free_bytes))[units]
    return shares
