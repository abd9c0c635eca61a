"""Generated functions that fill a list in loops, and consume it under this name, another one, or by an iterator."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rewrite.matrix import rewritten
from rewrite.test_generated import lines

STATE = "LOG = []\nSHARED = [1, 2]\n\n\n"
INPUTS = ("[]", "[[2], [1, 3]]", "[[1], 'x', []]", "[3, None]", "SHARED", "noisy([1], [2])", "faulty([2])")

OUTER = st.sampled_from(["for row in rows:", "for row in [[1], [2, 3]]:", "for row in [SHARED, [4]]:"])
INNER = st.sampled_from(
    ["for part in row:", "for part in range(left):", "for turn, part in enumerate(row):", "for part in SHARED:"]
)
SINGLE = st.sampled_from(
    ["for part in rows:", "for part in range(5):", "while left > 0:\n    left -= 1", "for part in SHARED:"]
)
ELEMENT = st.sampled_from(["part", "(part, left)", "left", "[part]", "left + limit", "kept"])
STEP = st.sampled_from(
    ["left -= 1", "limit += 1", "limit = left", "left = left - 1", "if left == 2:\n    break", "LOG.append(left)",
     "kept.append(left)", "kept = [*kept, 1]", "last = part", "if left < 1:\n    continue", "print(left)", "pass"]
)  # fmt: skip
GAP = st.sampled_from(
    ["left = 7", "limit += 1", "SHARED.append(9)", "rows = [5]", "print(left)", "LOG.append(limit)", "kept.append(3)",
     "last = limit", "left += 1", "pass", "rows[0].append(3) if rows else None", "kept = []"]
)  # fmt: skip
NAMED = st.sampled_from(
    [("", "found"), ("again = found", "again"), ("again = enumerate(found)", "again"), ("", "zip(found, SHARED)"),
     ("first = found\nagain = iter(first)", "again"), ("again = map(str, found)", "again")]
)  # fmt: skip
USE = st.sampled_from(
    ["total = sum([1 for _ in {0}])", "for value in {0}:\n    count += 1", "for value in {0}:\n    last = value",
     "for value in {0}:\n    SHARED.append(1) if len(SHARED) < 9 else None", "for value in {0}:\n    left = count",
     "for value in {0}:\n    print(value)", "for value in {0}:\n    if count:\n        break\n    count += 1",
     "table[left] = sum([1 for _ in {0}])", "table[kept.pop()] += sum([1 for _ in {0}])",
     "match limit:\n    case 3:\n        for value in {0}:\n            count += 1\n    case _:\n        pass",
     "match count:\n    case left:\n        for value in {0}:\n            count += 1",
     "total = dict(b=SHARED.pop(), a=sum([1 for _ in {0}]))", "total = 1 < left < sum([1 for _ in {0}])"]
)  # fmt: skip


@st.composite
def loop(draw: st.DrawFn) -> str:
    """A loop that fills the list, perhaps with another inside."""
    before, after = (lines(draw(STEP), 1) if draw(st.booleans()) else "" for _ in range(2))
    fill = f"    found.append({draw(ELEMENT)})\n"
    if draw(st.booleans()):
        fill = f"    if left != 3:\n    {fill}"
    body = f"{before}{fill}{after}"
    if draw(st.booleans()):
        return f"{draw(SINGLE)}\n{body}"
    inner = f"{draw(INNER)}\n{body}"
    head = lines(draw(STEP), 1) if draw(st.booleans()) else ""
    return f"{draw(OUTER)}\n{head}{lines(inner, 1)}"


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A function that fills a list and consumes it, once or in a loop of its own."""
    name, used = draw(NAMED)
    gaps = ["\n".join(draw(st.lists(GAP, max_size=2))) for _ in range(2)]
    body = f"found = []\n{draw(loop())}{gaps[0]}\n{name}\n{gaps[1]}\n{draw(USE).format(used)}\n"
    if draw(st.integers(0, 4)) == 0:
        body = f"for again_ in range(2):\n{lines(body, 1)}"
    start = "left, limit = 4, 3\nturn = part = last = total = None\ncount, kept, table = 0, [0], {0: 0}\n"
    if draw(st.booleans()):
        start = start.replace("left, limit = 4, 3", "left = 4\nlimit = 3").replace("count, kept", "count = 0\nkept")
        start = start.replace("table = 0, [0], {0: 0}", "table = [0], {0: 0}")
    end = draw(st.sampled_from(["count, last, total, kept", "count, total, table", "count, left, limit", "count"]))
    return f"{STATE}def main(rows):\n{lines(start + body, 1)}    return {end}\n"


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(programs())
def test_a_generated_loop_does_what_it_did(text: str) -> None:
    assert rewritten(text, INPUTS)[1]
