"""The ledger with and without garbage."""

from dataclasses import replace

import pytest

from sweeps import moment

LEDGER = moment(100, python_live=40, malloc_live=30, python_free_pools=30).ledger


@pytest.mark.parametrize(
    ("garbage", "python", "malloc"),
    [((10, 5), (30, 10), (25, 5)), ((0, 0), (40, 0), (30, 0)), ((99, 31), (0, 40), (0, 30))],
)
def test_garbage_comes_out_of_what_is_live(
    garbage: tuple[int, int], python: tuple[int, int], malloc: tuple[int, int]
) -> None:
    assert LEDGER is not None
    found = LEDGER.with_garbage(*garbage)
    assert (found.python_live_bytes, found.python_garbage_bytes) == python
    assert (found.malloc_live_bytes, found.malloc_garbage_bytes) == malloc
    assert (found.live_bytes, found.total_bytes) == (LEDGER.live_bytes, LEDGER.total_bytes)


def test_of_an_unknown_part_the_garbage_is_unknown() -> None:
    assert LEDGER is not None
    unknown = replace(LEDGER, malloc_live_bytes=None, malloc_garbage_bytes=None)
    found = unknown.with_garbage(10, 10)
    assert (found.malloc_live_bytes, found.malloc_garbage_bytes, found.live_bytes) == (None, None, None)
    assert found.python_garbage_bytes == 10


def test_what_is_worth_a_line() -> None:
    assert LEDGER is not None
    bare = replace(LEDGER, python_garbage_bytes=None, malloc_free_bytes=None)
    assert [name for name, _ in bare.told_parts()] == [
        "python_live_bytes",
        "python_free_pools_bytes",
        "malloc_live_bytes",
        "malloc_free_bytes",
    ]
