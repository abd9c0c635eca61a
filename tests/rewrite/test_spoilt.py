"""What is known of the rows holds only while nobody puts in others: each way of doing that, by every other name."""

import pytest

from rewrite.oracle import outcome
from rewrite.test_generated import lines
from sparsemem.rewrite import Tier, rewrite

STATE = """import bisect
import functools
import heapq
import itertools
import operator

HOLD = []


class Box:
    def __init__(self, rows):
        self.rows = rows

    def put(self, row):
        self.rows.append(row)

    def spoil(self):
        self.rows[1] = BAD


def same(rows):
    return rows


def spoilt(rows):
    rows[1] = BAD
    return rows


def spoil_held():
    HOLD[0][1] = BAD


def each(rows, action):
    for row in rows:
        action(row)


def given(rows):
    yield rows


"""
ROWS = {
    "records": ('[{"amount": 1}, {"amount": 2}]', "{}", 'row["amount"]'),
    "numbers": ("[1, 2]", "None", "row + 1"),
    "texts": ('["a", "b"]', "None", "row.upper()"),
    "pairs": ("[(1, 2), (3, 4)]", "()", "row[1]"),
    "lists": ("[[1], [2]]", "3", "len(row)"),
}
SPOILERS = """rows.append(BAD)
rows.insert(1, BAD)
rows += [BAD]
rows = rows + [BAD]
rows.extend([BAD])
rows[1] = BAD
rows[1:] = [BAD]
rows[-1] = BAD
other = rows; other.append(BAD)
other = more = rows; more[1] = BAD
other = [rows]; other[0].append(BAD)
other = {"k": rows}; other["k"][1] = BAD
other = (rows, 1); other[0].append(BAD)
first, other = 1, rows; other.append(BAD)
(rows or [])[1] = BAD
(rows if rows else HOLD).append(BAD)
add = rows.append; add(BAD)
getattr(rows, "append")(BAD)
list.append(rows, BAD)
list.__setitem__(rows, 1, BAD)
rows.__setitem__(1, BAD)
other = []; other = rows; other.append(BAD)
other = []; keep = other = rows; other[1] = BAD
other = [] if HOLD else rows; other[1] = BAD
other = []; act = lambda: other.append(BAD); other = rows; act()
other = []; todo = (other.append(BAD) for _ in "x"); other = rows; list(todo)
other = []; todo = [lambda: other.append(BAD)]; other = rows; todo[0]()
for other in ([], rows): other.append(BAD)
other = []; (other := rows); other.append(BAD)
operator.setitem(rows, 1, BAD)
functools.partial(rows.append, BAD)()
(lambda those: those.append(BAD))(rows)
[those.append(BAD) for those in [rows]]
[rows.append(BAD) for _ in range(1)]
for rows[1] in [BAD]: pass
for those in (rows,): those.append(BAD)
for place in range(1, 2): rows[place] = BAD
same(rows).append(BAD)
spoilt(rows)
rows = spoilt(rows)
HOLD.append(rows); spoil_held()
Box(rows).put(BAD)
box = Box(rows); box.spoil()
box = Box(rows); box.rows.append(BAD)
Box.put(Box(rows), BAD)
each([BAD], rows.append)
each([rows], lambda those: those.append(BAD))
list(map(rows.append, [BAD]))
any(map(rows.append, [BAD]))
next(given(rows)).append(BAD)
for those in given(rows): those.append(BAD)
rows.sort(key=str); rows.append(BAD)
rows.reverse(); rows[1] = BAD
rows.pop(); rows.append(BAD)
rows *= 2; rows[1] = BAD
del rows[1]; rows.append(BAD)
functools.reduce(lambda those, one: those.append(one), [BAD], rows)
bisect.insort(rows, BAD, key=str)
itertools.chain.from_iterable([[rows]]).__next__().append(BAD)
sorted([0], key=lambda one: rows.append(BAD) or 0)
max([0], key=lambda one: rows.append(BAD) or 0)
exec("rows.append(BAD)")
eval("rows.append(BAD)")
locals()["rows"].append(BAD)
(other := rows).append(BAD)
match rows:\\n    case those: those.append(BAD)
match [rows]:\\n    case [those]: those.append(BAD)
def inner(): rows.append(BAD)\\ninner()
def inner(those=rows): those.append(BAD)\\ninner()
def inner(*those): those[0].append(BAD)\\ninner(rows)
def inner(**those): those["k"].append(BAD)\\ninner(k=rows)
def inner():\\n    nonlocal rows\\n    rows = [rows[0], BAD]\\ninner()
with Manager(rows) as those: those.append(BAD)
if rows: rows = [rows[0], BAD]
while len(rows) < 3: rows.append(BAD)
try: rows.append(BAD)\\nfinally: pass
rows, other = [rows[0], BAD], 1
[rows[0], rows[1]] = [rows[0], BAD]
*rows, = [*rows, BAD]
rows = [*rows, BAD]
rows = list(rows) + [BAD]
rows = rows[:1] + [BAD]
rows = sorted(rows, key=str) + [BAD]
rows = [row for row in rows] + [BAD]
rows = [rows[0], BAD]
rows = rows.copy(); rows.append(BAD)
import copy; rows = copy.copy(rows); rows.append(BAD)
global ROWS; ROWS = rows; ROWS.append(BAD)
HOLD.extend([rows]); HOLD[-1].append(BAD)
HOLD[:] = [rows]; HOLD[0].append(BAD)
object.__setattr__(box := Box([]), "rows", rows); box.put(BAD)
setattr(box := Box([]), "rows", rows); box.put(BAD)
vars(box := Box([]))["rows"] = rows; box.put(BAD)
def inner(size=rows.append(BAD)): pass
act = lambda size=rows.append(BAD): size
class Inner: size = rows.append(BAD)
f"{1:{rows.append(BAD) or ''}}"
HOLD[rows.append(BAD) or 0 :] = []
dict[rows.append(BAD) : 2, 1]
try: int("x")\\nexcept (rows.append(BAD), ValueError)[1]: pass
[1 for rows[1] in [BAD]]
type("Made", (), {"run": lambda self: rows.append(BAD)})().run()""".splitlines()
INNER = """rows[1].clear()
rows[1].pop("amount")
del rows[1]["amount"]
rows[1]["amount"] = None; rows[1].clear()
rows[-1].clear()
other = rows[1]; other.clear()
first, other = rows; other.clear()
*_, other = rows; other.clear()
for row in rows[1:]: row.clear()
for place, row in enumerate(rows): row.clear() if place else None
for row, _ in zip(reversed(rows), "a"): row.clear()
[row.clear() for row in rows[1:]]
list(map(dict.clear, rows[1:]))
each(rows[1:], dict.clear)
each(rows[1:], lambda row: row.clear())
list(rows)[1].clear()
rows.copy()[1].clear()
rows[0:2][1].clear()
tuple(rows)[1].clear()
max(rows, key=id).clear()
next(reversed(rows)).clear()
rows.pop().clear(); rows.append({})
(lambda row: row.clear())(rows[1])
dict.clear(rows[1])
rows[1].__delitem__("amount")
operator.delitem(rows[1], "amount")
rows[1].popitem()
HOLD.append(rows[1]); HOLD[0].clear()
HOLD.extend(rows); HOLD[1].clear()
Box(rows).rows[1].clear()
same(rows[1]).clear()
same(rows)[1].clear()
{"k": rows[1]}["k"].clear()
[*rows][1].clear()
(rows[1] or {}).clear()
match rows:\\n    case [_, other]: other.clear()
match rows[1]:\\n    case dict() as other: other.clear()
def inner(row): row.clear()\\ninner(rows[1])
def inner(): rows[1].clear()\\ninner()
wipe = rows[1].clear; wipe()
getattr(rows[1], "clear")()
rows[1].update(amount=1); rows[1].clear()
sorted(rows[1:], key=lambda row: row.clear() or 0)
any(row.clear() for row in rows[1:])
itertools.islice(rows, 1, 2).__next__().clear()
functools.reduce(lambda one, row: row.clear(), rows[1:], 0)
heapq.nlargest(1, rows, key=id)[0].clear()""".splitlines()
CLEAN = "rows.reverse()"


