"""Who holds the heap of a real process, against what was built in it and what the process says of it."""

import numpy as np
import pytest

from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.edge_names import EdgeNames
from sparsemem.outside.live_heap.attribute_steps import attributes_of
from sparsemem.outside.live_heap.earlier_look import EarlierLook, addresses_of, remember
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.live_heap.owner_rows import Owned
from sparsemem.outside.live_heap.path_from_root import find_node, path_to
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

DEEP = """
class Link:
    __slots__ = ("next",)
class Last(Link):
    __slots__ = ()
def build(link):
    for _ in range(999):
        below, link = link, Link()
        link.next = below
    return link
HEAD = build(Last())
"""
SESSIONS = """
import sys
class Session:
    __slots__ = ("payload",)
    def __init__(self):
        self.payload = bytes(2000)
class State:
    def __init__(self):
        self.sessions = {number + 1000: Session() for number in range(5000)}
        self.sizes = [float(number) for number in range(40_000)]
state = State()
one = next(iter(state.sessions.values()))
each = sys.getsizeof(one) + sys.getsizeof(one.payload) + sys.getsizeof(1000)
EXTRA = sys.getsizeof(state.sessions) + 5000 * each
del one
"""
CLASS_ATTRIBUTE = """
class Registry:
    seen = {}
for number in range(20_000):
    Registry.seen[f"key {number}"] = f"value {number}"
"""
CLOSURE = """
def make():
    kept = [f"closed over {at}" for at in range(20_000)]
    def ask():
        return kept
    return ask
closed = make()
"""
DEFAULT = """
def remember(kept=[f"remembered {at}" for at in range(20_000)]):
    return kept
"""
CALLBACK = """
class App:
    def __init__(self, answer):
        self.answer = answer
def make():
    kept = [f"closed over {at}" for at in range(20_000)]
    def ask():
        return kept
    return ask
app = App(make())
"""
PARTIAL = """
import functools
""" + CALLBACK.replace("App(make())", "App(functools.partial(make()))")
SHARED_CLOSURE = """
def make():
    first, history, last = 1, [f"closed over {at}" for at in range(20_000)], 2
    def ask():
        return first, history, last
    def add():
        history.append(last)
    return add, ask
add, ask = make()
add.__qualname__ = ask.__qualname__
"""
THREAD_LOCAL = """
import threading
class Tracer(threading.local):
    def __init__(self):
        self.spans = [f"span {at}" for at in range(20_000)]
tracer = Tracer()
ended = threading.Event()
def work():
    tracer.spans
    started.release()
    ended.wait()
started = threading.Semaphore(0)
for at in range(2):
    threading.Thread(target=work, daemon=True).start()
    started.acquire()
"""
CACHED_METHOD = """
import functools
class Repository:
    @functools.lru_cache(maxsize=None)
    def load(self, at):
        return [f"row {at}"]
repository = Repository()
for at in range(10_000):
    repository.load(at)
"""
CONTEXTS = """
import contextvars
SPAN = contextvars.ContextVar("span")
KEPT = []
for at in range(1000):
    KEPT.append(contextvars.copy_context())
    KEPT[-1].run(SPAN.set, f"{at:04}" * 1000)
"""
CONTEXT = """
import contextvars
TRACE = contextvars.ContextVar("trace")
TRACE.set([f"span {at}" for at in range(20_000)])
"""
LINKED = """
class Node:
    __slots__ = ("before", "after", "name")
    def __init__(self):
        self.before = self.after = self.name = None
first = node = Node()
for at in range(30_000):
    node.after = Node()
    node.after.before, node.name, node = node, f"node {at}", node.after
del node
"""
EXIT_HANDLERS = """
import atexit
class Tracer:
    def __init__(self, number):
        self.spans = [f"span {number} {at}" for at in range(100)]
        atexit.register(self.close)
    def close(self):
        self.spans.clear()
for number in range(300):
    Tracer(number)
"""
EXIT_TEXTS = """
import atexit
for number in range(3_000):
    atexit.register(print, f"text {number} " * 20)
"""
SHARED = """
ROWS = [f"shared {at}" for at in range(20_000)]
INDEX = {"rows": tuple(ROWS), "more": [b"x" * 100_000]}
"""
SHARED_ATTRIBUTE = """
class Vocabulary:
    def __init__(self):
        self.words = {f"word {at}": at for at in range(20_000)}
class Tokenizer:
    def __init__(self, vocabulary):
        self.vocabulary = vocabulary
class Pipeline:
    def __init__(self):
        self.vocabulary, self.model = Vocabulary(), bytes(1000)
        self.tokenizer = Tokenizer(self.vocabulary)
pipeline = Pipeline()
tokenizer = pipeline.tokenizer
"""
GENERATOR = """
def produce():
    buffer = [f"produced {at}" for at in range(20_000)]
    yield buffer[0]
    yield buffer[1]
running = produce()
next(running)
"""
GARBAGE = """
import gc
gc.disable()
class Ring:
    def __init__(self):
        self.ring, self.text = self, [f"lost {at}" for at in range(20_000)]
Ring()
"""
WARNED = """
import warnings
warnings.simplefilter("default")
import os, sys
sys.stderr = open(os.devnull, "w")
for number in range(3000):
    warnings.warn(f"{number} is deprecated " * 5)
"""

