"""What several names share is named by one of them, however many objects without a name refer to it."""

import pytest

from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.live_heap import shared_objects
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

PROGRAM = """
class Link:
    def __init__(self, bucket): self.bucket = bucket
class First: pass
class Second: pass
bucket = {i: f"text {i}" * 10 for i in range(60_000)}
first, second = First(), Second()
first.bucket = second.bucket = bucket
links = [Link(bucket) for _ in range(20_000)]
del bucket
"""


def test_of_many_references_those_without_a_path_are_not_named(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    named = []

    def step(*about: object) -> str | None:
        named.append(about)
        return real(*about)  # type: ignore[arg-type]

    real = shared_objects.attribute_step
    monkeypatch.setattr(shared_objects, "attribute_step", step)
    live = take_survey(open_view(open_source(start(PROGRAM).pid)), find_waiting).live
    largest = next(one for one in heap_record(live).owners if one.owner and one.live_bytes > 5_000_000)
    assert (largest.owner or "").endswith(".bucket")
    assert len(named) < 500