def program(rows: str, spoiler: str, local: bool, within: bool) -> str:
    """A module that spoils the rows before they are consumed, where they are printed, or `within` the loop."""
    made, bad, used = ROWS[rows]
    body = (
        spoiler.replace("\\n", "\n").replace("; ", "\n").replace("Manager(", "__import__('contextlib').nullcontext(")
    )
    head = f"{STATE}BAD = {bad}\n\n\ndef produce(rows):\n    out = []\n    for row in rows:\n"
    head += f"        out.append({used})\n    return out\n\n\ndef main(argument):\n"
    if "global ROWS\n" in body:
        head, body = f"{head}    global ROWS\n", body.replace("global ROWS\n", "")
    made = f"rows = {made}\ncount, last = 0, None\n"
    found = f"[{used} for row in rows]" if local else "produce(rows)"
    if within:
        loop = f"for value in {found}:\n    count += 1\n    last = value\n    if count == 1:\n{lines(body, 2)}"
        return f"{head}{lines(made + loop, 1)}    return count, last\n"
    return f"{head}{lines(f'{made}{body}', 1)}    used = {found}\n    for value in used:\n        print(value)\n"


def decided(text: str) -> tuple[bool, bool]:
    """Whether a program is rewritten, and whether it then does what it did."""
    after = rewrite({"main.py": text}, tier=Tier.T1).sources.get("main.py", text)
    results = [outcome(compile(one, "<program>", "exec"), "None") for one in (text, after)]
    return text != after, results[0] == results[1]


@pytest.mark.parametrize("within", [False, True], ids=["before", "within"])
@pytest.mark.parametrize("local", [False, True], ids=["call", "local"])
@pytest.mark.parametrize("rows", ROWS)
def test_rows_that_are_put_in_are_noticed(rows: str, local: bool, within: bool) -> None:
    assert decided(program(rows, CLEAN, local, within=False)) == (True, True)
    spoilers = SPOILERS + INNER if rows == "records" else SPOILERS
    wrong = [spoiler for spoiler in spoilers if not decided(program(rows, spoiler, local, within))[1]]
    assert not wrong
