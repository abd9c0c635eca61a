"""Which caches are findings, and what is said of them."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.diagnosis import answered, ask
from sparsemem.diagnose.conclusions.verdict import decide
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Heap, HeapCache, Location, Sweep
from sparsemem.model.key_replay import KeyReplay
from sparsemem.units import MB
from sweeps import moment, run, sweep

CODES = ("SM140", "SM141", "SM142", "SM143")
PLAIN = HeapCache(
    owner="shop.price",
    kind="functools.lru_cache",
    entries=100_000,
    bound=None,
    ttl_seconds=None,
    hits=50_000,
    misses=100_000,
    expired_entries=None,
    expired_bytes=None,
    retained_bytes=60 * MB,
    held_elsewhere_bytes=0,
    location=Location("shop.py", 12, "price"),
    held_elsewhere_entries=0,
)


def program(grows: bool, limit: int | None = None) -> Sweep:
    """100 MB at the largest scale."""
    sizes = {1: 25 * MB, 4: 100 * MB} if grows else {1: 100 * MB, 4: 100 * MB}
    runs = [run(scale, end=moment(anonymous=size, python_live=size)) for scale, size in sizes.items()]
    found = sweep(*runs, scales=tuple(sizes))
    return replace(found, environment=replace(found.environment, memory_limit_bytes=limit))


def found(cache: HeapCache, measured: Sweep | None = None) -> list[Finding]:
    heap = Heap(1, 100 * MB, None, None, None, (), (), caches=(cache,))
    every = ask(Measurements(measured or program(True), heap=heap))
    return [finding for finding in every if finding.code in CODES]


def one(cache: HeapCache, measured: Sweep | None = None) -> tuple[str, str] | None:
    findings = found(cache, measured)
    assert len(findings) <= 1, "a cache has one finding"
    return (findings[0].code, findings[0].severity) if findings else None


TTL = replace(PLAIN, kind="cachetools.TTLCache", bound=50_000_000, ttl_seconds=600, hits=None, misses=None)
FULL = replace(PLAIN, bound=100_000)
HOT = {"hits": 9_900_000, "misses": 100_000}


@pytest.mark.parametrize(
    ("cache", "expected"),
    [
        (PLAIN, ("SM141", "warning")),
        (replace(PLAIN, retained_bytes=30 * MB), ("SM141", "warning")),
        (replace(PLAIN, retained_bytes=15 * MB), ("SM141", "note")),
        (replace(PLAIN, retained_bytes=2 * MB), None),
        (replace(PLAIN, **HOT), ("SM141", "warning")),
        (TTL, ("SM141", "warning")),
        (replace(TTL, expired_entries=90_000, expired_bytes=50 * MB), ("SM142", "warning")),
        (replace(TTL, expired_entries=90_000, expired_bytes=12 * MB), ("SM142", "note")),
        (replace(TTL, expired_entries=90_000, expired_bytes=8 * MB), ("SM142", "warning")),
        (replace(TTL, expired_entries=40_000, expired_bytes=8 * MB), ("SM141", "warning")),
        (replace(TTL, expired_entries=90_000, expired_bytes=2 * MB, retained_bytes=3 * MB), None),
        (replace(TTL, expired_entries=0, expired_bytes=0), ("SM141", "warning")),
        (replace(PLAIN, held_elsewhere_entries=80_000, held_elsewhere_bytes=30 * MB), ("SM143", "warning")),
        (replace(PLAIN, copies=("shop.USERS",)), ("SM143", "warning")),
        (FULL, ("SM140", "warning")),
        (replace(FULL, hits=0), ("SM140", "warning")),
        (replace(FULL, hits=300_000), ("SM140", "note")),
        (replace(FULL, hits=None, misses=None), ("SM140", "note")),
        (replace(FULL, **HOT), None),
        (replace(FULL, bound=500_000, size=480_000.0), ("SM140", "warning")),
        (replace(PLAIN, entries=500, self_held_entries=500, hits=None, misses=None), ("SM141", "warning")),
        (replace(PLAIN, retained_bytes=None), None),
    ],
)
def test_each_case_is_one_finding(cache: HeapCache, expected: tuple[str, str] | None) -> None:
    assert one(cache) == expected


def test_what_does_not_grow_with_the_data_is_a_note() -> None:
    assert one(PLAIN, program(False)) == ("SM141", "note")


def test_a_bound_beyond_the_limit_is_none() -> None:
    half = replace(FULL, bound=200_000, **HOT)
    assert one(half) is None
    assert one(half, program(True, 110 * MB)) == ("SM141", "warning")


def test_a_hot_cache_of_a_process_at_one_look_is_a_note() -> None:
    look = sweep(run(1, end=moment(anonymous=100 * MB, python_live=100 * MB)), scales=(1,))
    assert one(replace(PLAIN, **HOT), look) == ("SM141", "note")
    assert one(PLAIN, look) == ("SM141", "warning")


def test_a_cache_s_own_growth_counts_before_that_of_the_heap() -> None:
    grows = replace(PLAIN, entries_per_scale=30_000.0, bytes_per_scale=18.0 * MB)
    steady = replace(PLAIN, entries_per_scale=10.0, bytes_per_scale=100.0)
    assert one(grows, program(False)) == ("SM141", "warning")
    assert "grows by 30,000 entries (18.0 MB) for each 1x of data" in found(grows)[0].message
    assert one(steady, program(True)) == ("SM141", "note")
    looked = replace(PLAIN, growth_entries=900, growth_bytes=MB)
    assert "grew by 900 entries (1.0 MB)" in found(looked)[0].message


def test_what_is_said() -> None:
    finding = found(replace(PLAIN, kept_type="Shop", kept_objects=500))[0]
    assert finding.subject == "shop.price"
    assert finding.location == PLAIN.location
    assert finding.bytes == 60 * MB
    assert "has no bound" in finding.message
    assert "500 instances of Shop" in finding.message
    assert finding.remedies[0].command == "maxsize=16_000"
    assert "50,000 of its 100,000 entries" in finding.remedies[0].text
    assert finding.evidence["hits"] == 50_000


def test_copies_are_told_with_how_many_were_compared() -> None:
    copied = replace(PLAIN, copies=("shop.USERS",), copied_entries=90_000, compared_entries=2_000)
    told = found(copied)[0]
    assert "shop.USERS holds equals of the values of 90,000 of them (of 2,000 that were compared)" in told.message
    assert "look the values up in shop.USERS" in told.remedies[0].text
    assert (told.evidence["copies"], told.evidence["copied_entries"]) == (["shop.USERS"], 90_000)


def test_a_cache_that_holds_the_same_objects_is_named() -> None:
    tier = replace(PLAIN, held_elsewhere_entries=PLAIN.entries, held_elsewhere_bytes=30 * MB, held_by=("shop.near",))
    (finding,) = found(tier)
    assert finding.code == "SM143"
    assert f"shop.near holds the values of {PLAIN.entries:,} of them as well (30.0 MB), which stay" in finding.message
    assert "look the values up in shop.near" in finding.remedies[0].text


@pytest.mark.parametrize("how", ["copies", "held_by"])
def test_of_two_caches_that_have_the_same_one_is_told(how: str) -> None:
    held = replace(PLAIN, held_elsewhere_entries=PLAIN.entries)
    first = replace(held, **{how: ("shop.second",)})
    second = replace(held, owner="shop.second", retained_bytes=50 * MB, **{how: ("shop.price",)})
    heap = Heap(1, 200 * MB, None, None, None, (), (), caches=(first, second))
    told = [one.subject for one in ask(Measurements(program(True), heap=heap)) if one.code == "SM143"]
    assert told == ["shop.price"]
    heap = replace(heap, caches=(first, replace(second, **{how: ("shop.price", "shop.third")})))
    told = [one.subject for one in ask(Measurements(program(True), heap=heap)) if one.code == "SM143"]
    assert told == ["shop.price", "shop.second"]


def test_the_bound_has_room_for_all_that_was_asked_for_again() -> None:
    few = found(replace(PLAIN, hits=1_234, misses=100_000))[0].remedies[0]
    assert few.command == "maxsize=1_300"
    assert "no more than 1,234 of its 100,000 entries were ever asked for again" in few.text
    assert "the others hold 59.2 MB" in few.text
    assert "the hit rate can stay as it is" in few.text
    none = found(replace(PLAIN, hits=0, misses=100_000))[0].remedies[0]
    assert none.text.startswith(
        "Take it away, since none of its 100,000 entries was ever asked for again; or bound it: "
    )
    many = found(replace(PLAIN, hits=90_000))[0].remedies[0]
    assert many.command == "maxsize=16_000"
    assert "can stay as it is" not in many.text
    assert "asked for again" not in found(replace(PLAIN, hits=500_000))[0].remedies[0].text
    assert "asked for again" not in found(TTL)[0].remedies[0].text


REPLAY = KeyReplay(
    lookups=300_000,
    hits=200_000,
    keys=100_000,
    unread_keys=70_000,
    all_hits_bound=5_432,
    most_hits_bound=1_234,
    is_estimated=False,
    unheard=0,
)


def test_a_replay_of_the_keys_says_the_bound_before_the_counters_do() -> None:
    remedy = found(replace(PLAIN, replay=REPLAY))[0].remedies[0]
    assert remedy.command == "maxsize=5_500"
    assert "keeps each of its hits (67 % of the lookups; by a replay of its 300,000 lookups" in remedy.text
    assert "holds about 3.3 MB" in remedy.text
    assert "70,000 of its 100,000 entries were never read again: they hold 42.0 MB" in remedy.text
    assert "by the counters" not in remedy.text
    most = found(replace(PLAIN, replay=replace(REPLAY, all_hits_bound=99_000)))[0].remedies[0]
    assert (most.command, "keeps 99 % of its hits" in most.text) == ("maxsize=1_300", True)
    none = replace(REPLAY, all_hits_bound=99_000, most_hits_bound=98_000, is_estimated=True)
    text = found(replace(PLAIN, replay=none))[0].remedies[0].text
    assert "It needs nearly all its entries for its hits" in text
    assert "of which a sample was followed" in text


@pytest.mark.parametrize(
    ("lookups", "said"), [(0, "nothing was looked up"), (1_000, "none of its 1,000 lookups found anything")]
)
def test_a_cache_that_was_never_hit_is_said_to_be_so(lookups: int, said: str) -> None:
    never = replace(REPLAY, lookups=lookups, hits=0, all_hits_bound=None, most_hits_bound=None)
    text = found(replace(TTL, replay=never))[0].remedies[0].text
    assert f"In a run in which its lookups were noted {said}: what it holds was never read." in text


def test_a_replay_tells_the_use_of_a_cache_that_counts_nothing() -> None:
    uncounted = replace(FULL, hits=None, misses=None)
    assert one(uncounted) == ("SM140", "note")
    cold = replace(uncounted, replay=replace(REPLAY, hits=60_000))
    assert one(cold) == ("SM140", "warning")
    assert "is hit in 20 % of its lookups, by a replay of them" in found(cold)[0].message
    assert one(replace(uncounted, replay=replace(REPLAY, hits=290_000))) is None
    never = replace(REPLAY, hits=0, all_hits_bound=None, most_hits_bound=None)
    assert found(replace(uncounted, replay=never))[0].remedies[0].text.startswith("Take it away: it was never hit")


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (None, None),
        (58 * MB, "Clearing it returns 58.0 MB to the system."),
        (30 * MB, "Clearing it returns 30.0 MB to the system; the rest is free memory then"),
        (MB, "returns next to nothing to the system"),
    ],
)
def test_the_first_remedy_says_what_goes_back_to_the_system(back: int | None, said: str | None) -> None:
    text = found(replace(PLAIN, returned_bytes=back))[0].remedies[0].text
    assert said in text if said else "to the system" not in text


def test_the_verdict_is_overcached() -> None:
    heap = Heap(1, 100 * MB, None, None, None, (), (), caches=(TTL,))
    measured = Measurements(program(True), heap=heap)
    assert decide(measured.sweep, ask(measured)) == "overcached"


def test_without_the_heap_the_question_is_open() -> None:
    assert not {*CODES} & {*answered(Measurements(program(True)))}
    heap = Heap(1, 100 * MB, None, None, None, (), ())
    assert {*CODES} <= {*answered(Measurements(program(True), heap=heap))}
