"""Programs for a child: kinds of cycles, and programs without any.

The child makes one kind after the other when it is told to, waits, and then says what its own collector found.
"""

CYCLES = """
import asyncio, collections, contextvars, dataclasses, functools, itertools, random, weakref
from queue import SimpleQueue

class Node:
    def __init__(self, parent=None):
        self.parent, self.children = parent, []

def trees():
    for _ in range(10):
        nodes = [Node()]
        for i in range(60):
            nodes.append(Node(nodes[i // 3]))
            nodes[i // 3].children.append(nodes[-1])

class Link:
    __slots__ = ("before", "after", "__weakref__")

def rings():
    first = last = Link()
    for _ in range(5000):
        link = Link()
        link.before, last.after, last = last, link, link
    last.after, first.before = first, last

def closures():
    def make(n):
        def again(k):
            return again(k - 1) if k else n
        return again
    for i in range(300):
        make([i])

class Bus:
    def __init__(self):
        self.handlers = {"a": self.on_event}
        self.last = [self.on_event]
    def on_event(self):
        pass

def callbacks():
    for _ in range(300):
        Bus()

def exceptions():
    def fails():
        local = [1, 2]
        try:
            try:
                raise KeyError(local)
            except KeyError as cause:
                raise ValueError("x") from cause
        except ValueError as error:
            kept = error
    for _ in range(200):
        fails()

def generators():
    found = []
    def waits():
        me = yield
        yield me
    for _ in range(100):
        one = waits()
        next(one)
        local = [one]
        one.send(local)
        found += [id(one), id(local), id(waits)]
    return found

@dataclasses.dataclass
class Plain:
    name: str
    other: object = None
    items: list = dataclasses.field(default_factory=list)

@dataclasses.dataclass(slots=True)
class Slotted:
    name: str
    other: object = None

def records():
    for i in range(200):
        one, two = Plain(f"p{i}"), Slotted(f"s{i}")
        one.other, two.other = Plain("q", one), Slotted("z", two)
        one.items.append(one)

class Service:
    def __init__(self):
        self.rows = [{"i": i} for i in range(5)]
    @functools.lru_cache(maxsize=32)
    def row(self, i):
        return self.rows[i]

def caches():
    for i in range(100):
        class Cached(Service):
            row = functools.lru_cache(maxsize=4)(Service.row.__wrapped__)
        one = Cached()
        for at in range(5):
            one.row(at)
        one.get = functools.partial(one.row, 1)

def classes():
    for _ in range(30):
        class Base:
            def method(self):
                return super().__repr__()
        class Derived(Base):
            __slots__ = ("a", "b")
        Base.derived = Derived
        Derived().a = Derived

def containers():
    for i in range(100):
        ordered, queue = collections.OrderedDict(), collections.deque(range(130))
        ordered["x"], ordered[(i, "t")] = ordered, i
        queue.extend([queue, ordered])
        simple = SimpleQueue()
        simple.put((simple, i))
        default, holder = collections.defaultdict(list), Node()
        default["a"].append(default)
        holder.members = {holder, *(str(k) for k in range(30))}
        table = {k: str(k) for k in range(30)}
        table["me"] = (table, itertools.chain([table]), zip([table]), iter([table]))
        for key in range(15):
            del table[key]
    for one in (list, dict, set, collections.deque):
        each = type("Own", (one,), {})()
        each.me, each.own = each, [each]
    pair = type("T", (tuple,), {})(([], 1))
    pair[0].append(pair)
    pair.me = pair

def tasks():
    async def fails(i):
        task, callback = asyncio.current_task(), lambda done: task
        task.add_done_callback(callback)
        try:
            await asyncio.sleep(0)
            raise ValueError(i)
        except ValueError as error:
            kept = error
    async def main():
        await asyncio.gather(*(fails(i) for i in range(50)))
        try:
            await asyncio.wait_for(asyncio.sleep(10), 0.01)
        except asyncio.TimeoutError:
            pass
    asyncio.run(main())

def contexts():
    number = contextvars.ContextVar("number")
    for _ in range(200):
        one = Node()
        one.context = contextvars.copy_context()
        one.context.run(number.set, one)

def weak_callbacks():
    for _ in range(200):
        one = Node()
        one.me = one
        one.dead = weakref.ref(one, one.children.append)
        one.proxy = weakref.proxy(one)

def payloads():
    for i in range(20):
        one = Node()
        one.me, one.data, one.text = one, bytes(400_000), "x" * 50_000 + str(i)
        one.buffer, one.numbers = bytearray(100_000), list(range(1000))

def attributes():
    for i in range(100):
        many = Node()
        for k in range(40):
            setattr(many, f"a{k}", many)
        viewed = Node(many)
        vars(viewed)["me"] = viewed
        taken = Node()
        taken.__dict__ = {"me": taken}

def mixed():
    source = random.Random(7)
    made = [source.choice((Node, list, dict, set, collections.deque, Link))() for _ in range(3000)]
    for _ in range(6000):
        one, other = source.choice(made), source.choice(made)
        if isinstance(one, (list, collections.deque)):
            one.append(other)
        elif isinstance(one, dict):
            one[len(one)] = other
        elif isinstance(one, set):
            one.add((id(other), Link()))
        elif isinstance(one, Node):
            one.children.append(other)
        else:
            one.after = other
"""

