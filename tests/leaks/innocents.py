"""Programs that hold more for a while and do not leak: each runs by itself, busy, until it is stopped.

Each defines `step()`, which is called again and again with a short rest between.
"""

INNOCENT = {
    "bounded cache that fills": """
CACHE = {}
def step():
    for at in range(20):
        key = next(numbers)
        CACHE[key] = "x" * 2000 + str(key)
        if len(CACHE) > 1500: del CACHE[next(iter(CACHE))]
""",
    "queue that drains": """
from collections import deque
QUEUE = deque("y" * 2000 + str(at) for at in range(15_000))
def step():
    for at in range(30):
        if QUEUE: QUEUE.popleft()
    QUEUE.append("y" * 2000 + str(next(numbers)))
""",
    "a batch in the middle": """
ROWS = []
def step():
    if next(numbers) % 60 < 40: ROWS.extend("z" * 2000 + str(at) for at in range(100))
    else: ROWS.clear()
""",
    "warm-up": """
TABLE = []
def step():
    if len(TABLE) < 6000: TABLE.extend("w" * 1000 + str(at) for at in range(500))
""",
    "lru_cache with a bound": """
from functools import lru_cache
@lru_cache(maxsize=20_000)
def render(number): return "p" * 1500 + str(number)
def step():
    for at in range(60): render(next(numbers))
""",
    "connection pool": """
class Connection:
    def __init__(self): self.buffer = bytearray(100_000)
class Pool:
    def __init__(self): self.idle = []
    def take(self): return self.idle.pop() if self.idle else Connection()
pool = Pool()
def step():
    taken = [pool.take() for at in range(1 + next(numbers) % 40)]
    pool.idle.extend(taken)
""",
    "log buffer with a bound": """
from collections import deque
LOG = deque(maxlen=3000)
def step():
    for at in range(50): LOG.append(f"{next(numbers)} request " + "l" * 1500)
""",
    "dict that grows and is cleared": """
PENDING = {}
def step():
    for at in range(100): PENDING[next(numbers)] = "d" * 2000
    if len(PENDING) > 6000: PENDING.clear()
""",
    "generator pipeline": """
def rows():
    while True: yield "g" * 2000 + str(next(numbers))
def pairs(source):
    for row in source: yield row, row.upper()
PIPELINE = pairs(rows())
def step():
    for at in range(200): next(PIPELINE)
""",
    "window of the last items": """
from collections import deque
WINDOW = deque(maxlen=500)
def step():
    WINDOW.extend([float(next(numbers)) for at in range(50)] for one in range(10))
""",
    "interning at the start": """
import sys
NAMES = [sys.intern(f"name {at} " + "i" * 500) for at in range(20_000)]
def step():
    sys.intern(NAMES[next(numbers) % len(NAMES)] + "")
""",
    "plateau": """
HELD = ["h" * 2000 + str(at) for at in range(10_000)]
def step():
    HELD[next(numbers) % len(HELD)] = "h" * 2000 + str(next(numbers))
""",
}
HEAD = "import itertools\nnumbers = itertools.count()\n"
DRIVER = """
import time
print("ready", flush=True)
while True:
    step()
    time.sleep(0.02)
"""
