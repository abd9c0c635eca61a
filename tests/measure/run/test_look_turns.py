"""Which process is looked at next, and how long the rest before it is."""

import pytest

from sparsemem.measure.program.conditions import USUAL_PACE
from sparsemem.measure.run.look_turns import LookTurns, rest_seconds
from sparsemem.units import MB


@pytest.mark.parametrize("processes", [1, 2, 5, 100])
def test_looking_takes_no_more_of_a_core_than_it_may(processes: int) -> None:
    used = 0.02
    share = used / (used + rest_seconds(used, processes))
    assert share <= min(USUAL_PACE.share * processes, USUAL_PACE.most_share) + 1e-9
    assert rest_seconds(0.0, processes) * processes >= 0.05


def test_a_root_that_grows_is_looked_at_again_before_its_rest_is_over() -> None:
    sizes = {1: 10 * MB}
    turns = LookTurns(sizes.__getitem__)
    turns.note(1, 1.0)
    assert not turns.has_grown(1)
    for size in (11 * MB, 14 * MB):
        sizes[1] = size
        assert not turns.has_grown(1)  # a quarter, but less than 5 MB
    sizes[1] = 16 * MB
    assert turns.has_grown(1)
    assert turns.rest(0.1, [1], {1}) == turns.rest(0.1, [1], set()) / 4


def test_a_worker_that_has_grown_comes_before_one_that_waited_longer() -> None:
    sizes = {1: 50 * MB, 2: 20 * MB, 3: 20 * MB, 4: 20 * MB}
    turns = LookTurns(sizes.__getitem__)
    for at, pid in enumerate((2, 3, 1)):
        turns.note(pid, float(at + 1))
    assert turns.next_of((1, 2, 3), set()) == 2
    sizes[3] = 24 * MB
    assert not turns.has_grown(3)  # by less than a quarter
    sizes[3] = 26 * MB
    assert turns.has_grown(3)
    assert turns.next_of((1, 2, 3), {3}) == 3
    # One that was never looked at may be gone any time.
    assert turns.has_grown(4)
    assert turns.next_of((1, 2, 3, 4), {3, 4}) == 4
