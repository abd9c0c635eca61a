"""The owners of objects, for each way in which Python can hold an object."""

from textwrap import indent

import numpy as np
import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.live_heap.heap_survey import Survey, take_survey
from tests.outside.children import REPORT, Child, Start, interpreters

HOLDERS = """
import collections, functools, gc, threading, weakref

class Thing:
    __slots__ = ('n', '__weakref__')
    def __init__(self, n):
        self.n = n

def things(n):
    return [Thing(i) for i in range(n)]

class Cache:
    shared = things(102)
    def __init__(self, n):
        self.hits = 0
        self.held = things(n)

class Slotted:
    __slots__ = ('first', 'held')
    def __init__(self):
        self.first, self.held = None, things(104)

class Base: pass
class Many(Base):
    def __init__(self):
        for i in range(40):
            setattr(self, f'a{i}', None)
        self.held = things(105)

A_LIST = things(101)
cache, slotted, many = Cache(103), Slotted(), Many()
vars(many)['more'] = 1

def counter():
    kept = things(106)
    return lambda: kept
count = counter()

def with_default(a=things(107)):
    return a

def generator():
    local = things(108)
    yield 1
    yield len(local)
running = generator()
next(running)

A_DEQUE = collections.deque(things(109))
A_TUPLE = tuple(things(110))
A_SET = frozenset(things(111))
A_DICT = {i: {'inner': one} for i, one in enumerate(things(112))}
PARTIAL = functools.partial(print, things(113))
JUST_WEAK = weakref.ref(A_LIST[0])
WEAK = [weakref.ref(one) for one in A_LIST]

def hold_in_a_thread():
    in_a_thread = things(114)
    started.set()
    ended.wait()
started, ended = threading.Event(), threading.Event()
thread = threading.Thread(target=hold_in_a_thread, daemon=True)
thread.start()
started.wait()

gc.collect()
gc.disable()
class Node: pass
lost = Node()
lost.me, lost.held = lost, things(115)
del lost
with_dict = Base()
with_dict.__dict__.update(held=things(116))
FEW = things(3)
"""
OWNERS = {
    101: "__main__.A_LIST",
    102: "Cache.shared",
    103: "__main__.cache > Cache.held",
    104: "__main__.slotted > Slotted.held",
    105: "__main__.many > Many.held",
    106: "kept in closure of counter.<locals>.<lambda>",
    107: "defaults of with_default",
    109: "__main__.A_DEQUE",
    110: "__main__.A_TUPLE",
    111: "__main__.A_SET",
    112: "__main__.A_DICT",
    113: "__main__.PARTIAL",
    114: "in_a_thread in hold_in_a_thread",
    116: "__main__.with_dict > Base.held",
}
LOCALS = """
def outer():
    import sys
    table = [str(i) + 'x' for i in range(5000)]
    inner({'key': [str(i) + 'y' for i in range(6000)]})

def inner(argument):
"""


def _counts(survey: Survey, type_name: str) -> dict[str, int]:
    """Objects of a type by owner."""
    numbers = [number for number, known in enumerate(survey.graph.kinds.types) if known.name == type_name]
    counts = np.bincount(survey.live.nodes.labels[np.isin(survey.graph.kind, numbers)]).tolist()
    return {survey.live.nodes.text(number): count for number, count in enumerate(counts) if count}


def _survey(child: Child) -> Survey:
    return take_survey(open_view(open_source(child.pid)))


@pytest.mark.parametrize("python", interpreters())
def test_each_way_to_hold_an_object(start: Start, python: str) -> None:
    survey = _survey(start(HOLDERS, python))
    counts = _counts(survey, "Thing")
    found = {owner: counts.pop(owner, 0) for owner in OWNERS.values()}
    # A block can hold a stale pointer where it is no object, or behind the variables of a generator.
    assert found == {owner: pytest.approx(count, abs=2) for count, owner in OWNERS.items()}
    assert counts.pop("__main__.running > local in generator") >= 108
    # What only garbage holds is reached from no name of the program.
    assert sum(count for owner, count in counts.items() if owner != "__main__.FEW") >= 113
    assert sum(counts.values()) + sum(found.values()) <= sum(OWNERS) + 115 + 3


@pytest.mark.parametrize("python", interpreters())
def test_local_variables_of_functions_that_run(start: Start, python: str) -> None:
    survey = _survey(start(f"{LOCALS}{indent(REPORT, '    ')}\nouter()\nraise SystemExit\n", python))
    counts = _counts(survey, "str")
    assert counts["table in outer"] >= 4900
    assert counts["argument in inner"] >= 5900


@pytest.mark.parametrize("python", interpreters())
def test_long_chains(start: Start, python: str) -> None:
    program = "head = None\nfor i in range(6_000): head = (head, float(i))\n"
    survey = _survey(start(program, python))
    assert _counts(survey, "float")["__main__.head"] >= 5_900
