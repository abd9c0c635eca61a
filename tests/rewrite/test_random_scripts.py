"""Random scripts as people write them: records, objects, handlers, contexts, generators, known callers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rewrite.matrix import rewritten
from rewrite.test_generated import lines

STATE = """import contextlib
import itertools
from collections import defaultdict, namedtuple
from dataclasses import dataclass

LOG = []
SHARED = [{"k": 1, "v": 2}, {"k": 2, "v": 0}]
TABLE = {1: 5}
COUNTS = defaultdict(int)
IDS = defaultdict(lambda: len(IDS))
STATE = {"n": 0}
Pair = namedtuple("Pair", "k v")


@dataclass
class Row:
    k: int
    v: int

    def twice(self):
        return self.v * 2


class Live:
    def __init__(self, k, v):
        self.k, self._v = k, v

    @property
    def v(self):
        STATE["n"] += 1
        return self._v

    def __add__(self, other):
        LOG.append("added")
        return self._v + other

    def __format__(self, spec):
        LOG.append("shown")
        return str(self._v)

    def __lt__(self, other):
        LOG.append("compared")
        return self._v < other


def patient(found):
    try:
        yield from found
    except (KeyError, TypeError):
        yield 0


def drained(found):
    total = 0
    try:
        for one in found:
            total += 1
    except (KeyError, TypeError, ValueError, AttributeError):
        return -1
    return total


def counted(found):
    total = 0
    for one in found:
        total += 1
    return total


def reused(rows):
    record = {}
    for row in rows:
        record["k"] = record["v"] = row
        yield record


def fresh(rows):
    for row in rows:
        yield {"k": row, "v": row}


