"""When looks at a running process are taken, and when they say that they were."""

from types import SimpleNamespace

import pytest

from sparsemem.diagnose.ruling.live_looks import LEAST_LOOKS
from sparsemem.measure.attach import repeated_looks
from sparsemem.measure.attach.repeated_looks import Looks


class Clock:
    """Time that passes only where somebody sleeps or works."""

    def __init__(self, cost: float) -> None:
        """`cost` is what each look takes, in seconds of both clocks."""
        self.now, self.cost = 100.0, cost

    def monotonic(self) -> float:
        return self.now

    def process_time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def look(self, pid: int) -> SimpleNamespace:
        self.now += self.cost
        return SimpleNamespace(pid=pid, moment=SimpleNamespace(rss_bytes=5 << 20))


def moments(monkeypatch: pytest.MonkeyPatch, clock: Clock, seconds: float, before: float = 0.0) -> list[float]:
    """The moments of the looks of so many seconds, where so many pass between the first look and the others."""
    monkeypatch.setattr(repeated_looks, "time", clock)
    monkeypatch.setattr(repeated_looks, "read_ledger", clock.look)
    looks = Looks(1)
    clock.sleep(before)
    looks.begin_again()
    looks.go_on(seconds)
    return [at for at, _ in looks.readings]


def test_cheap_looks_are_taken_about_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moments(monkeypatch, Clock(0.0), 5.0) == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_a_look_of_half_a_second_still_leaves_room_for_enough_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(moments(monkeypatch, Clock(0.5), 12.0)) >= 5


def test_looks_that_take_long_follow_each_other_until_they_tell_growth_from_fluctuation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(moments(monkeypatch, Clock(1.0), 5.0)) >= LEAST_LOOKS


@pytest.mark.parametrize(("cost", "looks"), [(3.0, LEAST_LOOKS), (9.0, LEAST_LOOKS), (11.0, 3), (40.0, 1)])
def test_where_looks_take_long_the_time_is_exceeded_for_enough_of_them_at_most_threefold(
    monkeypatch: pytest.MonkeyPatch, cost: float, looks: int
) -> None:
    assert len(moments(monkeypatch, Clock(cost), 10.0)) == looks


def test_a_short_time_is_not_exceeded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moments(monkeypatch, Clock(1.5), 3.0) == [0.0, 1.5, 3.0]


def test_over_a_long_time_a_tenth_of_a_processor_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = moments(monkeypatch, Clock(1.0), 600.0)
    assert 50 <= len(found) <= 56


def test_what_passes_before_the_looks_begin_is_part_of_their_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moments(monkeypatch, Clock(0.0), 2.0, before=30.0) == [0.0, 31.0, 32.0]


def test_what_the_last_look_saw_is_told_while_the_next_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(0.0)
    monkeypatch.setattr(repeated_looks, "time", clock)
    monkeypatch.setattr(repeated_looks, "read_ledger", clock.look)
    told: list[str] = []
    Looks(1).go_on(3.0, told.append)
    assert told == ["RSS 5.0 MB, 3.0 s to go", "RSS 5.0 MB, 2.0 s to go", "RSS 5.0 MB, 1.0 s to go"]
