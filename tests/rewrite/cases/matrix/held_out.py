# --- state: all
PAIRS = [[1], [2, 3]]
STATE = {"count": 0, "limit": 3}
LIMIT = 1


def bump():
    STATE["count"] += 1


def tally(*values):
    return len(values)


class Scope:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        LOG.append(("enter", self.name))

    def __exit__(self, *problem):
        LOG.append(("exit", self.name))


class Box:
    def __init__(self, items):
        self.items = items

    def put(self, item):
        if len(self.items) < 9:
            self.items.append(item)


class Item:
    def __init__(self, number):
        self.number = number

    @property
    def value(self):
        LOG.append(("read", self.number))
        return self.number

    def __add__(self, other):
        LOG.append(("add", other))
        return self.number + other

    def __eq__(self, other):
        LOG.append(("compare", other))
        return self.number == other

    def __iter__(self):
        LOG.append("begin")
        for number in range(self.number):
            LOG.append(("next", number))
            yield number

    def __len__(self):
        LOG.append("measured")
        return self.number

    def __repr__(self):
        return f"Item({self.number})"
# --- file state: all
PATH = "data.txt"
with open(PATH, "w") as made:
    made.write("a,b\n\nc\u2028d\x0c,e\nf")
# --- inputs: all
[]
[3, 1, 2]
[2, 2, 1, 1, 9]
[1, None, 'x']
TABLE.items()
TABLE.keys()
TABLE.values()
iter([2, 3])
reversed([1, 2])
zip('ab', [1, 2])
io.StringIO('a\nb\n')
Item(3)
[Item(2), Item(1)]
[[1, 2], [2]]
PAIRS
SHARED
TABLE
'abc'
collections.deque([1, 2])
{'k': Item(1), 'm': 2}
noisy(1, 2, 9)
faulty(1, 2)
# --- producer: walrus
def produce(rows):
    out = []
    source = iter(rows)
    while (row := next(source, None)) is not None:
        out.append(row)
    return out
# --- producer: starred
# call: produce(*rows)
def produce(*rows):
    out = []
    for row in rows:
        out.append([row])
    return out
# --- producer: finally
def produce(rows):
    out = []
    try:
        for row in rows:
            out.append(row)
    finally:
        TABLE.clear()
    return out
# --- producer: in a scope
def produce(rows):
    out = []
    with Scope("produce"):
        for row in rows:
            out.append(row)
    return out
# --- producer: closure
def produce(rows):
    factor = 3

    def scaled(row):
        return (row, factor)

    out = []
    for row in rows:
        out.append(scaled(row))
    return out
# --- producer: counts in a global
def produce(rows):
    out = []
    for row in rows:
        bump()
        out.append(row)
    return out
# --- producer: reads a property
def produce(rows):
    return [row.value for row in rows]
# --- producer: property of a thing of its own
def produce(rows):
    item = Item(4)
    out = []
    for number in range(3):
        out.append((number, item.value))
    return out
# --- producer: adds things
def produce(rows):
    out = []
    start = Item(1)
    for number in range(3):
        out.append(start + number)
    return out
# --- producer: compares things
def produce(rows):
    wanted = Item(2)
    out = []
    for number in range(4):
        if wanted == number:
            out.append(number)
    return out
# --- producer: iterates a thing
def produce(rows):
    return [part for part in Item(3)]
# --- producer: measures a thing
def produce(rows):
    item = Item(3)
    out = []
    for number in range(3):
        if len(item) > number:
            out.append(number)
    return out
# --- producer: remembers in its default
def produce(rows, seen=[]):
    out = []
    for row in rows:
        if row not in seen:
            seen.append(row)
            out.append(row)
    return out
# --- producer: from a generator
def produce(rows):
    def inner():
        yield from rows

    out = []
    for row in inner():
        out.append(row)
    return out
# --- producer: limit of the state
def produce(rows):
    out = []
    for number in range(STATE["limit"]):
        out.append(number)
    return out
# --- producer: adds a global
def produce(rows):
    out = []
    for number in range(3):
        out.append(number + LIMIT)
    return out
