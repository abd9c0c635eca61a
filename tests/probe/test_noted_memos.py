"""Source in which dicts are handed over as they are bound, and the dicts that are bound in their place."""

import ast
import builtins
import collections
import copy
import json
import pickle
from typing import Any

import pytest

from sparsemem.probe.layout import HIT, MISS, PUT
from sparsemem.probe.noted_memos import Memos
from sparsemem.probe.recompile import NOTED, change

SOURCE = """
a = {}
b: dict = {}
c: dict
def f():
    a = {}
    return a
def g():
    global a
    a = {}
class A:
    a = {}
    def __init__(self): self.b = {}
    @classmethod
    def make(cls): cls.a = {}
async def h(b={}, *, c={}, e):
    d = {}
    a.e = {}
"""


def changed(name: str) -> list[int]:
    """The lines in which a dict is handed over."""
    tree = ast.parse(SOURCE)
    change(tree, "work.py", f"note {name} __main__.{name}")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return sorted(call.lineno for call in calls if call.func.id == NOTED)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("a", [2, 10]),
        ("b", [3]),
        ("c", []),
        ("A.a", [12, 15]),
        ("A.b", [13]),
        ("~a", [6]),
        ("~d", [17]),
        ("=h", [16, 16]),
        ("a.e", [18]),
    ],
)
def test_what_is_bound_to_the_name_is_handed_over(name: str, lines: list[int]) -> None:
    assert changed(name) == lines


@pytest.fixture
def memos(monkeypatch: pytest.MonkeyPatch) -> Memos:
    monkeypatch.setattr(builtins, NOTED, None, raising=False)
    found = Memos()
    found.begin({})
    return found


KINDS = [{1: "a"}, collections.OrderedDict({1: "a"}), collections.defaultdict(list, {1: "a"})]


@pytest.mark.parametrize("plain", KINDS, ids=lambda one: type(one).__name__)
def test_the_dict_in_its_place_is_like_it(memos: Memos, plain: dict[Any, Any]) -> None:
    made = getattr(builtins, NOTED)(plain, "work.plain")
    assert made == plain
    assert isinstance(made, type(plain))
    assert repr(made) == repr(plain)
    assert json.dumps(made) == json.dumps(plain)
    assert [type(one) for one in (pickle.loads(pickle.dumps(made)), copy.copy(made))] == [type(plain)] * 2
    assert getattr(made, "default_factory", None) is getattr(plain, "default_factory", None)


def test_each_way_to_ask_is_noted_once(memos: Memos) -> None:
    made = getattr(builtins, NOTED)({}, "work.made")
    if 1 not in made:
        made[1] = "a"
    assert made[1] == "a"
    with pytest.raises(KeyError):
        made[2]
    assert (made.get(1), made.get(3), made.setdefault(4, "d")) == ("a", None, "d")
    assert 1 in made
    (events,) = memos.events("work.made")
    seen = list(zip(events.hashes, events.what, strict=True))
    assert seen == [(1, MISS), (1, PUT), (2, MISS), (1, HIT), (3, MISS), (4, MISS)]


def test_a_default_is_made_and_a_dict_that_is_gone_is_not_told(memos: Memos) -> None:
    made = getattr(builtins, NOTED)(collections.defaultdict(list), "work.made")
    made[1].append("a")
    made[1].append("b")
    assert made == {1: ["a", "b"]}
    assert list(memos.events("work.made")[0].what) == [MISS, PUT, HIT]
    assert getattr(builtins, NOTED)(None, "work.none") is None
    del made
    assert (memos.events("work.made"), memos.events("work.none")) == ([], [])
