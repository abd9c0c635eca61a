"""Remedies made for what was found."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.holders.keepers import Keeper, find_keepers
from sparsemem.diagnose.holders.remedies import (
    NUMBERS,
    PLAIN,
    REGISTRY,
    STREAM,
    Advice,
    advise,
    expected,
    remedies_for,
    returns_some,
)
from sparsemem.diagnose.rules.pymalloc_fragmentation import REMEDIES
from sparsemem.model import Finding, Pinner
from sparsemem.model.owner_names import FOLDED
from sparsemem.outside.graph.bindings import INTERNED, INTERPRETER, LIBRARIES
from sparsemem.units import MB
from sweeps import moment, run, sweep

HELD = 100 * MB
LABELS = Pinner("shop.LABELS", "str", 5_000, MB, 60, 50 * MB, 40 * MB)
ORDERS = Pinner("Order.registry", "Order", 2_000, MB, 60, 30 * MB, 2 * MB)
PRICES = Pinner("__main__.PRICES", "float", 9_000, MB, 60, 20 * MB, 20 * MB)
NOBODY = Pinner(None, "str", 1_000, MB, 60, 10 * MB, 0)
FINDING = Finding("SM101", "pymalloc fragmentation", "error", "", None, None, HELD, {}, REMEDIES)


def keeper(*types: str, owner: str = "shop.LABELS") -> Keeper:
    return Keeper(owner, types, 1_000, 10 * MB, 8 * MB)


@pytest.mark.parametrize(
    ("types", "advice"),
    [
        (("str",), PLAIN),
        (("str", "int"), PLAIN),
        (("dict", "str", "int"), PLAIN),
        (("(keys of a dict)", "str"), PLAIN),
        (("int",), NUMBERS),
        (("float", "int", "(no object)"), NUMBERS),
        (("Order",), REGISTRY),
        (("str", "Order"), REGISTRY),
        (("datetime.datetime",), REGISTRY),
        (("(no object)",), None),
        (("(keys of a dict)",), None),
    ],
)
def test_the_advice_fits_the_kind_of_objects(types: tuple[str, ...], advice: Advice | None) -> None:
    found = advise(keeper(*types))
    if advice is None:
        assert found is None
    else:
        assert found is not None
        assert found.text.startswith(advice.text.partition("{")[0])


@pytest.mark.parametrize(
    ("owner", "command"),
    [
        ("__main__.LABELS", "LABELS = pickle.loads(pickle.dumps(LABELS))"),
        ("shop.cache.LABELS", "shop.cache.LABELS = pickle.loads(pickle.dumps(shop.cache.LABELS))"),
        ("shop._entries[...]", None),
        ("build.<locals>.index", None),
    ],
)
def test_a_command_is_given_where_the_owner_can_be_written(owner: str, command: str | None) -> None:
    found = advise(keeper("str", owner=owner))
    assert found is not None
    assert found.command == command
    assert owner in found.text


def test_nothing_of_a_library_is_replaced() -> None:
    found = advise(replace(keeper("str", owner="werkzeug.urls.urlsplit"), is_own=False))
    assert found is not None
    assert found.command is None
    assert found.text.startswith("werkzeug.urls.urlsplit is a library's, and not to be replaced")


def test_a_cache_is_emptied_and_not_copied_out() -> None:
    cache = replace(keeper("int", "tuple", owner="__main__.key"), is_own=True)
    found = advise(cache, "functools._lru_cache_wrapper")
    assert found is not None
    assert found.text.startswith("Empty the cache __main__.key when the temporary data is gone")
    assert found.command == "key.cache_clear()"
    library = advise(replace(cache, is_own=False), "functools._lru_cache_wrapper")
    assert library is not None
    assert library.command is None


@pytest.mark.parametrize(("kind", "is_given"), [("dict", True), (None, True), ("shop.Labels", False)])
def test_no_command_replaces_what_is_no_container_of_data(kind: str | None, is_given: bool) -> None:
    found = advise(replace(keeper("str", owner="__main__.names"), is_own=True), kind)
    assert found is not None
    assert (found.command is not None) == is_given


@pytest.mark.parametrize(("sole", "some"), [(None, True), (MB, True), (MB - 1, False), (0, False)])
def test_an_owner_that_returns_nothing_gets_no_remedy(sole: int | None, some: bool) -> None:
    assert returns_some(replace(keeper("str"), sole_bytes=sole), HELD) == some
    found = remedies_for((replace(LABELS, sole_bytes=sole),), FINDING)
    assert any("shop.LABELS" in one.text for one in found) == some


@pytest.mark.parametrize(
    ("sole", "said"),
    [(5 * MB - 1, "5.0 MB alone; 10.0 MB is its part"), (5 * MB, "Expected return: 5.0 MB."), (0, "0 bytes alone")],
)
def test_the_expected_return_at_its_bound(sole: int, said: str) -> None:
    assert said in expected(replace(keeper("str"), share_bytes=10 * MB, sole_bytes=sole))


def test_what_goes_with_an_owner_alone_can_be_unknown() -> None:
    (found,) = find_keepers((LABELS, replace(LABELS, type="int", sole_bytes=None)), HELD)
    assert found.sole_bytes is None
    assert "alone is not known" in expected(found)


def test_an_owner_s_types_are_put_together() -> None:
    values = replace(LABELS, type="int", share_bytes=20 * MB, sole_bytes=5 * MB, blocks=7)
    few = replace(LABELS, type="tuple", share_bytes=7 * MB - 1, sole_bytes=MB, blocks=1)
    (found,) = find_keepers((values, LABELS, few), HELD)
    assert found == Keeper("shop.LABELS", ("str", "int"), 5_007, 77 * MB - 1, 46 * MB)


@pytest.mark.parametrize(("share", "count"), [(10 * MB - 1, 0), (10 * MB, 1)])
def test_owners_of_little_get_no_remedy(share: int, count: int) -> None:
    assert len(find_keepers((replace(LABELS, share_bytes=share),), HELD)) == count


def test_what_is_not_the_program_s_own_gets_no_remedy() -> None:
    assert {LIBRARIES, INTERPRETER, INTERNED} <= FOLDED
    assert find_keepers([replace(LABELS, owner=owner) for owner in FOLDED], HELD) == []


def test_types_that_are_told_together_are_taken_apart() -> None:
    (found,) = find_keepers((replace(LABELS, type="str and int"),), HELD)
    assert found.types == ("str", "int")


def test_what_returns_the_most_comes_first_and_recycling_last() -> None:
    found = remedies_for((ORDERS, PRICES, LABELS, NOBODY), FINDING)
    owners = [next((name for name in ("LABELS", "PRICES", "registry") if name in one.text), None) for one in found]
    assert owners == ["LABELS", "PRICES", "registry", None]
    assert found[-1].command == REMEDIES[-1].command
    assert found[-1].text.endswith("Expected return: up to 100 MB.")


def test_streaming_is_for_copies_that_were_seen_together() -> None:
    assert REMEDIES[0] == STREAM
    assert STREAM.text not in " ".join(one.text for one in remedies_for((LABELS,), FINDING))
    assert remedies_for((), FINDING) == REMEDIES[1:]
    assert remedies_for((), replace(FINDING, explained_by=("SM110",))) == REMEDIES


def test_an_owner_without_which_nothing_goes_back_is_no_remedy() -> None:
    nothing = replace(LABELS, sole_bytes=0)
    assert "LABELS" not in " ".join(one.text for one in remedies_for((nothing,), FINDING))
    found = remedies_for((nothing, PRICES), FINDING)
    assert "PRICES" in found[0].text
    assert "Expected return: 0 bytes" not in " ".join(one.text for one in found)


def test_streaming_comes_first_where_full_copies_were_seen() -> None:
    found = remedies_for((LABELS,), replace(FINDING, explained_by=("SM110",)))
    assert found[0].text == f"{REMEDIES[0].text} Expected return: up to 100 MB."
    assert "LABELS" in found[1].text
    assert len(found) == 3


@pytest.mark.parametrize(
    "pinners", [(), (NOBODY,), (replace(LABELS, type="(no object)"),), (replace(LABELS, owner="(9 other owners)"),)]
)
def test_where_no_owner_is_known_the_remedies_are_the_general_ones(pinners: tuple[Pinner, ...]) -> None:
    explained = replace(FINDING, explained_by=("SM110",))
    assert remedies_for(pinners, explained) == REMEDIES
    assert remedies_for(pinners, FINDING) == tuple(one for one in REMEDIES if one != STREAM)


def test_a_report_has_them_and_says_them_first() -> None:
    runs = [run(scale, end=moment(50 * scale * MB, python_free_pools=30 * scale * MB)) for scale in (1, 2, 3, 4)]
    (finding,) = diagnose(sweep(*runs), pinners=(LABELS,)).findings
    assert finding.remedies[0].text.startswith("Copy shop.LABELS out in one go")
    assert finding.remedies[0].command is not None