# --- producer: loop with else
def produce(rows):
    out = []
    for row in rows:
        if row == 9:
            break
        out.append(row)
    else:
        out.append("end")
    return out
# --- producer: takes from the input
def produce(rows):
    out = []
    for number in range(2):
        out.append(rows[0])
        del rows[0]
    return out
# --- producer: augmented
def produce(rows):
    out = []
    for row in rows:
        out += [row]
    return out
# --- producer: walrus in a comprehension
def produce(rows):
    return [(half := row, half) for row in rows if row]
# --- producer: constructor
def produce(rows):
    out: list = list()
    for name in ("a", "b", "c"):
        out.append(name)
    return out
# --- producer: lengths of global lists
def produce(rows):
    out = []
    for pair in PAIRS:
        out.append(len(pair))
    return out
# --- producer: the global lists
def produce(rows):
    return [pair for pair in PAIRS]
# --- producer: lambda
def produce(rows):
    boxed = lambda row: (row, row)
    out = []
    for row in rows:
        out.append(boxed(row))
    return out
# --- producer: match
def produce(rows):
    out = []
    for row in rows:
        match row:
            case int():
                out.append(row)
            case [first, *_]:
                out.append(first)
    return out
# --- producer: a method that counts
# call: COUNTER.make(rows)
class Counter:
    def __init__(self):
        self.total = 0

    def make(self, rows):
        out = []
        for row in rows:
            self.total += 1
            out.append(self.total)
        return out


COUNTER = Counter()
# --- producer: a method that reads its state
# call: SHELF.titles()
class Shelf:
    def __init__(self, books):
        self.books = books

    def titles(self):
        out = []
        for book in self.books:
            out.append((book,))
        return out


SHELF = Shelf(SHARED)
# --- producer: letters
def produce(rows):
    out = []
    for letter in "abc":
        out.append(letter)
    return out
# --- producer: fails in the middle
def produce(rows):
    out = []
    for number in range(4):
        if number == 2:
            raise LookupError("no two")
        out.append(number)
    return out
# --- producer: writes to the output
import sys


def produce(rows):
    out = []
    for number in range(3):
        sys.stdout.write(f"make {number}\n")
        out.append(number)
    return out
# --- producer: reads the log
def produce(rows):
    out = []
    for number in range(3):
        out.append(len(LOG))
    return out
# --- producer: filled by name
def produce(rows):
    out = []
    add = out.append
    for row in rows:
        add(row)
    return out
# --- producer: a field of each
def produce(rows):
    out = []
    for number in range(3):
        item = Item(number)
        out.append(item)
    return out
# --- file consumer: writes the file
count = 0
with open(PATH, "a") as more:
    for value in CALL:
        count += 1
        more.write("more\n")
return count
# --- file consumer: reads the file
sizes = []
for value in CALL:
    with open(PATH) as again:
        sizes.append(len(again.read()))
return sizes
# --- consumer: the texts
text = ""
for value in CALL:
    text += str(value)
return text
# --- consumer: next by hand
source = iter(CALL)
count = 0
while True:
    try:
        next(source)
    except StopIteration:
        break
    count += 1
return count
# --- consumer: walrus
count = 0
if (found := CALL) is not None:
    for value in found:
        count += 1
return count
# --- consumer: starred
return tally(*CALL)
# --- consumer: unpacked
first, *others = CALL
return first, others
# --- consumer: finally
count = 0
try:
    last = None
    for value in CALL:
        last = value
        count += 1
finally:
    LOG.append(("done", count))
return count, last
# --- consumer: in a scope
count = 0
with Scope("consume"):
    last = None
    for value in CALL:
        last = value
        count += 1
return count, last
# --- consumer: after a scope
with Scope("call"):
    found = CALL
LAST(found)
# --- consumer: inner function
found = CALL


def inner():
    count = 0
    last = None
    for value in found:
        last = value
        count += 1
    return count, last


