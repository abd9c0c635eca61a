# --- trap: groups that are over
# shows: sum(len(list(group)) for _, group in groups("aabbb"))
from itertools import groupby

def groups(rows):
    out = []
    for key, group in groupby(rows):
        out.append((key, group))
    return out
# --- trap: nothing at all after an error
# count: parsed(["1", "2", "x"])
def parsed(texts):
    out = []
    try:
        for text in texts:
            out.append(int(text))
    except ValueError:
        return []
    return out
# --- trap: nothing at all after a bad number
# count: checked([1, 2, -3])
def checked(numbers):
    out = []
    for number in numbers:
        if number < 0:
            return []
        out.append(number)
    return out
# --- trap: an error when there is nothing
def found(numbers):
    out = []
    for number in numbers:
        if number > 3:
            out.append(number)
    if not out:
        raise LookupError("nothing")
    return out

def main():
    count = 0
    try:
        for number in found([1, 2]):
            count += 1
    except LookupError as problem:
        print(problem)
    print(count)
# --- trap: the object is changed by its other name
# shows: Rows().grow()
class Rows:
    def __init__(self):
        self.rows = [1, 2]

    def _all(self):
        out = []
        for row in self.rows:
            out.append(row)
        return out

    def grow(self):
        me = self
        count = 0
        for row in self._all():
            count += 1
            if count < 9:
                me.rows.append(row)
        return count
# --- trap: very long numbers
def main():
    texts = [str(7**power) for power in (10, 6000)]
    for text in texts:
        print(len(text))

try:
    main()
except ValueError as problem:
    print("too long")
# --- trap: a field of the environment
import os

def homes(names):
    out = []
    for name in names:
        out.append(os.environ.get(name, "none"))
    return out

def main():
    os.environ["RW_ONE"] = "1"
    os.environ.pop("RW_TWO", None)
    last = None
    for home in homes(["RW_ONE", "RW_TWO"]):
        os.environ["RW_TWO"] = "2"
        last = home
    print(last)
# --- trap: the consumer changes what it is given, and the producer goes on with it
# each: states(3) | element.append("seen")
def states(limit):
    state = [0]
    out = []
    for number in range(limit):
        out.append(state)
        state = state + [number]
    return out
# --- trap: the consumer replaces a function of the language
def sizes(words):
    return [len(word) for word in words]

def main():
    global len
    last = None
    for size in sizes(["a", "bb", "ccc"]):
        last = size
        len = lambda word: -1
    print(last)
# --- trap: the class of the elements is changed
class Item:
    price = 1

def prices(items):
    return [item.price for item in items]

def main():
    total = 0
    for price in prices([Item(), Item()]):
        Item.price = 5
        total += price
    print(total)
# --- trap: arguments that are one list
def merged(left, right):
    count = 0
    for value in [item for item in left]:
        count += 1
        if count < 9:
            right.append(value)
    return count

def main():
    rows = [1, 2]
    print(merged(rows, rows), merged(rows, []))
# --- trap: a with between making and using
import contextlib

LOG = []

@contextlib.contextmanager
def noted():
    LOG.append("in")
    yield
    LOG.append("out")

def states(limit):
    return [len(LOG) for number in range(limit)]

def main():
    with noted():
        found = states(2)
    last = None
    for state in found:
        last = state
    print(last)
# --- trap: the name is deleted in the loop
def main():
    offset = 5
    moved = [number + offset for number in range(3)]
    last = None
    for number in moved:
        if last is None:
            del offset
        last = number
    print(last)
# --- trap: a function that returns before it hands on what it would go through
# count: chosen(told())
def told():
    out = []
    for number in range(3):
        print(number)
        out.append(number)
    return out

def chosen(numbers):
    if 1 < 2:
        return iter(())
    return (number for number in numbers)
