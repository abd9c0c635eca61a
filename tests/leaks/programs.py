"""Short programs that leak, each with the name that a person would give, and innocent ones that look like them.

Each defines `step()`, which a test calls again and again. A leak adds about 3 MB a step.
"""

LEAKS: dict[str, tuple[str, str]] = {
    "dict": ("__main__.CACHE", """
CACHE = {}
def step():
    for at in range(1500): CACHE[len(CACHE)] = {"payload": "x" * 2000 + str(at), "at": at}
"""),
    "list": ("__main__.ROWS", """
ROWS = []
def step():
    for at in range(20_000): ROWS.append([str(at) * 10])
"""),
    "set": ("__main__.SEEN", """
SEEN = set()
def step():
    for at in range(25_000): SEEN.add(f"request {len(SEEN)} " + "y" * 50)
"""),
    "deque": ("__main__.QUEUE", """
from collections import deque
QUEUE = deque()
def step():
    for at in range(1500): QUEUE.append(bytes(2000))
"""),
    "class attribute": ("Registry.entries", """
class Registry:
    entries = []
class Handler:
    def __init__(self, at): Registry.entries.append(self); self.body = "b" * 1500 + str(at)
def step():
    for at in range(2000): Handler(at)
"""),
    "instance attribute": ("Shop.orders", """
class Order:
    def __init__(self, number): self.number, self.lines = number, ["z" * 1000 + str(number)]
class Shop:
    def __init__(self): self.orders = {}
shop = Shop()
def step():
    for at in range(2000): shop.orders[len(shop.orders)] = Order(at)
"""),
    "closure": ("closure of", """
def make():
    kept = []
    def add(item): kept.append(item)
    return add
add = make()
def step():
    for at in range(2000): add("c" * 1500 + str(at))
"""),
    "lru_cache": ("__main__.render", """
from functools import lru_cache
@lru_cache(maxsize=None)
def render(number): return "p" * 1500 + str(number)
count = 0
def step():
    global count
    for at in range(2000): render(count := count + 1)
"""),
    "log records": ("Memory.records", """
import logging
class Memory(logging.Handler):
    def __init__(self): super().__init__(); self.records = []
    def emit(self, record): self.records.append(record)
logger = logging.getLogger("shop")
logger.addHandler(Memory())
def step():
    for at in range(2500): logger.warning("order %d %s", at, "t" * 800)
"""),
    "asyncio tasks": ("Server.background", """
import asyncio
class Server:
    def __init__(self): self.background = set()
    async def wait(self, body): await asyncio.get_running_loop().create_future()
    async def fill(self):
        for at in range(1500):
            self.background.add(asyncio.create_task(self.wait("w" * 1500 + str(at))))
        await asyncio.sleep(0)
server, loop = Server(), asyncio.new_event_loop()
def step(): loop.run_until_complete(server.fill())
"""),
    "context variable": ("__main__.HISTORY", """
import contextvars
HISTORY = contextvars.ContextVar("history")
HISTORY.set([])
def step():
    for at in range(2000): HISTORY.get().append("h" * 1500 + str(at))
"""),
    "weak reference callbacks": ("__main__.WATCHED", """
import weakref
class Thing: pass
WATCHED = []
ALIVE = [Thing()]
def step():
    for at in range(2000):
        body = "k" * 1500 + str(at)
        WATCHED.append(weakref.ref(ALIVE[0], lambda ref, body=body: None))
"""),
    "thread local": ("local", """
import threading
local = threading.local()
local.items = []
def step():
    for at in range(2000): local.items.append("l" * 1500 + str(at))
"""),
    "sqlite rows": ("__main__.RESULTS", """
import sqlite3
base = sqlite3.connect(":memory:")
base.execute("create table t(a, b)")
base.executemany("insert into t values (?, ?)", [(at, "s" * 1000) for at in range(100)])
RESULTS = []
def step():
    for at in range(25): RESULTS.append(base.execute("select * from t").fetchall())
"""),
    "numpy arrays": ("__main__.ARRAYS", """
import numpy
ARRAYS = []
def step():
    for at in range(30): ARRAYS.append(numpy.ones(12_500))
"""),
    "exceptions": ("__main__.FAILURES", """
FAILURES = []
def work(body):
    size = len(body)
    raise ValueError(size)
def step():
    for at in range(1500):
        try: work("e" * 1500 + str(at))
        except ValueError as error: FAILURES.append(error)
"""),
    "generators": ("__main__.OPEN", """
OPEN = []
def read(at):
    buffer = "g" * 1500 + str(at)
    yield buffer
    yield len(buffer)
def step():
    for at in range(1500):
        one = read(at); next(one); OPEN.append(one)
"""),
    "query log": ("Connection.queries_log", """
class Connection:
    def __init__(self): self.queries_log = []
    def execute(self, sql): self.queries_log.append({"sql": sql, "time": 0.1})
connections = {"default": Connection()}
def step():
    for at in range(2000): connections["default"].execute("select " + "q" * 1000 + str(at))
"""),
    "metrics by label": ("Counter._metrics", """
class Counter:
    def __init__(self): self._metrics = {}
    def labels(self, label): return self._metrics.setdefault(label, Value(label))
class Value:
    def __init__(self, label): self.label, self.total, self.samples = label, 0.0, [label] * 50
REQUESTS = Counter()
count = 0
def step():
    global count
    for at in range(3000): REQUESTS.labels(f"/user/{(count := count + 1)}/" + "u" * 200)
"""),
    "tarfile members": ("TarFile.members", """
import io, tarfile
archive = tarfile.open(fileobj=io.BytesIO(), mode="w")
class Null:
    def write(self, data): return len(data)
    def tell(self): return 0
archive.fileobj = Null()
def step():
    for at in range(3600):
        archive.addfile(tarfile.TarInfo(f"{len(archive.members)}-" + "m" * 90), None)
"""),
    "callbacks": ("Bus.listeners", """
class Bus:
    listeners = {}
class Widget:
    def __init__(self, at):
        self.text = "v" * 1500 + str(at)
        Bus.listeners.setdefault("click", []).append(self.clicked)
    def clicked(self): return self.text
def step():
    for at in range(2000): Widget(at)
"""),
}  # fmt: skip
"""The end or a part of the name, and the program."""
