# --- trap: all of it is yielded from a generator
def copied(rows):
    return [(row,) for row in rows]

def stream(rows):
    yield from copied(rows)

def main():
    rows = [1, 2]
    for (row,) in stream(rows):
        if len(rows) < 6:
            rows.append(row * 10)
    print(rows)
# --- trap: the identity of elements
# shows: len({id(box) for box in boxes(50)})
def boxes(limit):
    out = []
    for number in range(limit):
        out.append([number])
    return out
# --- trap: the identity of elements in a sum
def main():
    boxes = [[number] for number in range(50)]
    print(len(set(map(id, boxes))))
# --- trap: elements that only a weak set holds
import weakref

class Box:
    pass

def boxes(limit):
    out = []
    for number in range(limit):
        out.append(Box())
    return out

def main():
    alive = weakref.WeakSet()
    most = 0
    for box in boxes(5):
        alive.add(box)
        most = max(most, len(alive))
    print(most)
# --- trap: elements say when they go
class Box:
    def __init__(self, number):
        self.number = number

    def __del__(self):
        print("gone", self.number)

def boxes(limit):
    return [Box(number) for number in range(limit)]

def main():
    count = 0
    for box in boxes(3):
        count += 1
    del box
    print(count)
# --- trap: a callback sees the list
def numbers(limit):
    return [number for number in range(limit)]

def each(values, action):
    for value in values:
        action(value)

def main():
    rows = [1, 2, 3]

    def drop(value):
        rows.pop()

    each([row for row in rows], drop)
    print(rows)
# --- trap: the second source is changed in the loop
def main():
    letters = ["a", "b"]
    count = 0
    for _ in [(number, letter) for number in range(2) for letter in letters]:
        count += 1
        if count == 1:
            letters.append("c")
    print(count)
# --- trap: both loops have one name
def main():
    found = []
    number = 7
    for number in range(4):
        found.append((number, number))
    for pair in found:
        print(pair, number)
        number = 9
# --- trap: sum with lists
def main():
    print(sum([[number] for number in range(3)], []))
# --- trap: what is printed goes into a buffer that the loop reads
import contextlib
import io

def noisy(limit):
    out = []
    for number in range(limit):
        print("made", number)
        out.append(number)
    return out

def main():
    buffer = io.StringIO()
    sizes = []
    with contextlib.redirect_stdout(buffer):
        for number in noisy(3):
            sizes.append(len(buffer.getvalue()) + number)
    print(sizes)
# --- trap: a buffer that is filled by both sides
import io

def noisy(buffer, limit):
    out = []
    for number in range(limit):
        buffer.write("p")
        out.append(number)
    return out

def main():
    buffer = io.StringIO()
    for number in noisy(buffer, 3):
        buffer.write(str(number))
    print(buffer.getvalue())
# --- trap: the first of a generator expression ends the making, which is logged
# shows: next(number for number in numbers(4) if number > 1) | len(LOG)
LOG = []

def numbers(limit):
    out = []
    for number in range(limit):
        LOG.append(number)
        out.append(number)
    return out
# --- trap: a set of a module that grows while it is looked into
# each: chosen([1, 2, 3]) | GOOD.add(element + 1)
GOOD = {1}

def chosen(numbers):
    return [number for number in numbers if number in GOOD]
# --- trap: a field whose class answers for attributes itself
# shows: [(size, len(LOG)) for size in sizes([Row(1), Row(2)])]
from dataclasses import dataclass

LOG = []

@dataclass
class Row:
    size: int

    def __getattribute__(self, name):
        LOG.append(name)
        return object.__getattribute__(self, name)

def sizes(rows):
    return [row.size for row in rows]
# --- trap: dict hashes keys that tell how many were made
# shows: len(dict(pairs([1, 2, 3])))
class Key:
    made = 0

    def __init__(self, number):
        self.number = number
        Key.made += 1

    def __hash__(self):
        print("hashed", self.number, "of", Key.made)
        return self.number

def pairs(numbers):
    out = []
    for number in numbers:
        out.append((Key(number), number))
    return out
# --- trap: a step that stops early, and the step before it would stop as well
# shows: left(iter([1, 2]))
def read(rows):
    return [row for row in enumerate(rows)]

def first(rows):
    out = []
    for row in rows:
        if row is not None:
            break
        out.append(row)
    return out

def left(rows):
    for _ in first(read(rows)):
        pass
    return list(rows)
# --- trap: a function takes the elements only if it is told to, or after it may have returned
def read(rows):
    out = []
    for row in rows:
        print("read", row)
        out.append(row)
    return out

def counted(rows, wanted):
    count = 0
    if wanted:
        for row in rows:
            count += 1
    return count

def doubled(rows, wanted):
    if not wanted:
        return
    for row in rows:
        yield row * 2

def main():
    print(counted(read([1, 2]), False))
    for row in doubled(read([3]), False):
        print(row)
# --- trap: what is left in an iterator is taken after the loop was left
def main():
    rows = iter([1, 2, 3])
    for row in [row * 2 for row in rows]:
        break
    print(row, list(rows))
