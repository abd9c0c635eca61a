"""What clearing an owner should return, and what it did."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.holders.owner_return import predict_return, prove
from sparsemem.errors import InputError
from sparsemem.model import Heap, HeapCache, HeapOwner, Pinner, Proof
from sparsemem.model.owner_names import find_owner
from sparsemem.units import MB
from sweeps import moment, run, sweep

LABELS = Pinner("shop.LABELS", "str", 5_000, MB, 60, 50 * MB, 40 * MB)
VALUES = replace(LABELS, type="int", live_bytes=2 * MB, sole_bytes=7 * MB)
OTHER = replace(LABELS, owner="cart.LABELS", sole_bytes=MB)
REGISTRY = replace(LABELS, owner="Order.registry")
NOBODY = replace(LABELS, owner=None)
WITHIN = replace(LABELS, owner="shop.catalogue > Catalogue.first_of")
ALL = (LABELS, VALUES, OTHER, REGISTRY, NOBODY)


@pytest.mark.parametrize(
    ("name", "found"),
    [("shop.LABELS", "shop.LABELS"), ("registry", "Order.registry"), ("Order.registry", "Order.registry")],
)
def test_an_owner_is_found_by_its_name_or_the_end_of_it(name: str, found: str) -> None:
    assert find_owner(name, ALL) == found


@pytest.mark.parametrize("name", ["first_of", "Catalogue.first_of", "shop.catalogue > Catalogue.first_of"])
def test_an_owner_is_found_by_the_last_steps_of_its_path(name: str) -> None:
    assert find_owner(name, (*ALL, WITHIN)) == WITHIN.owner


@pytest.mark.parametrize(
    ("name", "pinners", "said"),
    [
        ("LABELS", ALL, "several owners end so; name shop.LABELS, cart.LABELS"),
        ("ABELS", ALL, "no owner has that name; name shop.LABELS, cart.LABELS, Order.registry"),
        ("LABELS", (NOBODY,), "no owner of what keeps free memory could be named"),
        ("LABELS", (), "no owner of what keeps free memory could be named"),
    ],
)
def test_other_names_are_refused_with_those_that_there_are(name: str, pinners: tuple[Pinner, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        find_owner(name, pinners)


def test_what_is_its_own_and_what_it_alone_keeps_should_go_back() -> None:
    assert predict_return("shop.LABELS", ALL) == 50 * MB
    assert predict_return("cart.LABELS", ALL) == 2 * MB


def test_of_a_cache_or_container_what_was_worked_out_for_it_should_go_back() -> None:
    cache = HeapCache("shop.LABELS", "cachetools.Cache", 9, None, None, None, None, None, None, 60 * MB, 0, None)
    owner = HeapOwner("shop.LABELS", ("dict",), 9, 60 * MB, 60 * MB)
    heap = Heap(9, 60 * MB, None, None, 1.0, (owner,), (), caches=(cache,))
    known = replace(cache, returned_bytes=33 * MB)
    assert predict_return("shop.LABELS", ALL, heap) == 50 * MB
    assert predict_return("shop.LABELS", ALL, replace(heap, caches=(known,))) == 33 * MB
    assert predict_return("shop.LABELS", ALL, replace(heap, owners=(replace(owner, returned_bytes=9),))) == 9
    assert (
        predict_return("shop.LABELS", ALL, replace(heap, caches=(known, replace(known, returned_bytes=9)))) == 50 * MB
    )
    assert find_owner("PRICES", ALL, (replace(cache, owner="shop.PRICES"),)) == "shop.PRICES"


def test_nothing_is_predicted_where_it_is_not_known_what_the_owner_keeps_alone() -> None:
    assert predict_return("shop.LABELS", (LABELS, replace(VALUES, sole_bytes=None))) is None


def test_a_proof_holds_against_the_median_of_the_sweep_at_its_scale() -> None:
    sizes = {(2, 0): 50, (4, 0): 120, (4, 1): 100, (4, 2): 101}
    runs = (run(scale, repeat, after_trim=moment(size * MB)) for (scale, repeat), size in sizes.items())
    found = prove(sweep(*runs, scales=(2, 4)), "shop.LABELS", ALL, run(4, after_trim=moment(52 * MB)))
    assert found == Proof("shop.LABELS", 4, 50 * MB, 101 * MB, 52 * MB)
    assert found.returned_bytes == 49 * MB
    assert found.error == pytest.approx(0.02)


def test_a_run_without_its_last_moment_proves_nothing() -> None:
    measured = sweep(*(run(scale) for scale in (1, 2, 3, 4)))
    assert prove(measured, "shop.LABELS", ALL, run(4, after_trim=None)) is None
    assert prove(measured, "shop.LABELS", ALL, run(8)) is None


@pytest.mark.parametrize(
    ("returned", "held"), [(80, True), (79, False), (120, True), (121, False), (0, False), (-5, False)]
)
def test_a_prediction_holds_within_a_fifth_of_itself(returned: int, held: bool) -> None:
    assert Proof("a", 1, 100, 1000, 1000 - returned).held == held


def test_where_nothing_was_predicted_nothing_has_held() -> None:
    assert (Proof("a", 1, 0, 10, 10).held, Proof("a", 1, 0, 10, 10).error) == (False, None)
