"""What a name of a report stands for, and that nobody is asked when it is looked up."""

import sys
import types
from collections import deque
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from sparsemem.probe.clear import clear
from sparsemem.probe.places import classes, places


class Forbidding(type):
    """A class of it may be asked for nothing."""

    def __getattribute__(cls, name: str) -> Any:
        raise AssertionError(f"{name} was asked for")

    def __eq__(cls, other: object) -> bool:
        raise AssertionError("compared")

    def __hash__(cls) -> int:
        return 1

    def __instancecheck__(cls, instance: object) -> bool:
        raise AssertionError("instances were checked")


class Hostile(metaclass=Forbidding):
    registry: ClassVar = {1: 2}

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked for")

    def __init__(self) -> None:
        object.__setattr__(self, "cache", [1, 2, 3])


class SlottedShop:
    __slots__ = ("entries", "never_set")

    def __init__(self) -> None:
        self.entries = {"a": 1}


class Shop:
    def __init__(self) -> None:
        self.shelves = {"first": SlottedShop()}


@pytest.fixture
def module() -> Iterator[types.ModuleType]:
    """A loaded module of several parts."""
    found = types.ModuleType("a_package.shop")
    sys.modules[found.__name__] = found
    yield found
    del sys.modules[found.__name__]


@pytest.mark.parametrize("value", [{1: 2}, [1], {1}, bytearray(b"a"), deque([1])])
def test_containers_are_emptied(module: Any, value: Any) -> None:
    module.KEPT = value
    assert clear("a_package.shop.KEPT") == 1
    assert module.KEPT is value
    assert len(value) == 0


class OwnDict(dict):  # type: ignore[type-arg]
    def clear(self) -> None:
        raise AssertionError("called")


@pytest.mark.parametrize("value", [(1, 2), "text", 5, frozenset({1}), OwnDict(a=1), Shop])
def test_whatever_else_is_rebound(module: Any, value: Any) -> None:
    module.KEPT = value
    assert clear("a_package.shop.KEPT") == 1
    assert module.KEPT is None


@pytest.mark.parametrize(
    "name",
    ["", "KEPT", "a_package.shop", "a_package.shop.ABSENT", "no.module.KEPT", "Unknown.name", "[...]", "...", "a..b"],
)
def test_what_is_not_there_is_not_cleared(module: Any, name: str) -> None:
    module.KEPT = {1: 2}
    assert clear(name) == 0
    assert module.KEPT == {1: 2}


def test_elements_stand_for_their_container(module: Any) -> None:
    module.KEPT = {1: [2]}
    assert clear("a_package.shop.KEPT[...][...]") == 1
    assert module.KEPT == {}


def test_attributes_of_a_class_of_its_instances_and_in_slots(module: Any) -> None:
    shop, slotted = Shop(), SlottedShop()
    assert clear("SlottedShop.entries") == 2
    assert slotted.entries == shop.shelves["first"].entries == {}
    shop.shelves["first"].entries["b"] = 2
    module.shop = shop
    assert clear("a_package.shop.shop.shelves[...].entries") == 1
    assert shop.shelves["first"].entries == {}
    assert clear("Shop.shelves") >= 1
    assert shop.shelves == {}


def test_a_slot_that_was_never_set_is_no_place() -> None:
    assert places(SlottedShop(), "never_set") == []


def test_no_code_of_the_target_is_asked(module: Any) -> None:
    hostile = Hostile()
    module.hostile = hostile
    assert clear("Hostile.registry") == 1
    assert type.__getattribute__(Hostile, "registry") == {}
    assert clear("Hostile.cache") == 1
    assert object.__getattribute__(hostile, "cache") == []
    object.__setattr__(hostile, "cache", [1])
    assert clear("a_package.shop.hostile.cache") == 1
    assert object.__getattribute__(hostile, "cache") == []


def test_classes_are_found_by_either_name() -> None:
    class Inner:
        pass

    assert any(kind is Inner for kind in classes("Inner"))
    assert any(kind is Inner for kind in classes(Inner.__qualname__))
    assert any(kind is type for kind in classes("type"))


def test_the_class_itself_comes_before_its_instances() -> None:
    class Both:
        kept: ClassVar = {1: 2}

    one = Both()
    one.__dict__["kept"] = {3: 4}
    assert clear("Both.kept") == 1
    assert (Both.kept, one.kept) == ({}, {3: 4})
