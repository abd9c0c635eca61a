"""Which item of what a dict holds is a deadline, and what only looks like one."""

import ast

import pytest

from sparsemem.source.deadline_items import deadline_items

GUILTY = {
    "made later": ("def put(k):\n    CACHE[k] = (k, time.time() + 60)", {1}),
    "by a name": ("def put(k, ttl):\n    ends = now() + ttl\n    CACHE[k] = (ends, k)", {0}),
    "by two names": ("def put(k, ttl):\n    now = time()\n    entry = k, now + ttl\n    CACHE[k] = entry", {1}),
    "by setdefault": ("def put(k):\n    self.CACHE.setdefault(k, [k, monotonic() + 1])", {1}),
    "sums": ("def put(k):\n    CACHE[k] = k, k, time.time() + ttl + random.random()", {2}),
    "made and later": ("def put(k):\n    now = time.time()\n    CACHE[k] = (now, now + 5, k)", {1}),
    "compared": ("def get(k):\n    if CACHE[k][1] > time.time(): return CACHE[k][0]", {1}),
    "compared by names": (
        "def get(k):\n    v, ends = CACHE.get(k)\n    now = time.time()\n    return now < ends",
        {1},
    ),
    "compared in a loop": (
        "def old():\n    return [k for k, (_, t) in list(CACHE.items()) if t <= time.time()]",
        {1},
    ),
    "an entry of a loop": ("for k, entry in CACHE.items():\n    print(entry[0] < time.monotonic())", {0}),
}
INNOCENT = {
    "made": "def put(k):\n    CACHE[k] = (k, time.time())",
    "age": "def old(k):\n    return time.time() - CACHE[k][1] > 60",
    "age by addition": "def fresh(k):\n    return CACHE[k][0] + ttl > time.time()",
    "a cutoff": "def old():\n    least = time.time() - 5\n    return [k for k, (t, _) in CACHE.items() if t < least]",
    "made, and held against the clock": (
        "def put(k):\n    CACHE[k] = (k, time.time())\ndef check(k):\n    assert CACHE[k][1] <= time.time()"
    ),
    "another dict": "def put(k):\n    OTHER[k] = (k, time.time() + 60)",
    "no clock": "def put(k, n):\n    n = n + n\n    CACHE[k] = (k, n + 60)",
    "a name of itself": "def put(k):\n    t = 0\n    t = t + 1\n    CACHE[k] = (k, t)",
}


@pytest.mark.parametrize("case", GUILTY)
def test_deadlines(case: str) -> None:
    text, items = GUILTY[case]
    assert deadline_items(ast.parse(text), "CACHE") == items


@pytest.mark.parametrize("case", INNOCENT)
def test_other_times(case: str) -> None:
    assert deadline_items(ast.parse(INNOCENT[case]), "CACHE") == frozenset()
