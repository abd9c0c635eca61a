"""How large a cache has to be for each of its hits: against one that is played through, and against real ones."""

from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.measure.passes import stack_distances
from sparsemem.measure.passes.stack_distances import Noted, replay
from sparsemem.probe.layout import HIT, MISS, PUT


def noted(keys: list[int], bound: int) -> tuple[Noted, int]:
    """The lookups of a cache of so many entries that takes out the one not used for the longest, and its hits."""
    kept: OrderedDict[int, None] = OrderedDict()
    what = []
    for key in keys:
        what.append(HIT if key in kept else MISS)
        kept[key] = None
        kept.move_to_end(key)
        if len(kept) > bound:
            kept.popitem(last=False)
    return Noted(np.array(keys, np.int64), np.array(what, np.uint8)), what.count(HIT)


@given(st.lists(st.integers(-9, 9), max_size=120), st.integers(1, 20))
def test_the_bound_keeps_each_hit_and_one_less_does_not(keys: list[int], bound: int) -> None:
    events, hits = noted(keys, bound)
    found = replay(events)
    assert (found.lookups, found.hits, found.keys) == (len(keys), hits, len({*keys}))
    assert found.unread_keys == len({*keys}) - len(
        {k for k, what in zip(keys, events.what, strict=True) if what == HIT}
    )
    if found.all_hits_bound is None:
        assert hits == 0
        return
    assert found.all_hits_bound <= bound
    assert noted(keys, found.all_hits_bound)[1] == hits
    assert noted(keys, found.all_hits_bound - 1)[1] < hits


def test_what_is_put_in_without_a_lookup_takes_room_and_is_no_lookup() -> None:
    events = Noted(np.array([1, 2, 3, 1], np.int64), np.array([PUT, PUT, PUT, HIT], np.uint8))
    found = replay(events)
    assert (found.lookups, found.hits, found.keys, found.unread_keys, found.all_hits_bound) == (1, 1, 3, 2, 3)


def test_without_lookups_there_is_no_bound() -> None:
    found = replay(Noted(np.zeros(0, np.int64), np.zeros(0, np.uint8)))
    assert (found.lookups, found.all_hits_bound, found.hit_rate) == (0, None, None)


def test_of_a_great_many_a_sample_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = (np.random.default_rng(0).zipf(1.2, 300_000) % 50_000).astype(np.int64)
    events, _ = noted(keys.tolist(), 1 << 30)
    whole = replay(events)
    monkeypatch.setattr(stack_distances, "_FOLLOWED", 60_000)
    some = replay(events)
    assert (whole.is_estimated, some.is_estimated) == (False, True)
    assert (some.hits, some.keys, some.unread_keys) == (whole.hits, whole.keys, whole.unread_keys)
    assert some.all_hits_bound == pytest.approx(whole.all_hits_bound, rel=0.1)
    assert some.most_hits_bound == pytest.approx(whole.most_hits_bound, rel=0.2)