INNOCENT = """
import abc, argparse, collections, concurrent.futures, contextvars, csv, ctypes, decimal, email.parser, enum
import http.client, io, itertools, json, logging, re, sqlite3, threading, typing, unittest, weakref
import xml.etree.ElementTree as tree

class Node:
    def __init__(self, parent):
        self.parent, self.children = parent, []

def parents():
    root = last = Node(None)
    for _ in range(3000):
        node = Node(last)
        last.children.append(node)
        last = node
    return root

def rows():
    return json.loads(json.dumps([{"id": i, "tags": [i, str(i)], "at": {"x": i * 0.5}} for i in range(2000)]))

def documents():
    return tree.fromstring("<a>" + "<b><c k='v'>t</c></b>" * 1000 + "</a>"), email.parser.Parser().parsestr("a: b")

def databases():
    base = sqlite3.connect(":memory:")
    base.execute("create table t (a, b)")
    base.executemany("insert into t values (?, ?)", [(i, str(i)) for i in range(500)])
    return base, base.execute("select * from t"), list(base.execute("select * from t"))

def pools():
    pool = concurrent.futures.ThreadPoolExecutor(2)
    return pool, [pool.submit(str, i) for i in range(100)]

def suspended():
    def waits(n):
        local = [n]
        yield local
    found = [waits(i) for i in range(500)] + [(x for x in [1, 2]) for _ in range(500)]
    return found, [next(one) for one in found]

def stale():
    queue = collections.deque(Node(None) for _ in range(500))
    for _ in range(300):
        queue.popleft()
    few = [Node(None) for _ in range(500)]
    ids = {id(one): 1 for one in few}, {id(one) for one in few}
    del few[100:400]
    emptied = {i: Node(None) for i in range(500)}
    for i in range(450):
        del emptied[i]
    first, second = itertools.tee(iter([Node(None) for _ in range(100)]))
    some = [next(first) for _ in range(70)]
    return queue, few, ids, emptied, some, first, second, [weakref.ref(one) for one in few]

def kinds():
    class Colour(enum.Enum):
        RED, GREEN = 1, 2
    variable = contextvars.ContextVar("v")
    variable.set([Node(None)])
    numbers = (ctypes.c_int * 10)()
    return Colour, typing.NamedTuple("P", [("a", int)]), variable, numbers, re.compile("a(b)c"), io.StringIO("x"), \\
        decimal.Decimal("1.5"), memoryview(b"abc"), collections.ChainMap({}, {}), logging.getLogger("a.b")
"""

DRIVER = """
import gc, json, sys
gc.collect()
gc.disable()
KEPT = []
for line in sys.stdin:
    kept = globals()[line.strip()]()
    KEPT.append(kept)
    print("made", flush=True)
    sys.stdin.readline()
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    found = [id(one) for one in gc.garbage]
    gc.set_debug(0)
    gc.garbage.clear()
    gc.collect()
    print(json.dumps([found, kept if line.strip() == "generators" else []]), flush=True)
"""
