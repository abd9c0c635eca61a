"""Who has grown between two saved looks."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.comparing.look_comparison import grown_between, tell_growth, types_that_came
from sparsemem.model import AttachedLook, Attachment, Heap, HeapOwner, HeapType, RunningTarget
from sparsemem.units import MB
from sweeps import moment

TARGET = RunningTarget(12, "python app.py", "3.11")


def owner(name: str | None, live: int, entries: int | None = None) -> HeapOwner:
    return HeapOwner(name, ("str",), live // 100, live, live, entries=entries, type="dict" if entries else None)


def look(at: float | None, *owners: HeapOwner, types: tuple[HeapType, ...] = ()) -> Attachment:
    live = sum(one.live_bytes for one in owners)
    heap = Heap(1, live, None, None, None, owners, types)
    seen = AttachedLook(0.0, moment(live + 10 * MB, python_live=live), at)
    return Attachment(TARGET, (seen,), (), heap, 1.0, "healthy", ())


BEFORE = look(
    1000.0,
    owner("app.CACHE", 50 * MB, 1000),
    owner("app.LOG", 5 * MB),
    types=(HeapType("str", 100, 40 * MB, 40 * MB), HeapType("dict", 9, 9 * MB, 9 * MB)),
)
AFTER = look(
    8200.0,
    owner("app.CACHE", 150 * MB, 3000),
    owner("app.LOG", 5 * MB),
    owner("app.NEW", 10 * MB, 7),
    types=(
        HeapType("str", 300, 130 * MB, 130 * MB),
        HeapType("dict", 8, 8 * MB, 8 * MB),
        HeapType("Order", 5, 6 * MB, 6 * MB),
    ),
)


def test_who_grew_by_how_much_and_how_fast() -> None:
    told = tell_growth(BEFORE, grown_between(BEFORE, AFTER))
    assert told[0] == "RSS 55.0 MB, then 165 MB, live heap 55.0 MB, then 165 MB."
    assert (
        told[1] == "`app.CACHE` (dict) grew by 100 MB of 110 MB in 120 min 0 s, 50.0 MB an hour, 2,000 entries more."
    )
    assert told[2].startswith("`app.NEW` (dict) grew by 10.0 MB of 110 MB")
    assert told[3] == "Types that came: str 90.0 MB (+200); Order 6.0 MB (+5)."


@pytest.mark.parametrize(
    "other",
    [
        replace(TARGET, pid=13),
        replace(TARGET, command="python shop.py"),
        replace(TARGET, began_unix_seconds=5000.0),
    ],
)
def test_two_processes_have_no_pace(other: RunningTarget) -> None:
    before = replace(BEFORE, target=replace(TARGET, began_unix_seconds=900.0))
    grown = grown_between(before, replace(AFTER, target=other))
    told = tell_growth(before, grown)
    assert told[1].startswith(f"These are two processes, 12 and {other.pid}")
    assert told[2] == "`app.CACHE` (dict) grew by 100 MB of 110 MB, 2,000 entries more."
    assert grown.heap is not None
    assert grown.heap.growth_seconds is None


def test_the_kernel_s_clock_may_be_set_meanwhile() -> None:
    one, other = (replace(TARGET, began_unix_seconds=at) for at in (900.0, 901.5))
    grown = grown_between(replace(BEFORE, target=one), replace(AFTER, target=other))
    assert grown.heap is not None
    assert grown.heap.growth_seconds == 7200.0


def test_growth_is_in_the_record_as_between_looks_of_one_attachment() -> None:
    grown = grown_between(BEFORE, AFTER)
    assert grown.heap is not None
    assert (grown.heap.growth_bytes, grown.heap.growth_seconds) == (110 * MB, 7200.0)
    assert [one.growth_bytes for one in grown.heap.owners] == [100 * MB, 0, 10 * MB]
    assert [one.seconds for one in grown.looks] == [0.0, 7200.0]


def test_where_a_clock_is_not_known_no_rate_is_told() -> None:
    before = replace(BEFORE, looks=(replace(BEFORE.looks[0], unix_seconds=None),))
    told = tell_growth(before, grown_between(before, AFTER))
    assert told[1] == "`app.CACHE` (dict) grew by 100 MB of 110 MB, 2,000 entries more."


def test_a_name_that_may_be_among_the_rest_of_the_first_look_is_not_taken_for_new() -> None:
    before = look(1000.0, owner("app.CACHE", 50 * MB, 1000), owner("app.LOG", 4 * MB), owner(None, 90 * MB))
    heap = grown_between(before, AFTER).heap
    assert heap is not None
    assert {one.owner: one.growth_bytes for one in heap.owners}["app.NEW"] == 6 * MB


@pytest.mark.parametrize("after", [BEFORE, look(2000.0, owner("app.CACHE", 20 * MB, 400))])
def test_what_did_not_grow_is_named_by_nobody(after: Attachment) -> None:
    assert tell_growth(BEFORE, grown_between(BEFORE, after))[-1] == "No name has grown by much."


def test_a_look_without_owners_is_said_to_be_one() -> None:
    before = replace(BEFORE, heap=None)
    assert tell_growth(before, grown_between(before, AFTER))[-1].startswith("Who has grown is not known")


def test_types_that_shrank_did_not_come() -> None:
    assert BEFORE.heap is not None
    assert AFTER.heap is not None
    assert [row[0].type for row in types_that_came(BEFORE.heap, AFTER.heap)] == ["str", "Order"]
