"""Numbers that are sorted, against plain Python."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.outside.memory.sorted_numbers import are_in, changes, distinct, grouped, places_in

FEW = st.lists(st.integers(0, 5) | st.integers(0, (1 << 40) - 1), max_size=60)


@given(FEW)
def test_the_last_of_each_and_how_often_it_is_there(values: list[int]) -> None:
    each, counts, last = (found.tolist() for found in grouped(np.array(values, np.int64)))

    assert dict(zip(each, counts, strict=True)) == Counter(values)
    assert each == sorted(each)
    assert last == [len(values) - 1 - values[::-1].index(value) for value in each]


@given(FEW)
def test_each_once_and_where_it_changes(values: list[int]) -> None:
    ordered = np.sort(np.array(values, np.int64))

    assert distinct(np.array(values, np.int64)).tolist() == sorted(set(values))
    assert ordered[changes(ordered)].tolist() == sorted(set(values))


@given(FEW, FEW)
def test_where_each_stands_among_others(ordered: list[int], values: list[int]) -> None:
    known = sorted(set(ordered))
    arrays = np.array(known, np.int64), np.array(values, np.int64)

    assert places_in(*arrays).tolist() == [known.index(value) if value in known else -1 for value in values]
    assert are_in(*arrays).tolist() == [value in known for value in values]
