# --- trap: the same with a call
def copied(rows):
    return [row for row in rows]

def main():
    rows = [1, 2, 3]
    found = copied(rows)
    pairs = zip(found, range(10))
    rows.append(4)
    for pair in pairs:
        print(pair)
# --- trap: only one case consumes it
def main():
    rows = ["1", "x"]
    found = [int(row) for row in rows]
    match len(rows):
        case 1:
            for number in found:
                print(number)
        case _:
            print("two")
# --- trap: a case changes the source before it consumes
def main():
    rows = [1, 2, 3]
    found = [row for row in rows]
    match len(rows):
        case 3:
            rows.clear()
            for row in found:
                print(row)
# --- trap: the place of an augmented assignment is evaluated first
def main():
    rows = [1, 2, 3]
    table = {3: 0}
    found = [row for row in rows]
    table[rows.pop()] += sum(found)
    print(table)
# --- trap: the value is evaluated before the place
def main():
    rows = [1, 2, 3]
    table = {}
    found = [row for row in rows]
    table[sum(found)] = rows.pop()
    print(table)
# --- trap: what an assert statement says is worked out only where it fails
def main():
    found = [int(row) for row in ["1", "x"]]
    assert len("ab") == 2, sum(found)
    print("done")
# --- trap: a chain of comparisons that ends early
def main():
    found = [int(row) for row in ["1", "x"]]
    print(1 < len("a") < sum(found))
# --- trap: arguments by name come after those by place
def both(*parts, size):
    return size, parts

def main():
    rows = [1, 2, 3]
    found = [row for row in rows]
    print(both(size=sum(found), *[rows.pop()]))
# --- trap: an argument by name before it
def both(first, second):
    return first, second

def main():
    rows = [1, 2, 3]
    found = [row for row in rows]
    print(both(first=rows.pop(), second=sum(found)))
# --- trap: what is deleted before
def main():
    rows = [1, 2, 3, 4]
    found = [row for row in rows]
    del rows[0], rows[sum(found) - 9]
    print(rows)
# --- trap: what is raised, and from what
class Failed(Exception):
    pass

def failed(rows):
    rows.clear()
    return Failed("first")

def cause(total):
    return Failed(str(total))

def main():
    rows = [1, 2, 3]
    found = [row for row in rows]
    try:
        raise failed(rows) from cause(sum(found))
    except Failed as problem:
        print(problem.__cause__)
# --- trap: the rest of a mapping takes a name that it reads
def main():
    limit = 2
    table = {"first": 1, "second": 2}
    found = [number for number in range(4) if number < limit]
    match table:
        case {"first": 1, **limit}:
            limit = 0
    for number in found:
        print(number)
    print(limit)
# --- trap: a pattern takes a name that it reads
def main():
    limit = 2
    found = (lambda: [number for number in range(4) if number < limit])()
    more = [number for number in range(4) if number < limit]
    match 1:
        case limit:
            pass
    for number in more:
        print(number, found)
# --- trap: a pattern that runs code
class Point:
    def __init__(self, rows):
        self.rows = rows

    @property
    def x(self):
        self.rows.clear()
        return 1

def main():
    rows = [1, 2, 3]
    point = Point(rows)
    found = [row for row in rows]
    match point:
        case Point(x=1):
            for row in found:
                print(row)
# --- trap: an exception takes a name that it reads
def main():
    limit = 2
    found = [number for number in range(4) if number < limit]
    for number in found:
        try:
            int("x")
        except ValueError as limit:
            print(number)
# --- trap: what may be None fails after some of it was shown
# each: names([found(1), found(0)])
def names(rows):
    out = []
    for row in rows:
        out.append(row[0])
    return out

def found(key):
    return ("a",) if key else None
# --- trap: a file is opened, and moved on by the consumer
def lines(handle):
    return [line.strip() for line in handle]

def main():
    with open("n.txt", "w") as target:
        target.write("a\nb\nc\n")
    with open("n.txt") as handle:
        size = 0
        for line in lines(handle):
            handle.seek(0)
            size += len(line)
            if size > 5:
                break
        print(size)
# --- trap: a hash that both sides add to
import hashlib

def parts(texts, total):
    out = []
    for text in texts:
        total.update(text.encode())
        out.append(total.hexdigest()[:4])
    return out

def main():
    total = hashlib.sha256()
    for part in parts(["a", "b"], total):
        total.update(part.encode())
    print(total.hexdigest())
# --- trap: a key is taken out of the dict before it is looked up
def sized(stock):
    out = []
    for name in list(stock):
        stock.pop("nuts", None)
        out.append(stock[name])
    return out

