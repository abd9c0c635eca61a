"""For how many each object of a sample stands, on graphs whose answer is plain."""

import numpy as np
import pytest

from sparsemem.outside.graph.sampled_objects import Links, SampledObjects, TooManyError

KIND = np.uint16(7)


def add(objects: SampledObjects, places: list[int], above: int, factor: float, references: int = 1) -> list[int]:
    """Takes in objects that one other has found, and counts these links."""
    count = len(places)
    what = np.full(count, KIND), np.full(count, references, np.int32)
    way = np.full(count, above, np.int32), np.full(count, factor, np.float32)
    numbers = objects.add(np.array(places), what, way)
    if above >= 0:
        link(objects, [above] * count, numbers.tolist(), is_sampled=factor > 1)
    return [int(one) for one in numbers]


def link(objects: SampledObjects, sources: list[int], targets: list[int], *, is_sampled: bool = False) -> list[int]:
    columns = np.array(sources, np.int32), np.array(targets, np.int32)
    promoted: list[int] = objects.count_links(Links(*columns, np.full(len(sources), is_sampled))).tolist()
    return promoted


def test_what_roots_hold_stands_for_itself() -> None:
    objects = SampledObjects(10)
    root = add(objects, [100], -1, 1)
    add(objects, [200, 300], root[0], 1, references=9)
    assert objects.weights().tolist() == [1, 1, 1]


def test_an_entry_and_what_it_alone_holds_stand_for_as_many() -> None:
    objects = SampledObjects(10)
    root = add(objects, [100], -1, 1)
    entry = add(objects, [200], root[0], 8, references=2)
    child = add(objects, [300], entry[0], 1)
    link(objects, child, entry)  # a pointer to its parent makes the entry no likelier to be met
    assert objects.weights().tolist() == pytest.approx([1, 8, 8])


def test_what_many_entries_share_stands_for_fewer() -> None:
    objects = SampledObjects(1000)
    root = add(objects, [100], -1, 1)
    entries = add(objects, list(range(200, 300)), root[0], 8)
    shared = add(objects, [5000], entries[0], 1, references=800)
    link(objects, entries[1:], shared * 99)
    few = add(objects, [6000], entries[0], 1, references=2)
    weights = objects.weights()
    assert weights[shared[0]] == pytest.approx(1, abs=0.01)
    assert weights[few[0]] == pytest.approx(1 / (1 - (7 / 8) ** 2))


def test_an_entry_that_is_held_for_certain_as_well_stands_for_itself() -> None:
    objects = SampledObjects(10)
    root = add(objects, [100], -1, 1)
    entry = add(objects, [200], root[0], 8, references=2)
    assert link(objects, root, entry) == entry
    assert objects.weights().tolist() == [1, 1]
    assert link(objects, root, entry) == []


def test_objects_are_found_by_their_places_and_bounded() -> None:
    objects = SampledObjects(5)
    add(objects, [10, 30], -1, 1)
    add(objects, [20, 40], -1, 1)
    assert objects.find(np.array([40, 10, 15, 30])).tolist() == [3, 0, -1, 1]
    with pytest.raises(TooManyError):
        add(objects, [50, 60], -1, 1)