EXAMPLES = """
class Session:
    def __init__(self, at):
        self.data = [f"data {at}", at + 0.5]
class Basket:
    def __init__(self, at):
        self.lines = [f"line {at} {line}" for line in range(10)]
import logging
LEAK = [Session(at) for at in range(5_000)]
BASKETS = {at: Basket(at) for at in range(3_000)}
for at in range(5_000):
    logging.getLogger(f"a.b{at}")
FIRST = {at + 1000: {"n": at + 1000} for at in range(8_000)}
SECOND = {place: key for place, key in enumerate(FIRST)}
"""


MANY = """
for at in range(300):
    globals()[f"TABLE_{at:03}"] = [str(number) * 8 for number in range(at, at + 1000)]
"""


def solve(pid: int) -> LiveHeap:
    return take_survey(open_view(open_source(pid)), find_waiting).live


def row(found: LiveHeap, owner: str) -> Owned:
    return next(one for one in found.owners if " > ".join(one.path) == owner)


def test_an_attribute_retains_what_it_holds(start: Start) -> None:
    child = start(SESSIONS)
    found = row(solve(child.pid), "__main__.state > State.sessions")
    assert found.retained_bytes == pytest.approx(child.extra, rel=0.02)
    assert (found.type, found.entries) == ("dict", 5000)
    assert found.types[0] == "bytes"
    each = dict(zip(found.types, found.type_bytes, strict=True))
    assert each["bytes"] >= 5000 * 2000
    assert each["Session"] >= 5000 * 24
    assert sum(each.values()) < found.live_bytes


@pytest.mark.parametrize(
    ("program", "owner"),
    [
        (CLASS_ATTRIBUTE, "Registry.seen"),
        (CLOSURE, "kept in closure of make.<locals>.ask"),
        (CALLBACK, "__main__.app > App.answer > kept in closure of make.<locals>.ask"),
        (PARTIAL, "__main__.app > App.answer > kept in closure of make.<locals>.ask"),
        (SHARED_CLOSURE, "history in closure of make.<locals>.ask"),
        (THREAD_LOCAL, "__main__.tracer > Tracer.spans"),
        (CONTEXT, "__main__.TRACE"),
        (CONTEXTS, "__main__.KEPT"),
        (CACHED_METHOD, "Repository.load"),
        (LINKED, "__main__.first"),
        (EXIT_HANDLERS, "exit handlers > Tracer.spans"),
        (EXIT_TEXTS, "exit handlers"),
        (SHARED_ATTRIBUTE, "__main__.pipeline > Pipeline.vocabulary > Vocabulary.words"),
        (SHARED_ATTRIBUTE + "vars(pipeline)", "__main__.pipeline > Pipeline.vocabulary > Vocabulary.words"),
        (GENERATOR, "__main__.running > buffer in produce"),
        (WARNED, "__main__.__warningregistry__"),
    ],
)
def test_the_owner_is_named(start: Start, program: str, owner: str) -> None:
    found = solve(start(program).pid)
    names = [" > ".join(one.path) for one in found.owners[:2]]
    assert owner in names
    assert row(found, owner).retained_bytes == pytest.approx(row(found, owner).live_bytes, rel=0.05)


def test_of_what_each_thread_has_the_entries_are_added_up(start: Start) -> None:
    found = row(solve(start(THREAD_LOCAL).pid), "__main__.tracer > Tracer.spans")
    assert (found.type, found.entries) == ("list", 60_000)


def test_a_function_is_of_no_other_type_for_its_cache(start: Start) -> None:
    found = row(solve(start(CACHED_METHOD).pid), "Repository.load")
    assert (found.type, found.entries) == ("functools._lru_cache_wrapper", 10_000)


@pytest.mark.parametrize(
    ("program", "owner"),
    [(CLOSURE, "kept in closure of make.<locals>.ask"), (DEFAULT, "defaults of remember")],
)
def test_what_a_closure_or_a_default_keeps_is_of_its_own_type(start: Start, program: str, owner: str) -> None:
    found = row(solve(start(program).pid), owner)
    assert (found.type, found.entries) == ("list", 20_000)


