"""Numbers that are kept in 16 bits against the same in a plain table."""

import numpy as np
import pytest

from sparsemem.outside.memory.narrow_numbers import NarrowNumbers


@pytest.mark.parametrize("count", [0, 1, 1000])
@pytest.mark.parametrize("highest", [9, 1 << 16, 1 << 40])
def test_every_number_is_what_it_was(count: int, highest: int) -> None:
    draw = np.random.default_rng(count)
    numbers = draw.integers(0, highest + 1, count)
    numbers[::3] = np.minimum(numbers[::3], 70_000)
    numbers[1::7] = (1 << 16) - 1
    kept = NarrowNumbers(count, np.array_split(numbers, 3))
    assert len(kept) == count
    some = draw.integers(0, max(count, 1), 50)[: 50 * bool(count)]
    assert (kept[some] == numbers[some]).all()
    for one in (slice(0, count), slice(count // 3, count // 2), slice(count, count), slice(count // 2, count + 9)):
        assert (kept[one] == numbers[one]).all()
