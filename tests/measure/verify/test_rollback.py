"""Culprits among changes."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from sparsemem.measure.verify.rollback import culprits


@given(st.sets(st.integers(0, 40), min_size=1), st.data())
def test_every_change_that_fails_by_itself_is_found_and_no_other(changes: set[int], data: st.DataObject) -> None:
    bad = data.draw(st.sets(st.sampled_from(sorted(changes)), min_size=1))
    assert set(culprits(sorted(changes), lambda some: not bad.isdisjoint(some))) == bad


def test_one_of_many_takes_few_runs() -> None:
    asked: list[Sequence[int]] = []

    def fails(some: Sequence[int]) -> bool:
        asked.append(some)
        return 700 in some

    assert culprits(range(1024), fails) == [700]
    assert len(asked) == 20


def test_of_changes_that_fail_only_together_the_first_stay() -> None:
    assert culprits([1, 2, 3, 4], lambda some: {2, 3} <= {*some}) == [3]
    assert culprits([1, 2, 3, 4], lambda some: {1, 2} <= {*some}) == [2]
    assert culprits([1, 2, 3, 4], lambda some: len(some) > 2) == [3, 4]