def test_memory_that_is_no_object_has_no_attributes(start: Start) -> None:
    heap = solve(start(CLASS_ATTRIBUTE).pid).heap
    edges, nodes = EdgeNames(heap.graph), np.arange(len(heap.graph), dtype=np.int32)
    others = nodes[~heap.graph.are_objects(nodes)][:100]
    assert len(others) == 100
    assert not [step for node in others.tolist() for step in attributes_of(heap, edges, node, 0)]


def test_what_two_names_share_neither_retains(start: Start) -> None:
    found = solve(start(SHARED).pid)
    rows, index = row(found, "__main__.ROWS"), row(found, "__main__.INDEX")
    assert rows.live_bytes > 1_000_000
    assert rows.retained_bytes < 200_000
    assert 250_000 < index.retained_bytes < 400_000


def test_rows_add_up_and_garbage_is_none_of_them(start: Start) -> None:
    found = solve(start(GARBAGE).pid)
    heap = heap_record(found)
    assert sum(one.live_bytes for one in heap.owners) == heap.live_bytes
    assert sum(one.objects for one in heap.owners) == heap.objects
    assert heap.garbage_objects is not None
    assert heap.garbage_objects >= 20_000
    assert (heap.garbage_bytes or 0) > 1_000_000
    assert not any("Ring" in one.types or one.type == "Ring" for one in heap.owners)


def test_where_none_of_them_holds_much_so_many_owners_are_named_that_they_hold_most(start: Start) -> None:
    found = solve(start(MANY).pid)
    heap = heap_record(found)
    named = [one for one in heap.owners if one.owner is not None]
    assert sum((one.owner or "").startswith("__main__.TABLE_") for one in named) > 250
    assert sum(one.live_bytes for one in named) >= 0.95 * heap.live_bytes
    assert len(heap_record(solve(start(CLASS_ATTRIBUTE).pid)).owners) <= 51


def test_growth_is_the_difference_between_two_looks_also_where_an_object_had_another_name(start: Start) -> None:
    found = solve(start(CLASS_ATTRIBUTE).pid)
    before = dict(remember(found).sizes)
    live, objects, entries = before.pop("Registry.seen")
    before["of another name"] = live - 1000, objects - 10, (entries or 0) - 5
    del before["imported modules"]
    earlier = EarlierLook(before, {addresses_of(found)["Registry.seen"]: "of another name"})
    grown = {one.owner: one for one in heap_record(found, earlier).owners}
    seen = grown["Registry.seen"]
    assert (seen.growth_bytes, seen.growth_objects, seen.growth_entries) == (1000, 10, 5)
    assert grown["imported modules"].growth_bytes == grown["imported modules"].live_bytes
    assert grown[None].growth_bytes is None


def test_the_path_leads_from_the_module_to_the_object(start: Start) -> None:
    found = solve(start(SESSIONS).pid)
    node = find_node(found, "Session")
    assert node is not None
    steps = path_to(found, node)
    assert [step.name for step in steps] == ["module __main__", ".__dict__", "['state']", ".sessions", "[]"]
    assert steps[-1].type == "Session"
    assert find_node(found, "nothing of that name") is None


def test_of_a_long_path_both_ends_are_told(start: Start) -> None:
    found = solve(start(DEEP).pid)
    node = find_node(found, "Last")
    assert node is not None
    steps = path_to(found, node)
    assert [step.name for step in steps[:3]] == ["module __main__", ".__dict__", "['HEAD']"]
    assert (steps[-1].name, steps[-1].type, steps[-1].left_out) == (".next", "Last", 0)
    assert len(steps) < 30
    assert len(steps) + sum(step.left_out for step in steps) == 2 + 1000


def test_one_thing_is_one_row_and_variables_come_before_classes(start: Start) -> None:
    found = solve(start(EXAMPLES).pid)
    names = [" > ".join(one.path) for one in found.owners]
    first = {"__main__.LEAK", "__main__.BASKETS", "__main__.FIRST", "__main__.SECOND"}
    assert first < set(names[:6])
    assert any(name.endswith("Manager.loggerDict") for name in names[:6])
    assert not any("Session.data" in name or "Basket.lines" in name for name in names)


def test_numbers_that_two_dicts_share_are_not_the_interpreter_s(start: Start) -> None:
    found = solve(start(EXAMPLES).pid)
    for row_of in (one for one in found.owners if one.path[:1] == ("the interpreter",)):
        assert "int" not in row_of.types
        assert row_of.live_bytes < 700_000