return inner()
# --- consumer: lambda
go = lambda values: sum(1 for value in values)
return go(CALL)
# --- consumer: later by a lambda
found = CALL
later = lambda: [value for value in found]
STATE["limit"] = 1
return later()
# --- consumer: a function changes the state
count = 0
last = None
for value in CALL:
    last = value
    bump()
    count += 1
return count, last
# --- consumer: binds a global
global LIMIT
count = 0
last = None
for value in CALL:
    last = value
    LIMIT += 1
    count += 1
LIMIT = 1
return count, last
# --- consumer: changes the elements
for value in CALL:
    if isinstance(value, list):
        value.append(0)
return "changed"
# --- consumer: changes what the elements come from
count = 0
last = None
for value in CALL:
    last = value
    count += 1
    PAIRS[-1].append(count)
return count, last
# --- consumer: yield from
def stream():
    yield from CALL


COUNT(stream())
# --- consumer: loop with else
for value in CALL:
    if value == 2:
        LOG.append("two")
        break
else:
    LOG.append("none")
return "over"
# --- consumer: stops after two
count = 0
for value in CALL:
    count += 1
    if count == 2:
        break
return count
# --- consumer: deleted name
found = CALL
other = found
del found
LAST(other)
# --- consumer: augmented
kept = ["first"]
kept += CALL
return kept
# --- consumer: adds to the input
rows += CALL
return rows
# --- consumer: caught by the caller
def run():
    count = 0
    for value in CALL:
        count += 1
        LOG.append(count)
    return count


try:
    return run()
except Exception as problem:
    LOG.append(repr(problem))
    return None
# --- consumer: fails in the middle
count = 0
for value in CALL:
    count += 1
    if count == 2:
        raise KeyError("enough")
return count
# --- consumer: property
total = []
for value in CALL:
    total.append(value.value)
return total
# --- consumer: reads the log
sizes = []
for value in CALL:
    sizes.append(len(LOG))
return sizes
# --- consumer: reads the state
counts = []
for value in CALL:
    counts.append(STATE["count"])
return counts
# --- consumer: reads the table
sizes = 0
for value in CALL:
    sizes += len(TABLE)
return sizes
# --- consumer: numbered dict
return dict(enumerate(CALL))
# --- consumer: reduce
from functools import reduce

return reduce(lambda count, value: count + 1, CALL, 0)
# --- consumer: after the loop
value = None
for value in CALL:
    pass
return value
# --- consumer: name of the loop without a value
for value in CALL:
    pass
return value
# --- consumer: two names
found = other = CALL
count = 0
for value in found:
    count += 1
return count, other is found
# --- consumer: in a loop
count = 0
for turn in range(2):
    for value in CALL:
        count += 1
return count
# --- consumer: changes by another name
mine = SHARED
count = 0
last = None
for value in CALL:
    last = value
    count += 1
    if count < 8:
        mine.append(count)
return count, last
# --- consumer: changes by a method
box = Box(SHARED)
for value in CALL:
    box.put(value)
return "boxed"
# --- consumer: local list
found = [value for value in CALL]
COUNT(found)
# --- consumer: map
COUNT(map(lambda value: (value,), CALL))
# --- consumer: conditional
source = CALL if STATE else []
COUNT(source)
# --- consumer: highest
return max(CALL, key=lambda value: LOG.append(value) or 0, default=None)
# --- consumer: compares
hits = 0
for value in CALL:
    if value == 1:
        hits += 1
return hits
# --- consumer: takes from the shared
count = 0
last = None
for value in CALL:
    last = value
    if SHARED:
        SHARED.pop(0)
    count += 1
return count, last
# --- consumer: replaces the shared
global SHARED
count = 0
last = None
for value in CALL:
    last = value
    SHARED = []
    count += 1
return count, last
# --- consumer: by a default
def each(values=CALL):
    count = 0
    for value in values:
        count += 1
    return count


return each(), each()
# --- consumer: as a keyword
return drain(values=CALL)
# --- consumer: drained after a print
print("before")
return drain(CALL)
# --- consumer: in a tuple
found, size = CALL, 3
count = 0
for value in found:
    count += 1
