"""Small programs with caches: what is wrong with each, and innocent ones that look like them."""

HEAD = """
import collections, functools, sys, time, weakref
import cachetools
class Thing:
    def __init__(self, i): self.number, self.text = i, f"the text of {i} " * 40
"""
TAIL = """
print("ready", flush=True)
sys.stdin.read()
"""

GUILTY = {
    "endless function cache": ("SM141", "price", """
@functools.lru_cache(maxsize=None)
def price(i): return Thing(i)
for i in range(20_000): price(i)
"""),
    "cache on a method": ("SM141", "Service.load", """
class Service:
    @functools.cache
    def load(self, i): return Thing(i)
for at in range(40):
    service = Service()
    for i in range(500): service.load(i)
"""),
    "bounded and never hit": ("SM140", "page", """
@functools.lru_cache(maxsize=18_000)
def page(i): return Thing(i)
for i in range(30_000): page(i)
"""),
    "bound out of reach": ("SM141", "sessions", """
sessions = cachetools.TTLCache(50_000_000, ttl=86_400)
for i in range(20_000): sessions[i] = Thing(i)
"""),
    "expired TTLCache": ("SM142", "results", """
results = cachetools.TTLCache(20_000, ttl=3_600)
for i in range(20_000): results[i] = Thing(i)
for one in results._TTLCache__links.values(): one.expires -= 7_200
del one
"""),
    "expired by the real clock": ("SM142", "results", """
results = cachetools.TTLCache(20_000, ttl=3_600, timer=time.time)
for i in range(18_000): results[i] = Thing(i)
for one in results._TTLCache__links.values(): one.expires -= 7_200
del one
"""),
    "expired TLRUCache": ("SM142", "plans", """
plans = cachetools.TLRUCache(30_000, ttu=lambda key, value, now: now + 3_600)
for i in range(20_000): plans[i] = Thing(i)
for one in plans._TLRUCache__items.values(): one.expires -= 7_200
del one
"""),
    "LRUCache as large as the world": ("SM141", "known", """
known = cachetools.LRUCache(10_000_000)
for i in range(20_000): known[f"key {i}"] = Thing(i)
"""),
    "a dict behind a decorator": ("SM141", "rate", """
@cachetools.cached({})
def rate(i): return Thing(i)
for i in range(20_000): rate(i)
"""),
    "a cache in each instance": ("SM141", "shops", """
class Shop:
    def __init__(self): self.prices = cachetools.LRUCache(1_000_000)
    @cachetools.cachedmethod(lambda self: self.prices)
    def price(self, i): return Thing(i)
shops = [Shop() for _ in range(50)]
for shop in shops:
    for i in range(400): shop.price(i)
"""),
    "deadlines in tuples": ("SM142", "answers", """
now = time.time()
answers = {i: (Thing(i), now + (600 if i % 10 == 0 else -600)) for i in range(20_000)}
"""),
    "deadlines in tuples, all past": ("SM142", "_tokens", """
class Tokens:
    def __init__(self): self._tokens = {}
    def put(self, i, lives=-5):
        self._tokens[i] = Thing(i), time.time() + lives
tokens = Tokens()
for i in range(20_000): tokens.put(i)
"""),
    "deadlines in instances": ("SM142", "entries", """
class Entry:
    def __init__(self, i): self.value, self.expires_at = Thing(i), time.time() - 60
entries = {i: Entry(i) for i in range(20_000)}
"""),
    "deadlines in an OrderedDict": ("SM142", "tokens", """
tokens = collections.OrderedDict()
for i in range(20_000): tokens[f"token {i}"] = {"user": Thing(i), "expires": time.time() - 5}
"""),
    "memo in a module": ("SM141", "_users", """
_users = {}
def user(key):
    if key not in _users:
        _users[key] = Thing(key)
    return _users[key]
for i in range(20_000): user(i)
"""),
    "memo of a decorator": ("SM141", "kept in closure of price", """
def memoize(function):
    kept = {}
    @functools.wraps(function)
    def wrapper(*args):
        if args not in kept: kept[args] = function(*args)
        return kept[args]
    return wrapper
@memoize
def price(i): return Thing(i)
for i in range(20_000): price(i)
"""),
    "memo in the default of a parameter": ("SM141", "defaults of price", """
def price(i, kept={}):
    if i not in kept: kept[i] = Thing(i)
    return kept[i]
for i in range(20_000): price(i)
"""),
    "a dict that makes what is missing": ("SM141", "users", """
class Users(dict):
    def __missing__(self, name):
        self[name] = user = Thing(name)
        return user
users = Users()
for i in range(20_000): users[i]
"""),
    "a dict behind cachedmethod": ("SM141", "Shop.kept", """
class Shop:
    def __init__(self): self.kept = {}
    @cachetools.cachedmethod(lambda self: self.kept)
    def price(self, i): return Thing(i)
shop = Shop()
for i in range(20_000): shop.price(i)
"""),
    "deadlines that are dates": ("SM142", "entries", """
import dataclasses, datetime
@dataclasses.dataclass
class Entry:
    value: Thing
    expires_at: datetime.datetime
entries = {i: Entry(Thing(i), datetime.datetime.now() - datetime.timedelta(days=2)) for i in range(16_000)}
"""),
    "a cache of few large instances": ("SM140", "Service.total", """
class Service:
    def __init__(self): self.rows = [Thing(i) for i in range(30)]
    @functools.lru_cache(maxsize=1_000)
    def total(self, i): return i
for i in range(500): Service().total(i)
"""),
    "memo in an instance": ("SM141", "rates", """
class Bank:
    def __init__(self): self.rates = {}
    def rate(self, day):
        try: return self.rates[day]
        except KeyError:
            self.rates[day] = value = Thing(day)
            return value
bank = Bank()
for i in range(20_000): bank.rate(i)
"""),
    "weak keys that hold themselves": ("SM141", "facts", """
facts = weakref.WeakKeyDictionary()
for i in range(16_000):
    key = Thing(i)
    facts[key] = {"of": key}
"""),
    "weak values that hold themselves": ("SM141", "results", """
results = weakref.WeakValueDictionary()
for i in range(16_000):
    key, value = Thing(i), Thing(i)
    key.value = value
    results[key] = value
"""),
    "the second copy of a table": ("SM143", "recent", """
users = {i: {"name": f"user {i}", "about": f"about user {i} " * 40} for i in range(16_000)}
recent = cachetools.TTLCache(16_000, ttl=3_600)
for i in users: recent[i] = {"name": f"user {i}", "about": f"about user {i} " * 40}
"""),
    "a copy behind a function": ("SM143", "lookup", """
rows = [(i, f"row {i} " * 60) for i in range(20_000)]
@functools.lru_cache(maxsize=20_000)
def lookup(i): return i, f"row {i} " * 60
for i in range(20_000): lookup(i)
"""),
}  # fmt: skip

