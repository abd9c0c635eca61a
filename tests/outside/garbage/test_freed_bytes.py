"""The bytes that are said to go with each kind of cycle, against what allocators have less after a collection."""

import pytest

from laboratory import wait_for_rest
from sparsemem.model import Garbage
from sparsemem.outside import open_source
from sparsemem.outside.garbage.garbage_record import read_garbage
from sparsemem.outside.ledger.ledger_reading import make_reading
from tests.outside.children import interpreters
from tests.outside.garbage.asked_child import Asked, Begin
from tests.outside.garbage.kinds_of_cycles import CYCLES
from tests.outside.garbage.test_while_threads_allocate import functions

COLLECTING = """
import gc, sys
gc.collect()
gc.disable()
def empty_free_lists():
    # A full collection that finds nothing, since all is set apart: what the interpreter keeps for reuse is freed.
    gc.freeze()
    gc.collect()
    gc.unfreeze()
for line in sys.stdin:
    kind, times = line.split()
    for _ in range(int(times)):
        globals()[kind]()
    empty_free_lists()
    print("made", flush=True)
    sys.stdin.readline()
    gc.collect()
    print("collected", flush=True)
"""
TIMES = {"payloads": 1, "mixed": 5, "caches": 15, "classes": 25, "containers": 5, "attributes": 20}
"""How often each kind is made, so that the noise of the rest is small; ten times where nothing is said. Some chunks
of each size stay in use for malloc when they are freed."""
NEARLY = 0.02
LEAST_BYTES = 200_000
"""Of one allocator: of less nothing is said."""


def allocated(pid: int) -> tuple[int, int]:
    """What pymalloc and malloc have given out, read from outside when the process waits for its next line: for that
    it has a buffer of 8 kB."""
    wait_for_rest(pid)
    counted = make_reading(open_source(pid)).moment.allocated
    assert counted.python_bytes is not None
    assert counted.malloc_bytes is not None
    return counted.python_bytes, counted.malloc_bytes


def differences(garbage: Garbage, freed: tuple[int, int]) -> list[float]:
    """What was said more than went, as a share of it: of each allocator that had enough, and of both."""
    said = (garbage.python_bytes, garbage.malloc_bytes)
    pairs = [*zip(said, freed, strict=True), (garbage.bytes, sum(freed))]
    return [one / other - 1 for one, other in pairs if other >= LEAST_BYTES]


def measured(child: Asked) -> tuple[Garbage, tuple[int, int]]:
    """What is said to wait in a child, and what both allocators have less when it has collected."""
    garbage = read_garbage(open_source(child.pid), is_stopped=False)
    before = allocated(child.pid)
    assert child.ask() == "collected"
    after = allocated(child.pid)
    assert garbage is not None
    return garbage, (before[0] - after[0], before[1] - after[1])


@pytest.mark.parametrize("python", interpreters())
def test_what_each_kind_of_cycle_keeps(begin: Begin, python: str) -> None:
    child = begin(CYCLES + COLLECTING, python=python)
    for kind in functions(CYCLES):
        assert child.ask(f"{kind} {TIMES.get(kind, 10)}") == "made"
        garbage, freed = measured(child)
        found = differences(garbage, freed)
        assert found, kind
        assert max(map(abs, found)) < NEARLY, (kind, garbage.python_bytes, garbage.malloc_bytes, freed)


WEAK = """
import weakref
class Node:
    pass
class Event:
    def __init__(self, found):
        self.found = found
    def __call__(self, reference):
        assert self.found is HEARD
SEEN, BY_NAME, NOTES, HEARD = weakref.WeakSet(), weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), []
def registered():
    for number in range(300):
        one = Node()
        one.me = one
        SEEN.add(one)
        BY_NAME[f"node number {number}"] = one
        NOTES[one] = [bytes(100), one.__class__]
        class Made(Node):
            pass
def heard():
    # They live on, and so do the weak references: what a callback of the program's own does nobody knows.
    for number in range(1000):
        one = Node()
        one.me = one
        HEARD.append(weakref.ref(one, Event(HEARD)))
"""


@pytest.mark.parametrize("python", interpreters())
def test_what_weak_containers_drop(begin: Begin, python: str) -> None:
    child = begin(WEAK + COLLECTING, python=python)
    for kind in ("registered", "heard"):
        assert child.ask(f"{kind} 5") == "made"
        garbage, freed = measured(child)
        assert max(map(abs, differences(garbage, freed))) < NEARLY, (kind, garbage.python_bytes, freed)


SIBLINGS = """
from lxml import etree
class Page:
    def __init__(self, number):
        rows = "".join(f"<row id='{number} {at}'><name>user {at}</name></row>" for at in range(1500))
        self.root, self.siblings = etree.fromstring(f"<page>{rows}</page>"), []
def pages():
    some = [Page(number) for number in range(4)]
    for one in some:
        one.siblings += [other for other in some if other is not one]
"""


def test_trees_of_lxml_behind_pages_that_know_their_siblings(begin: Begin) -> None:
    pytest.importorskip("lxml")
    child = begin(SIBLINGS + COLLECTING)
    assert child.ask("pages 6") == "made"
    garbage, freed = measured(child)
    assert freed[1] > 10_000_000
    assert max(map(abs, differences(garbage, freed))) < NEARLY, (garbage, freed)
    (cycle,) = garbage.cycles
    assert "Page.siblings" in cycle.shape
    assert cycle.retained_bytes == pytest.approx(garbage.bytes, rel=NEARLY)