return count, size
# --- consumer: while with a flag
found = CALL
busy = True
count = 0
while busy:
    last = None
    for value in found:
        last = value
        count += 1
    busy = False
return count, last
# --- source: lines of a file
def main(rows):
    with open(PATH) as file:
        found = EITHER(file.readlines() | file)
        CONSUME
# --- source: lines that outlive their file
def main(rows):
    with open(PATH) as file:
        found = EITHER(file.readlines() | file)
    CONSUME
# --- source: read whole and split
def main(rows):
    with open(PATH) as file:
        found = EITHER(file.read().splitlines() | (line.rstrip("\n") for line in file))
        CONSUME
# --- source: lines of the argument
def main(rows):
    found = EITHER(rows.readlines() | rows)
    CONSUME
# --- source: rows of a table
import csv


def main(rows):
    with open(PATH, newline="") as file:
        found = EITHER(list(csv.reader(file)) | csv.reader(file))
        CONSUME
# --- source: rows of a query
import sqlite3


def main(rows):
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (n)")
    connection.executemany("insert into t values (?)", [(1,), (2,), (3,)])
    found = EITHER(connection.execute("select n from t").fetchall() | connection.execute("select n from t"))
    CONSUME
# --- source: rows of a cursor
import sqlite3


def main(rows):
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    cursor.execute("create table t (n)")
    cursor.executemany("insert into t values (?)", [(1,), (2,), (3,)])
    cursor.execute("select n from t order by n desc")
    found = EITHER(cursor.fetchall() | cursor)
    connection.row_factory = sqlite3.Row
    CONSUME
# --- source: parsed lines
import json


def main(rows):
    with open(PATH) as file:
        found = EITHER([line.split(",") for line in file] | (line.split(",") for line in file))
        CONSUME
# --- source: the keys of the table
def main(rows):
    found = EITHER(list(TABLE.keys()) | TABLE.keys())
    CONSUME
# --- source: mapped
def main(rows):
    found = EITHER(list(map(str, range(3))) | map(str, range(3)))
    CONSUME
# --- source: filtered
def main(rows):
    found = EITHER(list(filter(lambda row: row, rows)) | filter(lambda row: row, rows))
    CONSUME
# --- source: zipped
def main(rows):
    found = EITHER(list(zip(SHARED, "ab")) | zip(SHARED, "ab"))
    CONSUME
# --- dict producer: by property
def produce(rows):
    out = {}
    for number in range(3):
        out[number] = Item(number).value
    return out
# --- dict producer: copied
def produce(rows):
    out = dict()
    for key in rows:
        out[key] = rows[key]
    return out
# --- dict producer: half the keys
def produce(rows):
    out = {}
    for number in range(6):
        out[number // 2] = number
    return out
# --- dict producer: swapped
def produce(rows):
    return {value: key for key, value in rows.items()}
# --- dict producer: of the table
def produce(rows):
    out = {}
    for key, value in TABLE.items():
        out[key] = (key, value)
    return out
# --- dict producer: zipped
def produce(rows):
    out = {}
    for name, number in zip("abca", range(4)):
        out[name] = number
    return out
# --- dict producer: equal numbers
def produce(rows):
    return {key: "x" for key in (1, 1.0, True, 2)}
# --- dict consumer: sorted
return sorted(CALL.items(), key=str)
# --- dict consumer: table changes
count = 0
for key, value in CALL.items():
    TABLE[key] = count
    count += 1
return count
# --- dict consumer: counted
count = 0
for key in CALL.keys():
    count += 1
return count
# --- dict consumer: any value
return any(value for value in CALL.values())
# --- dict consumer: into another
kept = {"a": 0}
kept.update(CALL)
return kept
# --- dict consumer: names once
table = CALL
last = None
for key in table:
    last = key
return last
# --- dict consumer: pairs as tuples
count = 0
for pair in CALL.items():
    count += len(pair)
return count
# --- dict consumer: log of the size
sizes = []
for value in CALL.values():
    sizes.append(len(LOG))
return sizes
