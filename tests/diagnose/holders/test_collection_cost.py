"""What a collection by hand is said to bring and to cost."""

from dataclasses import replace

from sparsemem.diagnose.holders.collection_cost import CollectionCost, cost_in_scan
from sparsemem.model import Garbage, Heap
from sparsemem.units import MB
from sweeps import run, sweep

HEAP = Heap(1, MB, None, None, None, (), ()).with_garbage(Garbage(1, 1, 1, 1, (), known_objects=1_500_000))


def test_a_collection_that_we_had_it_make_was_measured_at_the_largest_scale() -> None:
    seconds = {(1, 0): 0.1, (4, 0): 0.5, (4, 1): 0.7, (4, 2): None}
    runs = [replace(run(scale, repeat), collection_seconds=took) for (scale, repeat), took in seconds.items()]
    cost = cost_in_scan(sweep(*runs, scales=(1, 4)), HEAP, 30 * MB)
    assert (cost.bytes, cost.seconds) == (30 * MB, 0.6)
    assert cost.text == "brings 30.0 MB, and took 0.6 s after the program's end"


def test_else_it_is_estimated_by_the_objects_that_the_collector_knows() -> None:
    cost = cost_in_scan(sweep(run(1), scales=(1,)), HEAP, MB)
    assert cost.text == (
        "brings 1.0 MB, and stops the program for about 0.3 s to 0.9 s: 0.2 to 0.6 s for each million objects that "
        "the collector knows, and it knows 1,500,000"
    )


def test_where_those_are_not_known_there_is_the_rate_alone() -> None:
    text = CollectionCost(MB).text
    assert text.endswith("stops the program for 0.2 to 0.6 s for each million objects that the collector knows")
    assert "about" not in text


def test_a_short_one_is_told_in_milliseconds() -> None:
    assert "for about 8 ms to 24 ms:" in CollectionCost(MB, None, 40_000).text
    assert CollectionCost(MB, 0.0002).text == "brings 1.0 MB, and took 1 ms after the program's end"
