"""What owners are said to retain, against what the target's own allocators count when each is cleared."""

import json
import subprocess
import sys

import pytest

from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import REPORT, wait_until_it_sleeps

CLEARS = """
import gc, re
def live():
    found = _statistics()
    own = re.search(r"in allocated blocks *= *([\\d,]+)", found["pymalloc"])
    return int(own[1].replace(",", "")) + found["malloc"]["live"] + found["malloc"]["mapped"]
live(), live()
print("ready", flush=True)
for line in sys.stdin:
    gc.collect()
    before = live()
    exec(line)
    gc.collect()  # which empties the interpreter's own lists of free tuples, dicts and the like too
    print(json.dumps(before - live()), flush=True)
"""
CONTAINERS = """
LIST = [f"text {at}" for at in range(20_000)]
DICT = {at + 1000: [at + 0.5] for at in range(10_000)}
SET = {(at + 1000, str(at)) for at in range(10_000)}
""", {"__main__.LIST": "del LIST", "__main__.DICT": "del DICT", "__main__.SET": "del SET"}  # fmt: skip
INSTANCES = """
class Plain:
    def __init__(self, at):
        self.at, self.text = at + 1000, f"plain {at}"
class Slotted:
    __slots__ = ("at", "next")
    def __init__(self, at, after):
        self.at, self.next = at + 0.5, after
class Store:
    kept = {at + 1000: Plain(at) for at in range(8_000)}
PLAIN = [Plain(at) for at in range(10_000)]
CHAIN = None
for at in range(20_000):
    CHAIN = Slotted(at, CHAIN)
""", {"__main__.PLAIN": "del PLAIN", "__main__.CHAIN": "CHAIN = None", "Store.kept": "del Store.kept"}  # fmt: skip
BUFFERS = """
import array, collections, io
BYTES = [bytes(5_000) for _ in range(400)]
TEXTS = collections.deque("x" * (3_000 + at) for at in range(300))
ARRAY = array.array("d", [0.5]) * 200_000
""", {"__main__.BYTES": "del BYTES", "__main__.TEXTS": "del TEXTS", "__main__.ARRAY": "del ARRAY"}  # fmt: skip
SHARED = """
TEXTS = [f"shared {at}" for at in range(20_000)]
INDEX = {text: [at + 0.5] for at, text in enumerate(TEXTS)}
ALONE = [[text, at + 0.5] for at, text in enumerate(TEXTS)]
""", {"__main__.INDEX": "del INDEX", "__main__.ALONE": "del ALONE", "__main__.TEXTS": "del TEXTS"}  # fmt: skip
ATTRIBUTES = """
class State: pass
class Inner: pass
state = State()
state.sessions = {at + 1000: bytearray(100) for at in range(8_000)}
state.names = [f"name {at}" for at in range(20_000)]
state.inner = Inner()
state.inner.pairs = tuple((at + 0.5, at + 1000) for at in range(10_000))
""", {
    "__main__.state > State.sessions": "del state.sessions",
    "__main__.state > State.names": "del state.names",
    "__main__.state > State.inner > Inner.pairs": "del state.inner.pairs",
}  # fmt: skip
FUNCTIONS = """
import functools
def counter():
    kept = [f"kept {at}" for at in range(20_000)]
    return lambda: kept
count = counter()
@functools.lru_cache(maxsize=None)
def squared(at):
    return [at * at + 0.5]
for at in range(10_000):
    squared(at)
def produce():
    buffer = [f"buffer {at}" for at in range(20_000)]
    yield 1
    yield buffer
running = produce()
next(running)
""", {
    "kept in closure of counter.<locals>.<lambda>": "del count",
    "__main__.squared": "squared.cache_clear()",
    "__main__.running > buffer in produce": "del running",
}  # fmt: skip
LINKS = (
    """
class Node:
    def __init__(self, parent):
        self.parent, self.children = parent, []
def tree(parent, depth):
    node = Node(parent)
    node.children += [tree(node, depth - 1) for _ in range(5 if depth else 0)]
    return node
TREE = tree(None, 5)
class Link:
    __slots__ = ("before", "after")
RING = first = Link()
for at in range(10_000):
    link = Link()
    link.before, first.after, first = first, link, link
RING.before, first.after = first, RING
del first, link
GRAPH = {at + 1000: [at + 1000 + step for step in (1, 2)] for at in range(10_000)}
""",
    {
        "__main__.TREE > Node.children": "del TREE",
        "__main__.RING": "del RING",
        "__main__.GRAPH": "del GRAPH",
    },
)
SURVIVORS = """
rows = [{"id": at + 1000, "name": f"name {at}", "tags": [at + 0.5]} for at in range(40_000)]
NAMES = [row["name"] for row in rows[::4]]
TAGS = {row["id"]: row["tags"] for row in rows[1::4]}
FEW = rows[2::20]
del rows
""", {"__main__.NAMES": "del NAMES", "__main__.TAGS": "del TAGS", "__main__.FEW": "del FEW"}  # fmt: skip
EXCEPTIONS = (
    """
import collections
def fail(at):
    text = f"failed {at}" * 20
    raise ValueError(text)
ERRORS = []
for at in range(3_000):
    try:
        fail(at)
    except ValueError as error:
        ERRORS.append(error)
del at
Row = collections.namedtuple("Row", "a b")
ROWS = [Row(at + 1000, f"row {at}") for at in range(10_000)]
NESTED = {"outer": {"inner": {at + 1000: {at} for at in range(5_000)}}}
""",
    {"__main__.ERRORS": "del ERRORS", "__main__.ROWS": "del ROWS", "__main__.NESTED": "del NESTED"},
)
ORDERED = (
    """
import collections, decimal
COUNTS = collections.Counter(f"word {at}" for at in range(20_000))
GROUPS = collections.defaultdict(list)
for at in range(20_000):
    GROUPS[at // 4 + 1000].append(at + 0.5)
AMOUNTS = [decimal.Decimal(at) / 7 for at in range(10_000)]
""",
    {"__main__.COUNTS": "del COUNTS", "__main__.GROUPS": "del GROUPS", "__main__.AMOUNTS": "del AMOUNTS"},
)
WORDS = (
    """
import ctypes
import numpy
class Thing:
    def __init__(self, at):
        self.at, self.text = at + 1000, f"thing {at}" * 5
THINGS = [Thing(at) for at in range(4_000)]
NUMBERS = (ctypes.c_uint64 * 1_000)(*map(id, THINGS[:1_000]))
CELLS = numpy.array([Thing(at) for at in range(6_000)], dtype=object)
HALF = CELLS.tolist()[::2]
""",
    {"__main__.THINGS": "del THINGS", "__main__.CELLS": "del CELLS"},
)
"""Words of C that lead to objects: numbers that hold none of them, and references that hold each."""
PROGRAMS = {
    "containers": CONTAINERS, "instances": INSTANCES, "buffers": BUFFERS, "shared": SHARED, "attributes": ATTRIBUTES,
    "functions": FUNCTIONS, "links": LINKS, "survivors": SURVIVORS, "exceptions": EXCEPTIONS, "ordered": ORDERED,
    "words": WORDS,
}  # fmt: skip


def predict(pid: int) -> dict[str, int]:
    """Bytes that each owner retains, as allocators count them."""
    found = take_survey(open_view(open_source(pid)), find_waiting).live
    return {" > ".join(row.path): row.retained_bytes for row in found.owners}


@pytest.mark.parametrize("name", PROGRAMS)
def test_clearing_an_owner_returns_what_was_predicted(name: str) -> None:
    program, owners = PROGRAMS[name]
    line = [sys.executable, "-c", REPORT.partition("sys.stdout.write")[0] + program + CLEARS]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        predicted: dict[str, int] = {}
        for owner, statement in owners.items():
            wait_until_it_sleeps(child.pid)
            if not predicted or name == "shared":  # what others shared with it, it has alone when they are gone
                predicted = predict(child.pid)
            child.stdin.write(statement + "\n")
            child.stdin.flush()
            returned = json.loads(child.stdout.readline())
            assert owner in predicted
            assert predicted[owner] == pytest.approx(returned, rel=0.03), owner
        child.stdin.close()
