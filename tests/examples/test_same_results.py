"""Both programs of a pair give the same for any input: nothing, duplicates, and what they cannot read."""

import gc
import json
import sqlite3
import weakref
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.pairs import both, load, outcome

FEW = settings(max_examples=40, deadline=None)
NUMBERS = st.integers(0, 10**6)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=6)
NAMES = st.sampled_from(["a", "b", "crawler-bot", "north", "12", ""])
REALS = st.floats(-1e6, 1e6)


def lines(*fields: st.SearchStrategy[Any], separator: str) -> st.SearchStrategy[list[str]]:
    """Lines of fields, and now and then one that is something else."""
    good = st.tuples(*fields).map(lambda values: separator.join(map(str, values)))
    return st.lists(good | good | good | st.text(max_size=8))


@FEW
@given(st.dictionaries(NUMBERS, st.fixed_dictionaries({"customer": st.text(max_size=8), "cents": NUMBERS})))
def test_dict_chain(orders: dict[int, dict[str, Any]]) -> None:
    before, after = both("dict_chain")
    expected = before.index(before.with_references(before.with_names(orders)))
    pairs = ((number, dict(order)) for number, order in orders.items())
    assert after.index(after.with_references(after.with_names(pairs))) == expected


@FEW
@given(lines(NUMBERS, NAMES, NUMBERS, st.sampled_from(["paid", "cancelled"]), separator=";"))
def test_named_steps(exported: list[str]) -> None:
    before, after = both("named_steps")
    assert outcome(after.revenue_by_country, exported) == outcome(before.revenue_by_country, exported)


@FEW
@given(lines(NAMES, WORDS, NUMBERS, NAMES, separator=" "))
def test_list_chain(log: list[str]) -> None:
    before, after = both("list_chain")
    assert outcome(after.slowest_pages, log) == outcome(before.slowest_pages, log)


@FEW
@given(st.lists(st.tuples(st.text(max_size=10) | st.none(), st.text(max_size=3), NUMBERS)))
def test_streaming_cursor(rows: list[tuple[str | None, str, int]]) -> None:
    before, after = both("streaming_cursor")
    with sqlite3.connect(":memory:") as connection:
        before.fill(connection, 0)
        connection.executemany("INSERT INTO orders (day, customer, cents) VALUES (?, ?, ?)", rows)
        assert outcome(after.monthly_revenue, connection) == outcome(before.monthly_revenue, connection)
    connection.close()


def transferred(module: ModuleType, path: Path) -> list[Any]:
    connection = sqlite3.connect(":memory:")
    module.transfer(path, connection)
    rows = connection.execute("SELECT * FROM readings").fetchall()
    connection.close()
    return rows


@FEW
@given(st.lists(st.tuples(WORDS, WORDS, REALS | st.just(""), WORDS)))
def test_csv_to_sqlite(rows: list[tuple[Any, ...]]) -> None:
    before, after = both("csv_to_sqlite")
    with TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        head = ("station", "taken_at", "celsius", "remark")
        text = "".join(",".join(map(str, row)) + "\r\n" for row in (head, *rows))
        path.write_bytes(text.encode())
        assert transferred(after, path) == transferred(before, path)


@FEW
@given(st.lists(st.fixed_dictionaries({"service": st.text(max_size=4), "level": st.sampled_from(["error", "info"])})))
def test_json_lines(events: list[dict[str, str]]) -> None:
    before, after = both("json_lines")
    with TemporaryDirectory() as folder:
        path = Path(folder, "events.jsonl")
        for ending in ("", "{broken"):
            path.write_text("".join(json.dumps(event) + "\n" for event in events) + ending)
            assert outcome(after.errors_by_service, path) == outcome(before.errors_by_service, path)


@FEW
@given(lines(NUMBERS, st.integers(0, 5), NUMBERS, separator=","), lines(st.integers(0, 5), NAMES, separator=","))
def test_lookup_join(orders: list[str], customers: list[str]) -> None:
    before, after = both("lookup_join")
    assert outcome(after.revenue_by_region, orders, customers) == outcome(before.revenue_by_region, orders, customers)


class Pages:
    """A service with these pages of tickets."""

    def __init__(self, pages: list[list[dict[str, Any]]]) -> None:
        self.pages = pages or [[]]

    def page(self, number: int) -> dict[str, Any]:
        return {"tickets": self.pages[number], "next": number + 1 if number + 1 < len(self.pages) else None}


@FEW
@given(st.lists(st.lists(st.fixed_dictionaries({"team": NAMES, "open": st.booleans()}))))
def test_paged_api(pages: list[list[dict[str, Any]]]) -> None:
    before, after = both("paged_api")
    assert after.open_by_team(Pages(pages)) == before.open_by_team(Pages(pages))


@FEW
@given(st.lists(REALS), st.integers(1, 9), REALS)
def test_sliding_windows(readings: list[float], width: int, limit: float) -> None:
    before, after = both("sliding_windows")
    assert after.alarms(readings, width, limit) == before.alarms(readings, width, limit)


