"""The references that are read from outside, against what each object's own `tp_traverse` visits."""

import json
import subprocess
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.unreachable import class_nodes
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import UNVISITED
from sparsemem.outside.objects.known_types import Rule
from tests.outside.children import interpreters

MANY = """
import asyncio, collections, contextlib, contextvars, dataclasses, enum, functools, gc, itertools, json, logging
import operator, queue as queues, re, sys, threading, types, typing, weakref

class Plain:
    pass
class Slotted:
    __slots__ = ("a", "b", "__weakref__")
class Both(Slotted):
    pass
class Own(dict):
    __slots__ = ("more",)
class Items(list):
    pass
class Pair(tuple):
    pass
class Error(ValueError):
    def __init__(self, *args):
        super().__init__(*args)
        self.kept = [1]
@dataclasses.dataclass(slots=True)
class Record:
    a: object
    b: object = None

def waits(argument):
    local = [argument]
    got = yield local
    yield got
async def sleeps():
    await asyncio.sleep(0)
def fails():
    local = Plain()
    raise Error("x", local)
def cached(self):
    return [self]

def build():
    plain, slotted, both = Plain(), Slotted(), Both()
    plain.a, plain.b, plain.c = [1], {2: 3}, slotted
    slotted.a, slotted.b, both.a, both.x = plain, weakref.ref(plain), plain, [both]
    viewed, many = Plain(), Plain()
    vars(viewed)["key"] = plain
    for i in range(45):
        setattr(many, f"a{i}", [i])
    deleted = {i: [i] for i in range(200)}
    for i in range(0, 200, 3):
        del deleted[i]
    ordered = collections.OrderedDict((f"k{i}", [i]) for i in range(20))
    ordered[(1, plain)] = ordered.pop("k3")
    queue = collections.deque(([i] for i in range(300)), maxlen=250)
    queue.rotate(7), queue.popleft()
    simple, turned = queues.SimpleQueue(), queues.SimpleQueue()
    for i in range(200):
        turned.put([i])
        if i % 3:
            turned.get()
    simple.put(plain)
    generators = [waits([i]) for i in range(3)]
    next(generators[1]), next(generators[2]), generators[2].send(plain)
    try:
        fails()
    except Error as error:
        caught = error
    own, items, pair = Own(a=[1]), Items([[1], [2]]), Pair(([1], [2], [3]))
    own.more, items.more = [1], [2]
    pair.more = [3]
    many_items = [[i] for i in range(5000)]
    del many_items[3000:]
    small, large = {Slotted() for _ in range(3)}, {Slotted() for _ in range(500)}
    large.pop()
    bounded = functools.lru_cache(maxsize=3)(cached)
    unbounded = functools.lru_cache(maxsize=None)(cached)
    for each in (bounded, unbounded):
        for i in range(8):
            each((i, Slotted))
    first, second = itertools.tee(iter([[i] for i in range(10)]))
    next(first)
    variables, few, context = [], contextvars.copy_context(), contextvars.copy_context()
    for i in range(100):
        variables.append(contextvars.ContextVar(f"v{i}"))
        context.run(variables[-1].set, [i])
    few.run(variables[0].set, [plain])
    return [
        few, context, variables,
        plain, slotted, both, viewed, many, deleted, ordered, queue, generators, caught, own, items, pair, many_items,
        small, large, bounded, unbounded, first, second, Record([1], plain), types.SimpleNamespace(a=[1]),
        simple, turned, threading.ExceptHookArgs((ValueError, plain, [1], None)),
        collections.defaultdict(list, {1: [2]}), collections.ChainMap({1: [2]}), functools.partial(cached, [1], b=[]),
        plain.__init__, slotted.__repr__, [].append, {1: [2]}.items(), iter([[1]]), iter({1: [2]}), zip([[1]], [[2]]),
        map(str, [[1]]), enumerate([[1]]), reversed([[1]]), itertools.chain([[1]], [[2]]), itertools.cycle([[1]]),
        memoryview(bytearray(3)), slice([1], [2]), property(cached), classmethod(cached), super(Both, both),
        types.MappingProxyType({1: [2]}), list[int], int | str, operator.itemgetter([1]), weakref.proxy(plain),
        weakref.ref(plain, [].append), contextlib.ExitStack(), threading.Lock(), re.compile("a(b)"),
        {id(one): 1 for one in many_items}, {id(one) for one in many_items}, tuple([i] for i in range(9)),
        tuple([i] for i in range(900)), sleeps(), caught.__traceback__.tb_frame, logging.getLogger("a"),
    ]
KEPT = build()
gc.collect()
gc.disable()
EVERY = []
EVERY += [one for one in gc.get_objects() if one is not EVERY and one is not globals()]
sys.stdout.write(json.dumps([[id(one), [id(other) for other in gc.get_referents(one)]] for one in EVERY]) + "\\n")
sys.stdout.flush()
sys.stdin.read()
"""


_LEFT_OUT = ("_lru_cache_wrapper", "module")
"""What is in a bounded lru_cache is visited through its links; what the state of a module in C holds is not known."""


def _own(graph: Graph, others: list[list[int]]) -> list[Counter[int]]:
    """Of what the objects say that they visit, the nodes that the collector knows."""
    nodes = graph.find(np.array([other for each in others for other in each], np.uint64))
    known = (nodes >= 0) & graph.are_objects(nodes)
    known[known] = graph.traversal.is_collected[graph.kind[nodes[known]]]
    ends = np.cumsum([len(each) for each in others])[:-1]
    return [
        Counter(part[there].tolist())
        for part, there in zip(np.split(nodes, ends), np.split(known, ends), strict=True)
    ]


def _visited(graph: Graph, node: int, classes: NDArray[np.int32]) -> Counter[int]:
    """The nodes that the collector knows and that an object's visited references lead to, its class among them."""
    begin, end = graph.references.first[node : node + 2].tolist()
    targets = graph.references.targets[begin:end][graph.references.slots[begin:end] < UNVISITED]
    found = Counter(targets[graph.traversal.is_collected[graph.kind[targets]]].tolist())
    found.update([one for one in [int(classes[graph.kind[node]])] if one >= 0])
    return found


@pytest.mark.parametrize("python", interpreters())
def test_each_object_refers_to_what_its_traverse_visits(python: str) -> None:
    with subprocess.Popen([python, "-c", MANY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        referents = json.loads(child.stdout.readline())
        graph = read_heap(open_view(open_source(child.pid))).graph
        child.kill()
    nodes = graph.find(np.array([address for address, _ in referents], np.uint64)).tolist()
    classes, seen = class_nodes(graph), Counter[str]()
    for node, own in zip(nodes, _own(graph, [others for _, others in referents]), strict=True):
        if node < 0:
            continue
        name = graph.kinds.types[int(graph.kind[node])].name
        if graph.traversal.rule[graph.kind[node]] != Rule.UNKNOWN and not name.endswith(_LEFT_OUT):
            assert _visited(graph, node, classes) == own, name
            seen[name] += 1
    assert len(seen) > 60
    assert seen["_thread._ExceptHookArgs"]
    assert seen["hamt_array_node"]
    assert seen["hamt_bitmap_node"] > 1
    assert sum(seen.values()) > 0.9 * len(referents)