"""
INPUTS = (
    "[]", "[1, 2]", "[1, None, 'x']", "[{'k': 1, 'v': 0}, {'k': 1}, {'v': 2, 'k': 3}]", "SHARED", "noisy(1, 2)",
    "faulty({'k': 1, 'v': 3})", "iter([{'k': 1, 'v': 2}, {'k': 2, 'v': 'x'}])",
    "({'k': k, 'v': [1, k]} for k in (1, 2, 3))",
)  # fmt: skip
DATA = st.sampled_from(
    [
        "[{'k': 1, 'v': 2}, {'k': 2, 'v': 0}]", "[1, 2, 0]", "['1', '2', 'x']", "[Row(1, 2), Row(2, 0)]", "SHARED",
        "[Live(1, 2), Live(3, 4)]", "[Pair(1, 2), Pair(2, 0)]", "[(1, 2), (3,)]", "{'k': 1, 'v': 2}", "range(3)",
        "fresh([1, 2])", "reused([1, 2])", "itertools.groupby([1, 1, 2])", "iter([1, 2])", "[None]", "COUNTS",
        "[[1], [2, 3]]", "map(int, ['1', 'x'])",
    ]
)  # fmt: skip
VALUE = [
    "{0}['k']", "{0}['v']", "{0}.v", "{0}.k", "{0} + 1", "int({0})", "({0}, 1)", "{{**{0}, 'n': 1}}", "1 / {0}['v']",
    "f'{{{0}}}'", "COUNTS[{0}]", "IDS[{0}]", "TABLE[{0}]", "Row({0}, 1)", "{0}", "len({0})", "list({0})", "{0}[1]",
    "{0}.twice()", "{0}.get('k')", "{0} < 2", "sum({0})", "[{0}]", "str({0})", "STATE['n']", "next(iter({0}))",
    "{0} == 1", "{0} in TABLE", "min({0}, 3)", "(lambda: {0})", "(one for one in {0})",
]  # fmt: skip
VALUES = st.sampled_from(VALUE)
TESTS = st.sampled_from(
    ["{0}", "{0}['v']", "{0} is not None", "{0} != 2", "'k' in {0}", "len(COUNTS) < 3", "{0} < 5"]
)
DOES = st.sampled_from(
    [
        "total += {0}", "total += 1", "seen[{0}] = 1", "seen.append({0})", "best = max(best, {0})", "last = {0}",
        "LOG.append(1)", "print({0})", "COUNTS[{0}] += 1", "STATE['n'] += 1", "SHARED.append({{'k': 1, 'v': 1}})",
        "if {0} == 2:\n    break", "try:\n    total += {0}\nexcept TypeError:\n    total += 100",
        "total += len(COUNTS)", "total += len(IDS)", "total += len(LOG)", "{0}['v'] = 5", "{0}.k = 7", "pass",
        "for inner in {0}:\n    total += 1", "first, second = {0}", "total += SHARED[0]['v']", "with_effect = {0}.v",
        "data_of = [one for one in {0}]", "LIMIT = {0}", "rows = []", "del seen[-1:]", "return total",
    ]
)  # fmt: skip
WHOLE = st.sampled_from(
    [
        "sum({0})", "max({0}, default=0)", "counted({0})", "drained({0})", "sum(patient({0}))", "any({0})",
        "[one for one in {0} if one]", "{{one: 1 for one in {0}}}", "sum(1 for one in {0})", "len(list({0}))",
        "sorted({0})", "dict.fromkeys({0})", "max(counted({0}), 2)", "sum(1 for one in zip({0}, range(2)))",
        "counted(map(str, {0}))", "2 in {0}", "sum([one['v'] for one in {0}])", "', '.join({0})",
    ]
)  # fmt: skip


@st.composite
def producers(draw: st.DrawFn, name: str) -> str:
    """A function that makes a list of its argument."""
    made, test = draw(VALUES).format("row"), draw(TESTS).format("row")
    kind = draw(st.integers(0, 4))
    if kind == 0:
        body = f"return [{made} for row in rows]"
    elif kind == 1:
        body = f"return [{made} for row in rows if {test}]"
    else:
        loop = f"for row in rows:\n    if {test}:\n        out.append({made})"
        if kind == 3:
            tried = f"try:\n    out.append({made})\nexcept KeyError:\n    out.append(0)"
            loop = f"for row in rows:\n{lines(tried, 1)}".rstrip()
        if kind == 4:
            loop = f"with contextlib.suppress(TypeError):\n{lines(loop, 1)}".rstrip()
        body = f"out = []\n{loop}\nreturn out"
    return f"def {name}(rows):\n{lines(body, 1)}\n\n"


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """Producers in a row, a consumer, perhaps a handler around it, and perhaps a call with known data."""
    stages = draw(st.integers(1, 2))
    text, made = STATE, "rows"
    for number in range(stages):
        text += draw(producers(f"stage{number}"))
        made = f"stage{number}({made})"
    if draw(st.integers(0, 3)) == 0:
        made = f"[{draw(VALUES).format('row')} for row in rows]"
    body = "total = best = last = 0\nseen = []\n"
    if draw(st.booleans()):
        body, made = f"{body}found = {made}\n", "found"
    if draw(st.booleans()):
        use = f"total = {draw(WHOLE).format(made)}"
    else:
        does = draw(DOES).format(draw(st.sampled_from(["value", draw(VALUES).format("value")])))
        use = f"for value in {made}:\n{lines(does, 1)}".rstrip()
    around = draw(st.integers(0, 5))
    if around == 0:
        use = f"try:\n{lines(use, 1)}except (KeyError, TypeError):\n    total = -5"
    elif around == 1:
        use = f"with contextlib.suppress(ValueError, KeyError):\n{lines(use, 1)}".rstrip()
    inner = f"def work(rows):\n{lines(body + use, 1)}    return total, best, last, len(seen)\n\n\n"
    called = f"work({draw(DATA)})" if draw(st.booleans()) else "work(rows)"
    if draw(st.integers(0, 3)) == 0:
        main = f"try:\n    return {called}\nexcept KeyError:\n    return 'key'\nexcept TypeError:\n    return 'type'"
    else:
        main = f"return {called}"
    return f"{text}{inner}def main(rows):\n{lines(main, 1)}"


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(scripts())
def test_a_random_script_keeps_the_promise(text: str) -> None:
    assert rewritten(text, INPUTS)[1]