@FEW
@given(st.lists(st.tuples(st.text(max_size=2), WORDS, st.integers())))
def test_sorted_groups(readings: list[tuple[str, str, int]]) -> None:
    before, after = both("sorted_groups")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(after, "RUN", 3)
        found = list(after.medians(after.Reading(*reading) for reading in readings))
    assert found == list(before.medians(before.Reading(*reading) for reading in readings))


@FEW
@given(st.lists(REALS), REALS)
def test_two_passes(readings: list[float], distance: float) -> None:
    before, after = both("two_passes")
    with TemporaryDirectory() as folder:
        path = Path(folder, "readings.txt")
        path.write_text("".join(f"{reading}\n" for reading in readings))
        expected = outcome(before.far_from_mean, path, distance)
        assert outcome(after.far_from_mean, path, distance) == expected
        assert outcome(load("two_passes", "with_list").far_from_mean, path, distance) == expected


@FEW
@given(st.dictionaries(st.text(max_size=3), NUMBERS), st.lists(st.text(max_size=3)))
def test_ttl_cache(prices: dict[str, int], asked: list[str]) -> None:
    pytest.importorskip("cachetools")
    before, after = both("ttl_cache")
    connection = sqlite3.connect(":memory:")
    before.fill(connection, 0)
    rows = [(sku, "name", cents, "text", "firm") for sku, cents in prices.items()]
    connection.executemany("INSERT INTO products VALUES (?, ?, ?, ?, ?)", rows)
    old, new = before.Catalogue(connection), after.Catalogue(connection)
    for sku in [*prices, *asked]:
        assert outcome(new.price, sku) == outcome(old.price, sku)
        assert outcome(new.row, sku) == outcome(old.row, sku)
    connection.close()


@FEW
@given(st.lists(st.lists(st.tuples(st.sampled_from("abcdef"), WORDS, NUMBERS)), max_size=4))
def test_cache_refresh(feeds: list[list[tuple[str, str, int]]]) -> None:
    before, after = both("cache_refresh")
    old, new = before.PriceList(), after.PriceList()
    for feed in feeds:
        old.refresh(feed)
        new.refresh(feed)
        assert len(new) == len(old)
        assert [new.cents(sku) for sku in "abcdefg"] == [old.cents(sku) for sku in "abcdefg"]


def document(module: ModuleType, shape: list[tuple[int, bytes]]) -> Any:
    """A tree in which each part hangs below one of those before it."""
    parts = [module.Part("document")]
    for number, (above, scan) in enumerate(shape):
        parts.append(module.Part(f"part {number}", parts[above % len(parts)], scan))
    return parts[0]


@FEW
@given(st.lists(st.tuples(NUMBERS, st.binary(max_size=4))))
def test_cyclic_tree(shape: list[tuple[int, bytes]]) -> None:
    before, after = both("cyclic_tree")
    old, new = document(before, shape), document(after, shape)
    assert after.checksums(new) == before.checksums(old)
    assert new.parent is None


@pytest.mark.parametrize(("program", "waits"), [("before", True), ("after", False)])
def test_a_tree_with_weak_links_to_parents_waits_for_no_collection(program: str, waits: bool) -> None:
    module = load("cyclic_tree", program)
    gc.disable()
    try:
        tree = module.read_document(1, 100)
        seen = weakref.ref(tree)
        del tree
        assert (seen() is not None) is waits
    finally:
        gc.enable()


@FEW
@given(st.lists(st.fixed_dictionaries({"caller": NUMBERS, "city": NAMES, "seconds": st.integers(0, 100)})))
def test_coroutine_fanout(calls: list[dict[str, Any]]) -> None:
    before, after = both("coroutine_fanout")
    assert after.report(iter(calls)) == before.report(iter(calls))


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 130, 250])
def test_async_queue(count: int) -> None:
    """Around the number of workers and the size of the queue, where a bounded queue could hang."""
    before, after = both("async_queue")
    expected = before.asyncio.run(before.tax_by_country(before.arriving(count)))
    assert after.asyncio.run(after.tax_by_country(after.arriving(count))) == expected


@FEW
@given(st.lists(st.fixed_dictionaries({"station": WORDS, "day": NUMBERS, "celsius": REALS | st.none()})))
def test_arrow_batches(readings: list[dict[str, Any]]) -> None:
    arrow = pytest.importorskip("pyarrow")
    before, after = both("arrow_batches")
    tables = []
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(after, "BATCH", 3)
        for module in (before, after):
            path = Path(folder, f"{module.__name__}.arrow")
            module.write(iter(readings), path)
            tables.append(arrow.ipc.open_file(path.read_bytes()).read_all())
    assert tables[0].equals(tables[1])


@FEW
@given(st.lists(st.fixed_dictionaries({"customer": NUMBERS, "city": NAMES, "cents": NUMBERS})), st.integers(1, 5))
def test_compact_survivors(records: list[dict[str, Any]], share: int) -> None:
    before, after = both("compact_survivors")
    assert list(after.best(records, share).items()) == list(before.best(records, share).items())