INNOCENT = {
    "hot function cache": """
@functools.lru_cache(maxsize=18_000)
def price(i): return Thing(i)
for i in range(400_000): price(i % 18_000)
""",
    "a growing index": """
index = {}
def add(rows):
    for row in rows: index[row.number] = row
add(Thing(i) for i in range(20_000))
""",
    "weak values that others hold": """
things = [Thing(i) for i in range(20_000)]
known = weakref.WeakValueDictionary(enumerate(things))
""",
    "a small cache in a large process": """
rows = [Thing(i) for i in range(20_000)]
recent = cachetools.TTLCache(300, ttl=0.01)
for i in range(300): recent[i] = Thing(i)
""",
    "words that are counted": """
words = collections.Counter(f"a word with the number {i} in it" * 4 for i in range(60_000))
""",
    "when each entry was made": """
seen = {i: (Thing(i), time.time() - i) for i in range(20_000)}
""",
    "when each entry was used last": """
class Users:
    def __init__(self): self._users = {}
    def put(self, i):
        self._users[i] = Thing(i), time.time()
    def idle(self, limit): return [i for i, (_, used) in self._users.items() if used < time.time() - limit]
users = Users()
for i in range(20_000): users.put(i)
""",
    "a registry of a class": """
class Registry:
    known = {}
    def __init__(self, i): self.thing = Registry.known[i] = Thing(i)
for i in range(20_000): Registry(i)
""",
    "jobs that wait": """
jobs = collections.deque(({"thing": Thing(i), "at": float(i)} for i in range(18_000)), maxlen=50_000)
""",
    "a store with prices": """
prices = {i: {"price": float(i), "stock": i, "about": Thing(i)} for i in range(18_000)}
""",
    "a database in memory": """
import sqlite3
rows = sqlite3.connect(":memory:")
rows.execute("create table t (i integer, s text)")
rows.executemany("insert into t values (?, ?)", ((i, f"the text of {i} " * 40) for i in range(20_000)))
for i in range(60): rows.execute(f"select * from t where i = {i}").fetchall()
""",
    "an intern table": """
known = {}
def intern(text): return known.setdefault(text, text)
rows = [{"city": intern(f"the city with the number {i % 500}"), "about": f"row {i} " * 40} for i in range(20_000)]
""",
    "a registry of plug-ins": """
PLUGINS = {}
def register(kind):
    PLUGINS[kind.__name__] = kind
    return kind
for at in range(600): register(type(f"P{at}", (), {f"run{n}": (lambda self, n=n: n) for n in range(30)}))
""",
    "properties that are kept in instances": """
class Row:
    def __init__(self, i): self.i = i
    @functools.cached_property
    def thing(self): return Thing(self.i)
rows = [Row(i) for i in range(18_000)]
for row in rows: row.thing
""",
    "bounded, and whether it is hit is not counted": """
pages = cachetools.LRUCache(16_000)
for i in range(20_000): pages[i] = Thing(i)
""",
}
