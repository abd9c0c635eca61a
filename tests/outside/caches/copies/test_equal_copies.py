"""Values of caches that another live structure holds too, as other objects that say the same."""

import pytest

from sparsemem.model.heap_cache import HeapCache
from sparsemem.outside.caches.copies.value_digests import ValueDigests
from sparsemem.outside.caches.reading.inspection import Inspection
from tests.outside.caches.looking import rows, survey
from tests.outside.children import Start, interpreters

HEAD = """
import cachetools, functools, collections, time
N = 6_000
class User:
    def __init__(self, i): self.id, self.name, self.mail = i, f"name {i}", f"{i}@example.org"
class Session:
    __slots__ = ("user", "token")
    def __init__(self, i): self.user, self.token = i, f"token {i}" * 10
def fill(function):
    for i in range(N): function(i)
"""
COPIED = {
    "fields of instances": """
store = {i: User(i) for i in range(N)}
cache = cachetools.TTLCache(10**6, 3600)
for i in range(N): cache[i] = dict(id=i, name=f"name {i}", mail=f"{i}@example.org")
""",
    "rows of a list": """
store = [(f"a{i}" * 20, i, float(i), None) for i in range(N)]
@functools.lru_cache(None)
def cache(i): return (f"a{i}" * 20, i, float(i), None)
fill(cache)
""",
    "texts under other keys": """
store = {f"k{i}": "page %d " % i * 40 for i in range(N)}
@functools.lru_cache(10 * N)
def cache(i): return "page %d " % i * 40
fill(cache)
""",
    "slots": """
store = [Session(i) for i in range(N)]
@functools.cache
def cache(i): return Session(i)
fill(cache)
""",
    "behind deadlines": """
store = {i: {"text": f"\\u20ac {i}" * 20} for i in range(N)}
cache = {i: (time.time() + 3_600 + i, {"text": f"\\u20ac {i}" * 20}) for i in range(N)}
""",
    "in part": """
store = collections.OrderedDict((i, [f"{i}" * 99]) for i in range(0, N, 4)) | {-i: ["no"] for i in range(1, N)}
del store[-1]
store |= {i: [f"{i}" * 99] for i in range(1, N, 2)}
cache = cachetools.LRUCache(N)
for i in range(N): cache[i] = [f"{i}" * 99]
""",
}
INNOCENT = {
    "nothing else": "store = []",
    "other values": 'store = {i: f"{i}" * 51 for i in range(N)}',
    "one byte differs": 'store = {i: f"{i}" * 49 + "." + f"{i}" for i in range(N)}',
    "too few": 'store = {i: f"{i}" * 50 for i in range(N // 3)} | {-i: "no" for i in range(N)}',
    "the same objects": "store = [cache(i) for i in range(N)]",
}


def found(start: Start, program: str, python: str, path: str) -> HeapCache:
    return rows(start(HEAD + program, python, PYTHONPATH=path).pid)["__main__.cache"]


EVERYWHERE = ("fields of instances", "slots")
"""What depends on the layout of instances."""
CASES = [(name, python) for name in COPIED for python in interpreters()[: None if name in EVERYWHERE else 1]]


@pytest.mark.parametrize(("name", "python"), CASES)
def test_equal_values_are_copies(start: Start, name: str, python: str, path: str) -> None:
    row = found(start, COPIED[name], python, path)
    assert row.copies == ("__main__.store",)
    share = 0.75 if name == "in part" else 1.0
    assert row.copied_entries == pytest.approx(share * row.entries, rel=0.05)
    assert row.compared_entries == 2_000


@pytest.mark.parametrize("name", INNOCENT)
def test_innocent_values_are_not(start: Start, name: str, path: str) -> None:
    program = '@functools.cache\ndef cache(i): return f"{i}" * 50\nfill(cache)\n'
    row = found(start, program + INNOCENT[name], interpreters()[0], path)
    # Where all values are held elsewhere the cache itself holds little, and is not compared.
    assert (row.copies, row.copied_entries) == ((None, None) if name == "the same objects" else ((), 0))


@pytest.mark.parametrize("result", ["i", "float(i)", "i % 3 > 0", "str(i % 50) * 60", "print"], ids=lambda text: text)
def test_of_numbers_and_values_that_are_alike_nothing_is_known(start: Start, result: str, path: str) -> None:
    program = f"""
store = {{i: {result} for i in range(20_000)}}
@functools.cache
def cache(i): return {result}
for i in range(20_000): cache(i)
"""
    row = found(start, program, interpreters()[0], path)
    assert (row.copies, row.copied_entries, row.compared_entries) == (None, None, None)


def test_two_caches_are_copies_of_each_other(start: Start, path: str) -> None:
    program = """
@functools.cache
def cache(i): return [f"{i}" * 50]
other = functools.lru_cache(10**6)(cache.__wrapped__)
fill(cache); fill(other)
"""
    row = found(start, program, interpreters()[0], path)
    assert row.copies == ("__main__.cache",), "both are named by the function"


VALUES = """
import copy, random
random.seed(SEED)
LEAVES = [lambda: random.choice([0, 1, -1, 2**30, 2**31, -2**70, True, None, 0.5, -0.5, 1e300]),
          lambda: random.choice(["", "a", "ab", "\\xe9", "\\u20ac", "\\U0001f600", "a" * 5000, "0"]),
          lambda: random.choice(["\\xe9" * 2100, "e\\u0301"]),
          lambda: random.choice([b"", b"a", b"\\0", b"\\0\\0", b"x" * 4100, b"e"])]
def make(deep):
    if deep and random.random() < 0.6:
        kind = random.choice([list, tuple, dict])
        items = [make(deep - 1) for _ in range(random.randrange(4))]
        return {str(random.randrange(5)): one for one in items} if kind is dict else kind(items)
    return random.choice(LEAVES)()
def text(value):
    if isinstance(value, dict): return "{" + ",".join(sorted(k + ":" + text(v) for k, v in value.items())) + "}"
    if isinstance(value, (list, tuple)): return type(value).__name__ + "(" + ",".join(map(text, value)) + ")"
    return ascii(int(value) if isinstance(value, bool) else value)
values = [make(3) for _ in range(700)]
values += [dict(reversed(one.items())) if isinstance(one, dict) else copy.deepcopy(one) for one in values]
VALUES_OF_THE_TEST = values
EXTRA = [text(one) for one in values], id(values)
"""


@pytest.mark.parametrize("python", interpreters())
def test_digests_are_equal_where_the_values_are(start: Start, python: str) -> None:
    child = start(VALUES.replace("SEED", "7"), python)
    texts, address = child.extra
    inspection = Inspection.of(survey(child.pid).graph)
    digests = ValueDigests(inspection).of(inspection.objects.items(address)).tolist()
    assert [text for text, digest in zip(texts, digests, strict=True) if not digest] == []
    by_text: dict[str, set[int]] = {}
    for text, digest in zip(texts, digests, strict=True):
        by_text.setdefault(text, set()).add(digest)
    assert {len(some) for some in by_text.values()} == {1}
    assert len(set(digests)) == len(by_text) > 300
