"""Which of the arenas that become free pymalloc keeps: the last in the order of free pools."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sparsemem.outside.owners.kept_arena import find_kept_arena

STAYS = 0
"""The time of a node that does not go."""


def kept(arenas: list[list[int]], pools: int = 4, collected: tuple[int, ...] = ()) -> int | None:
    """Of arenas of so many pools, each with the times at which the only nodes of its used pools go."""
    times = np.array([time for some in arenas for time in some], np.int32)
    marks = np.zeros(len(times), np.bool_)
    marks[list(collected)] = True
    graph = SimpleNamespace(
        numbering=SimpleNamespace(first=np.arange(len(times) + 1)),
        view=SimpleNamespace(arenas=SimpleNamespace(pool_counts=np.full(len(arenas), pools))),
    )
    arena_of = np.repeat(np.arange(len(arenas)), [len(some) for some in arenas])
    survey: Any = SimpleNamespace(graph=graph, arena_of=arena_of, collected=marks if collected else None)
    return find_kept_arena(survey, times != STAYS, times)


@pytest.mark.parametrize(
    ("arenas", "stays"),
    [
        ([[STAYS] * 4], None),
        ([[1, 2, 3, 4]], 0),
        ([[1, 2, 3, 4], [5, 6, 7, 8]], 0),
        ([[5, 6, 7, 8], [1, 2, 3, 4]], 1),
        ([[1, 2, 3, 8], [4, 5, 6, 7]], 0),
        ([[1, 2, 3, 8], [4, 5, 6, 9]], 0),
        ([[4, 5, 6, 7], [1, 2, 3, STAYS]], None),
        ([[1, 2, 3, 4], [5, 6, 7, STAYS]], 0),
        ([[1, 2, 4, 7], [3, 5, 6, STAYS]], 0),
        ([[5], [1, 2, 3, 4]], 0),
        ([[1, 2, 3, 4], []], None),
    ],
    ids=[
        "nothing goes",
        "there is one",
        "the first",
        "the first in time",
        "another had as many free pools before it, and goes later",
        "another has as many after it",
        "one that stays had as many before",
        "one that stays has as many after it",
        "one that stays came to as many later",
        "one had them from the beginning, and goes",
        "one is free already",
    ],
)
def test_the_arena_that_stays(arenas: list[list[int]], stays: int | None) -> None:
    assert kept(arenas) == stays


def test_what_a_collection_is_due_to_take_is_gone_already() -> None:
    assert kept([[1, 2, 3, 4], [5, 6, 7, STAYS]], collected=(4, 5, 6)) is None
