"""SM120 over looks at a running process: at, just under and just over its bounds."""

import pytest

from asking import ask
from sparsemem.diagnose.rules import live_growth
from sparsemem.diagnose.ruling import live_looks
from sparsemem.model import AttachedLook, Finding, Heap, HeapCache, HeapOwner
from sparsemem.units import MB
from sweeps import moment, sweep

TOTAL = 200 * MB


def look(seconds: float, live: int | None) -> AttachedLook:
    """A look at a process of 200 MB, `live` bytes of which are live."""
    parts = {"python_live": live, "python_free_pools": TOTAL - (live or 0)}
    return AttachedLook(seconds, moment(TOTAL, **parts))


def check(*live: int | None) -> Finding | None:
    """What is found in looks that are 10 seconds apart."""
    return ask(live_growth, sweep(), looks=tuple(look(10.0 * number, size) for number, size in enumerate(live)))


@pytest.mark.parametrize(
    ("grown", "level"),
    [
        (100 * MB, "error"),
        (100 * MB - 1, "warning"),
        (40 * MB, "warning"),
        (40 * MB - 1, "note"),
        (20 * MB, "note"),
        (20 * MB - 1, None),
        (0, None),
    ],
)
def test_the_severity_at_its_bounds(grown: int, level: str | None) -> None:
    finding = check(0, grown // 3, 2 * grown // 3, grown)
    assert (finding and finding.severity) == level
    if finding:
        assert (finding.code, finding.bytes) == ("SM120", grown)
        assert finding.evidence["seconds"] == 30.0
        assert "within 30 s" in finding.message


@pytest.mark.parametrize(
    ("garbage", "size"), [(None, 100 * MB), (-5 * MB, 100 * MB), (60 * MB, 40 * MB), (90 * MB, None)]
)
def test_what_waits_for_the_collector_is_no_growth(garbage: int | None, size: int | None) -> None:
    heap = Heap(1, 10 * MB, None, None, None, (), (), garbage_growth_bytes=garbage)
    looks = tuple(look(10.0 * number, 25 * MB * number) for number in range(5))
    finding = ask(live_growth, sweep(), looks=looks, heap=heap)
    assert (finding and finding.bytes) == size


def test_three_looks_have_no_direction() -> None:
    assert check(0, 50 * MB, 100 * MB) is None
    assert check(0, 30 * MB, 60 * MB, 100 * MB) is not None


@pytest.mark.parametrize(
    ("live", "found"),
    [
        ((0, 30, 60, 50, 100), True),  # three steps of four
        ((0, 30, 20, 10, 100), False),
        ((0, 100, 90, 110, 100), False),
        ((100, 75, 50, 25, 0), False),
        ((0, 0, 0, 0, 100), False),
    ],
)
def test_three_steps_of_four_must_rise(live: tuple[int, ...], found: bool) -> None:
    assert (check(*(size * MB for size in live)) is not None) == found


@pytest.mark.parametrize(
    ("live", "found"),
    [
        ((13, 12, 40, 70, 100, 71, 101, 125, 72, 126), True),  # climbs in a saw-tooth
        ((13, 12, 40, 70, 100, 71, 101, 125, 40, 126), False),  # back to where it was at first
        ((13, 12, 40, 70, 126, 71, 101, 125, 72, 126), False),  # the peak stays
        ((13, 12, 40, 100, 70, 101, 125, 72, 126), True),
        ((13, 40, 100, 70, 101, 125, 72, 126), False),  # eight looks are too few
    ],
)
def test_a_saw_tooth_that_climbs_is_a_note(live: tuple[int, ...], found: bool) -> None:
    finding = check(*(size * MB for size in live))
    assert (finding is not None) == found
    if finding:
        assert finding.severity == "note"
        assert "It fell between the looks" in finding.message


def test_a_look_that_knows_no_live_heap_does_not_count() -> None:
    assert check(0, None, 50 * MB, 100 * MB) is None
    finding = check(0, None, 30 * MB, 60 * MB, 100 * MB)
    assert finding is not None
    assert finding.evidence["live_bytes"] == [0, 30 * MB, 60 * MB, 100 * MB]


def test_no_looks_and_nothing_known() -> None:
    assert check() is None
    assert check(None, None, None, None) is None


def test_an_owner_s_growth_is_told_over_its_own_seconds() -> None:
    cache = HeapOwner("app.CACHE", ("str",), 9, 118 * MB, 118 * MB, 118 * MB, 9, entries=800, growth_entries=800)
    heap = Heap(9, 120 * MB, None, None, 1.0, (cache,), (), growth_bytes=120 * MB, growth_seconds=40.0)
    looks = tuple(look(10.0 * number, size * MB) for number, size in enumerate((0, 20, 40, 60)))
    finding = ask(live_growth, sweep(), looks=looks, heap=heap)
    assert finding is not None
    assert finding.message.startswith("`app.CACHE` grew by 118 MB of 120 MB in 40 s, 20 entries a second.")


@pytest.mark.parametrize(
    ("in_pools", "owned", "is_unknown"),
    [(60, 1, True), (30, 1, True), (29, 1, False), (60, 29, True), (60, 30, False)],
)
def test_what_grows_in_a_library_s_pool_is_not_said_to_be_the_owner_s(
    in_pools: int, owned: int, is_unknown: bool
) -> None:
    size = owned * MB
    batches = HeapOwner("app.BATCHES", ("RecordBatch",), 9, size, size, size, 9, entries=445, growth_entries=445)
    heap = Heap(9, size, None, None, 1.0, (batches,), (), growth_bytes=size, growth_seconds=30.0)
    looks = tuple(
        AttachedLook(10.0 * number, moment(TOTAL, python_live=number * (60 - in_pools) * MB // 3, pool_live=pool))
        for number, pool in enumerate(size * MB // 3 for size in (0, in_pools, 2 * in_pools, 3 * in_pools))
    )
    finding = ask(live_growth, sweep(), looks=looks, heap=heap)
    assert finding is not None
    assert (finding.bytes, finding.subject) == (60 * MB, "app.BATCHES")
    if is_unknown:
        assert finding.message.startswith(
            f"The live heap grew by 60.0 MB within 30 s, {in_pools}.0 MB of it in a pool of a library: "
            "whose that is cannot be told. `app.BATCHES` has 445 entries more."
        )
    else:
        assert finding.message.startswith(f"`app.BATCHES` grew by {owned}.0 MB of {owned}.0 MB in 30 s")


@pytest.mark.parametrize(
    ("sizes", "part", "named"),
    [((0, 20, 60), 60, True), ((0, 60), 60, False), ((0, 70, 60), 60, False), ((0, 20, 60), 29, False)],
)
def test_who_grew_is_named_while_the_verdict_is_open(sizes: tuple[int, ...], part: int, named: bool) -> None:
    cache = HeapOwner("app.CACHE", ("str",), 9, part * MB, part * MB, part * MB, 9)
    heap = Heap(9, 70 * MB, None, None, 1.0, (cache,), (), growth_bytes=60 * MB, growth_seconds=22.0)
    looks = tuple(look(10.0 * number, size * MB) for number, size in enumerate(sizes))
    told = live_looks.tell_suspect(looks, heap)
    assert told == (["`app.CACHE` grew by 60.0 MB of 60.0 MB in 22 s."] if named else [])


@pytest.mark.parametrize(
    ("bound", "grew", "level"),
    [(40_000, 118, "note"), (400_001, 118, "warning"), (None, 118, "warning"), (40_000, 50, "warning")],
)
def test_a_cache_on_its_way_to_a_bound_within_reach_is_no_leak(bound: int | None, grew: int, level: str) -> None:
    cache = HeapCache(
        "app.price", "functools.lru_cache", 40_000, bound, None, 0, 40_000, None, None, grew * MB, 0, None
    )
    kept = HeapOwner("app.price > cache", ("str",), 9, grew * MB, grew * MB, grew * MB, 9)
    heap = Heap(
        9, 120 * MB, None, None, 1.0, (kept,), (), caches=(cache,), growth_bytes=120 * MB, growth_seconds=40.0
    )
    looks = tuple(look(10.0 * number, size * MB) for number, size in enumerate((0, 20, 40, 60)))
    finding = ask(live_growth, sweep(), looks=looks, heap=heap)
    assert finding is not None
    assert finding.severity == level
    assert ("with a bound of 40,000, filled to" in finding.message) == (level == "note")


@pytest.mark.parametrize(
    ("owner", "word"), [("__main__.Out", "%reset -f out"), ("app.Out", "Give `app.Out` a bound")]
)
def test_what_a_shell_keeps_by_itself_has_a_remedy_of_its_own(owner: str, word: str) -> None:
    out = HeapOwner(owner, ("numpy.ndarray",), 9, 60 * MB, 60 * MB, 60 * MB, 9, type="dict")
    heap = Heap(9, 60 * MB, None, None, 1.0, (out,), (), growth_bytes=60 * MB, growth_seconds=30.0)
    finding = ask(live_growth, sweep(), looks=tuple(look(10.0 * at, 20 * at * MB) for at in range(4)), heap=heap)
    assert finding is not None
    assert word in finding.remedies[0].text
