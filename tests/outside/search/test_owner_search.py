"""The names that lead to the objects which pin arenas, on programs whose answer is known."""

import pytest

from sparsemem.model.owner_names import LEADS_TO
from sparsemem.outside import KeptMemory, open_source, open_view, take_census
from sparsemem.outside.owners.kept_by_type import kept_by_type
from sparsemem.outside.owners.owners_of_types import owners_by_search
from sparsemem.outside.search.owner_search import Owner, rank_owners
from tests.outside.children import Start, interpreters
from tests.outside.kept import read_kept

RECORDS = "x = [{'id': i, 'name': f'name {i}', 'v': [i] * 3} for i in range(60_000)]\n"
KEPT = "[d['name'] for d in x[::37]]"
CACHE = """
class Cache:
    def __init__(self):
        self.hits = 0
        self._entries = {}
class Slotted:
    __slots__ = ("_entries",)
class Order:
    all = []
    __slots__ = ("a", "b")
    def __init__(self, i):
        self.a, self.b = i, str(i)
"""
PROGRAMS = {
    "list": (f"LABELS = {KEPT}", "str", "__main__.LABELS"),
    "tuple": (f"LABELS = tuple({KEPT})", "str", "__main__.LABELS"),
    "set": (f"LABELS = set({KEPT})", "str", "__main__.LABELS"),
    "keys": (f"LABELS = dict.fromkeys({KEPT})", "str", "__main__.LABELS"),
    "values": (f"LABELS = dict(enumerate({KEPT}))", "str", "__main__.LABELS"),
    "nested": (f"LABELS = [(i, [name]) for i, name in enumerate({KEPT})]", "str", "__main__.LABELS"),
    "attribute": (f"c = [Cache()]; c[0]._entries.update(enumerate({KEPT}))", "str", "__main__.c > Cache._entries"),
    "attribute_list": (f"c = [Cache()]; c[0]._entries = {KEPT}", "str", "__main__.c > Cache._entries"),
    "slot": (f"c = [Slotted()]; c[0]._entries = {KEPT}", "str", "__main__.c > Slotted._entries"),
    "class": ("x = [Order(i) for i in range(90_000)]; Order.all.extend(x[::50])", "Order", "Order.all"),
    "module": (f"import json; json.KEPT = {KEPT}", "str", "json.KEPT"),
}


def _owners(kept: KeptMemory, type_name: str) -> tuple[Owner, ...]:
    found = next(one for one in kept.types if one.type_name == type_name).owners
    assert found is not None
    return found


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", PROGRAMS)
def test_known_owners(start: Start, python: str, name: str) -> None:
    program, type_name, owner = PROGRAMS[name]
    child = start(f"{CACHE}{RECORDS}{program}\ndel x", python)
    first = _owners(read_kept(child.pid), type_name)[0]
    assert first.name == owner
    assert first.share > 0.7


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_search_upwards_names_them_without_the_graph(start: Start, python: str, name: str) -> None:
    program, type_name, owner = PROGRAMS[name]
    view = open_view(open_source(start(f"{CACHE}{RECORDS}{program}\ndel x", python).pid))
    types = owners_by_search(kept_by_type(take_census(view)), view)
    owners = next(one for one in types if one.type_name == type_name).owners
    assert owners is not None
    assert (owners[0].name, owners[0].share > 0.7) == (owner.rpartition(LEADS_TO)[2], True)


def test_owners_are_ranked_by_what_they_lead_to() -> None:
    names = {"a.B": frozenset([1]), "a.C": frozenset([1, 2, 3]), "a.D": frozenset([9])}
    assert rank_owners(names, [1, 2, 3, 4]) == (Owner("a.C", 0.75), Owner("a.B", 0.25))
    assert rank_owners({}, [1]) == ()


def test_of_two_owners_of_the_same_the_nearest_is_first() -> None:
    names = {"a.far": frozenset([1, 2, 8, 9]), "Cache.near": frozenset([1, 2, 8])}
    assert [owner.name for owner in rank_owners(names, [1, 2])] == ["Cache.near", "a.far"]
