"""Cycles through C types of which nothing is known but their objects."""

import numpy as np
import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.proved_words import LEAST_PROOF, proved_words
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
from tests.outside.children import Start, interpreters

CHILD = """
import ctypes, gc, itertools
gc.collect()
gc.disable()
class Node: pass
class Held: pass
class Boxed: pass
def make(kind):
    one = kind()
    one.waits = itertools.starmap(one, [one])
    return one
for _ in range(%(dead)s):
    make(Node)
KEPT = [make(Held) for _ in range(200)]
for _ in range(100):
    one = Boxed()
    one.box = ctypes.py_object(one)
one = None
BOXES = [ctypes.py_object(one) for one in KEPT[:100]]
LAST = [itertools.starmap(KEPT[150], []) for _ in range(50)]
EXTRA = [id(one) for one in gc.get_objects() if type(one) is Node or type(one) is itertools.starmap and
         any(type(other) is Node for other in gc.get_referents(one))]
"""


def found(start: Start, python: str, dead: int) -> tuple[list[str], set[int], set[int]]:
    """The types of what waits, its addresses, and those of what the child knows to be dead."""
    child = start(CHILD % {"dead": dead}, python)
    graph = read_heap(open_view(open_source(child.pid))).graph
    nodes = find_waiting(graph)
    names = [graph.kinds.types[kind].name for kind in graph.kind[nodes].tolist()]
    return names, set(graph.objects(nodes).tolist()), set(child.extra)


@pytest.mark.parametrize("python", interpreters())
def test_cycles_through_a_c_type_are_found_and_nothing_that_lives(start: Start, python: str) -> None:
    names, addresses, dead = found(start, python, 200)
    assert names.count("Node") == names.count("itertools.starmap") == 200
    assert names.count("Held") == 0
    assert dead <= addresses


def test_few_are_no_proof_but_those_that_live_are(start: Start) -> None:
    names, _, _ = found(start, interpreters()[0], 3)
    assert names.count("Node") == 3, "200 that live prove the type"


def test_a_pointer_that_is_borrowed_explains_nothing() -> None:
    targets = np.arange(100, dtype=np.int32)
    held, borrowed = np.full(100, 1), np.full(100, 2)
    left = np.ones(100, np.int32)
    assert proved_words(held, targets, left).tolist() == [1]
    assert proved_words(borrowed, targets, left - 1).tolist() == []
    both = np.concatenate([held, borrowed]), np.concatenate([targets, targets])
    assert proved_words(*both, left).tolist() == [], "one of them is borrowed, and which nobody knows"
    assert proved_words(*both, left + 1).tolist() == [1, 2]


def test_how_much_is_a_proof() -> None:
    one = np.zeros(LEAST_PROOF, np.int32)
    words = np.full(LEAST_PROOF, 7)
    assert proved_words(words, one, np.array([LEAST_PROOF], np.int32)).tolist() == [7], "all lead to one object"
    assert proved_words(words[1:], one[1:], np.array([LEAST_PROOF - 1], np.int32)).tolist() == []
    many, counts = np.arange(100, dtype=np.int32), np.ones(100, np.int32)
    counts[:50] = 3
    assert proved_words(np.full(100, 7), many, counts).tolist() == [7]
    counts[50] = 3
    assert proved_words(np.full(100, 7), many, counts).tolist() == []


def test_a_word_that_claims_too_much_does_not_take_others_with_it() -> None:
    held, wrong = np.full(100, 1), np.full(150, 2)
    targets = np.concatenate([np.arange(100), np.arange(60, 210)]).astype(np.int32)
    left = np.zeros(210, np.int32)
    left[:100] = 1
    assert proved_words(np.concatenate([held, wrong]), targets, left).tolist() == [1]