def main():
    try:
        for number in sized({"bolts": 5, "nuts": 3}):
            print(number)
    except KeyError as error:
        print(error)
# --- trap: an index of a list that is another by then
def steps(levels):
    out = []
    for i in range(len(levels)):
        out.append(levels[i])
        levels = levels[:2]
    return out

def main():
    try:
        for level in steps([1, 4, 9]):
            print(level)
    except IndexError:
        print("gone")
# --- trap: elements of a list are no indices of it
# each: picked([1, 0, 9])
def picked(rows):
    return [rows[place] for place in rows]
# --- trap: indices are no keys of a dict
# each: picked({0: "a", 7: "b"})
def picked(table):
    return [table[place] for place in range(len(table))]
# --- trap: an index beyond the end
# each: steps([1, 4, 9])
def steps(levels):
    return [levels[i + 2] for i in range(len(levels) - 1)]
# --- trap: what is called hangs on a key, and whether the key is there on what is called
# each: told({"a": Note(), "bc": Note()})
def told(handlers):
    out = []
    for name in handlers:
        handlers[name].note(name)
        out.append(len(name))
    return out

class Note:
    def note(self, name):
        print(name)
# --- trap: an inner function that calls itself in many places
# each: told(["a", "bc", "def"])
def told(tree):
    def walk(node):
        if len(node) == 0:
            return []
        return [*walk(node[1:]), *walk(node[2:]), *walk(node[3:]), *walk(node[4:]), *walk(node[5:]), *walk(node[6:]),
                *walk(node[7:]), *walk(node[8:]), *walk(node[9:]), *walk(node[10:]), *walk(node[11:]), node[0]]

    return [len(part) for part in walk(tree)]
# --- trap: a function prints before it takes the first element
def readings(texts):
    return [int(text) for text in texts]

def report(values):
    print("values")
    for value in values:
        print(value)

def main():
    report(readings(["1", "x"]))
# --- trap: what is done at last shows how far the consumer came
def main():
    seen = {}
    try:
        values = [int(text) for text in ["1", "x"]]
        for value in values:
            seen[value] = True
    finally:
        print(seen)
# --- trap: a context swallows an exception, and what is left of the source is asked for
from contextlib import suppress

def main():
    source = iter(range(6))
    found = [number for number in source]
    with suppress(ZeroDivisionError):
        for number in found:
            1 / (number - 2)
    print(list(source))
# --- trap: a function of the library changes what it is given
import operator
def grown(parts, numbers):
    found = []
    for number in numbers:
        operator.iconcat(parts, [number])
        found.append(number * 2)
    return found
def main():
    parts = []
    found = grown(parts, range(9))
    print(len(parts), sum(found))
# --- trap: a function of the library has a state that another changes
import calendar
def weeks(months):
    return [len(calendar.monthcalendar(2024, month)) + calendar.firstweekday() for month in months]
def main():
    found = weeks(range(1, 13))
    calendar.setfirstweekday(3)
    print(sum(found))
    calendar.setfirstweekday(0)
# --- trap: a path that replaces another is no text
import pathlib
import tempfile
def moved(paths):
    return [path.replace(path.with_suffix(".old")) for path in paths]
def main():
    folder = tempfile.mkdtemp()
    for number in range(3):
        pathlib.Path(folder, str(number)).write_text("x")
    found = moved([pathlib.Path(folder, str(number)) for number in range(3)])
    print(len(list(pathlib.Path(folder).glob("*.old"))), sum(len(path.name) for path in found))
# --- trap: it returns between making and using
def main(rows):
    found = [int(row) for row in rows]
    if "x" in rows:
        return
    for number in found:
        print(number)

main(["1"])
try:
    main(["x"])
except ValueError:
    print("no number")
# --- trap: what a handler calls shows the exception that it has no name for
import sys

def numbers(texts):
    return [int(text) for text in texts]

def named(numbers):
    out = []
    for number in numbers:
        out.append({1: "one"}[number])
    return out

def told():
    print(sys.exc_info()[0])

def main():
    try:
        run()
    except Exception:
        told()

def run():
    return named(numbers(["1", "2", "x"]))
# --- trap: an exception that ends the program, and one that a handler stops
def numbers(texts):
    out = []
    for text in texts:
        if text == "x":
            raise SystemExit(3)
        out.append(int(text))
    return out

def named(numbers):
    out = []
    for number in numbers:
        out.append({1: "one"}[number])
    return out

def run():
    return named(numbers(["1", "2", "x"]))

def main():
    try:
        run()
    except Exception:
        print("stopped")
