"""The tree of what a process holds adds up."""

from dataclasses import replace

from sparsemem.model import Heap, HeapOwner
from sparsemem.report.holdings.holdings import dotted_steps, heap_holdings
from sparsemem.report.html.explorer_rows import explorer_rows
from sparsemem.report.words.holder_words import tell_holders
from sparsemem.units import MB


def heap(*owners: HeapOwner) -> Heap:
    """A live heap of these owners alone."""
    live = sum(owner.live_bytes for owner in owners)
    return Heap(sum(owner.objects for owner in owners), live, None, None, 1.0, owners, ())


ORDERS = HeapOwner(
    "shop.Shop.orders",
    ("Order", "str"),
    100,
    10 * MB,
    12 * MB,
    growth_bytes=3 * MB,
    path=("shop.Shop.orders",),
    type="dict",
)
LABELS = HeapOwner("shop.LABELS", (), 5, 2 * MB, 2 * MB, growth_bytes=-MB, path=("shop.LABELS",))
REST = HeapOwner(None, (), 1, MB, MB)


def test_an_owner_stands_under_module_and_class() -> None:
    shop = heap_holdings(heap(ORDERS, LABELS, REST)).children["live objects"].children["shop"]
    orders = shop.children["Shop"].children["orders"]
    assert (shop.bytes, orders.bytes, orders.retained_bytes) == (12 * MB, 10 * MB, 12 * MB)
    assert shop.growth_bytes == 2 * MB


def test_a_name_that_is_no_path_stays_whole() -> None:
    assert dotted_steps("a C static of libc.so.6") == ("a C static of libc.so.6",)
    assert len(dotted_steps(".".join("a" * 5000))) == 1


def test_what_many_owners_hold_is_cut_to_what_a_browser_draws_at_once_and_adds_up() -> None:
    many = [HeapOwner(f"shop.M{at}.x", (), 1, 1000 + at, 10, path=(f"shop.M{at}.x",)) for at in range(5_000)]
    rows = explorer_rows(heap_holdings(heap(*many)))
    assert len(rows) < 4_000
    for at, row in enumerate(rows):
        below = [one["bytes"] for one in rows if one["parent"] == at]
        assert sum(below) <= row["bytes"]
    assert rows[0]["bytes"] == sum(owner.live_bytes for owner in many)


def test_an_owner_has_its_bytes_by_type_below_it_and_keeps_the_rest() -> None:
    told = replace(ORDERS, type_bytes=(6 * MB, 3 * MB))
    root = heap_holdings(heap(told))
    orders = root.children["live objects"].children["shop"].children["Shop"].children["orders"]
    assert [(one.name, one.bytes) for one in orders.sorted_children()] == [
        ("Order objects", 6 * MB),
        ("str objects", 3 * MB),
    ]
    assert (orders.bytes, orders.objects, root.bytes) == (10 * MB, 100, 10 * MB)


def test_owners_without_a_row_are_told_from_what_nobody_owns() -> None:
    mixed = replace(heap(ORDERS, LABELS, replace(REST, live_bytes=8 * MB, retained_bytes=8 * MB)), coverage=15 / 20)
    assert mixed.smaller_owners_bytes == 3 * MB
    others = heap_holdings(mixed).children["live objects"].children["(all others)"]
    assert {name: one.bytes for name, one in others.children.items()} == {
        "(smaller owners)": 3 * MB,
        "(no owner known)": 5 * MB,
    }
    assert (others.bytes, others.objects) == (8 * MB, 1)
    assert "(no owner found) 5.0 MB (25 %)" in tell_holders(mixed)[0]


def test_where_all_owners_are_known_the_rest_is_of_smaller_ones() -> None:
    known = heap(ORDERS, replace(REST, live_bytes=8 * MB, retained_bytes=8 * MB))
    assert "(smaller owners)" in heap_holdings(known).children["live objects"].children
    assert "(smaller owners) 8.0 MB" in tell_holders(known)[0]
    assert "no owner" not in tell_holders(known)[0]
