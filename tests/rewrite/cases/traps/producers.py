# --- trap: the last one is changed by the next
# sizes: merged(4)
def merged(limit):
    out = []
    last = None
    for number in range(limit):
        if last is not None:
            last.append(number)
        last = [number]
        out.append(last)
    return out
# --- trap: it begins again
# count: after_zero([1, 2, 0, 3])
def after_zero(numbers):
    out = []
    for number in numbers:
        if number == 0:
            out = []
        out.append(number)
    return out
# --- trap: something is there from the start
# count: titled(3) | titled(2)
def titled(limit):
    out = ["title"]
    for number in range(limit):
        out.append(number)
    return out
# --- trap: it falls off the end
# count: numbers(3) | numbers(1)
def numbers(limit):
    out = []
    for number in range(limit):
        out.append(number)
    if limit > 2:
        return out
# --- trap: append is used in an expression
# count: present([1, 0, 2])
def present(values):
    out = []
    for value in values:
        value and out.append(value)
    return out
# --- trap: the end of an iterator comes from a function
def first(row):
    return next(iter(row))

def heads(rows):
    out = []
    for row in rows:
        out.append(first(row))
    return out

def counted(rows):
    count = 0
    for _ in heads(rows):
        count += 1
    return count

def main():
    try:
        print(counted([[1], []]))
    except Exception as problem:
        print(type(problem).__name__)
# --- trap: the end of an iterator is raised
def heads(limit):
    out = []
    for number in range(limit):
        if number == 2:
            raise StopIteration(number)
        out.append(number)
    return out

def counted(limit):
    count = 0
    for _ in heads(limit):
        count += 1
    return count

def main():
    for limit in (1, 4):
        try:
            print(counted(limit))
        except Exception as problem:
            print(type(problem).__name__)
# --- trap: a lock is held
# each: numbers(3) | LOCK.locked()
import threading

LOCK = threading.Lock()

def numbers(limit):
    out = []
    with LOCK:
        for number in range(limit):
            out.append(number)
    return out
# --- trap: a list in a tuple, one caller of which takes its length
def load(lines):
    return [line.strip() for line in lines], 1


def main():
    names, _ = load(["a "])
    for name in names:
        print(name)
    names, _ = load(["b "])
    print(len(names))
# --- trap: a list in a tuple whose source is handed out beside it and changed
def load(lines):
    return [line.strip() for line in lines], lines


def main():
    names, lines = load(["a ", "b "])
    lines.clear()
    for name in names:
        print(name)
# --- trap: a list in a tuple whose source is drained by what stands beside it
def load(lines):
    return [line.strip() for line in lines], sum(1 for _ in lines)


def main():
    names, rest = load(iter(["a ", "b "]))
    for name in names:
        print(name, rest)
# --- trap: a list in a tuple that is made inside a file that is closed
def load(path):
    with open(path) as file:
        return [line.strip() for line in file], path


def main():
    with open("a.txt", "w") as file:
        file.write("x\ny\n")
    names, path = load("a.txt")
    for name in names:
        print(name, path)
# --- trap: a list in a tuple of a function that is handed on
def load(lines):
    return [line.strip() for line in lines], 2


def main():
    names, count = load(["a "])
    for name in names:
        print(name, count)
    print(list(map(load, [["b "]])))
# --- trap: a list in a tuple and a name that a loop binds anew
def load(lines):
    names = []
    last = ""
    for line in lines:
        names.append(line.strip())
        last = line
    return names, last


def main():
    names, last = load(["a ", "b "])
    for name in names:
        print(name, last)
# --- trap: a method beside its own generator, that an heir overrides
# shows: Source().total() | Other().total()
class Source:
    def rows(self):
        return list(self._iter_rows())

    def _iter_rows(self):
        yield from (1, 2)

    def total(self):
        count = 0
        for row in self.rows():
            count += row
        return count


class Other(Source):
    def rows(self):
        return [7]
# --- trap: another function between a private one and its own generator
# total: _rows(other(3))
def _rows(limit):
    return list(_iter_rows(limit))


def other(limit):
    return limit


def _iter_rows(limit):
    for number in range(limit):
        yield number
# --- trap: a slice without a step
def parts(rows):
    return [(row, row)[::0] for row in rows]
def main():
    print(sum(len(part) for part in parts([1, 2])))
# --- trap: an enum whose members are looked up by code of its own
# shows: [len(asked) for _ in kinds(4)]
import enum
asked = []

class Kind(enum.Enum):
    ONE = 1

    @classmethod
    def _missing_(cls, value):
        asked.append(value)
        return cls.ONE

def kinds(limit):
    return [Kind(number) for number in range(limit)]
# --- trap: a list that gets its name anew in each round, or under a condition, or where an error is held back
import contextlib


def last(rows):
    for row in rows:
        found = [row + more for more in range(2)]
    return found


def some(rows, wanted):
    if wanted:
        found = [row + 1 for row in rows]
    return found


def known(texts):
    with contextlib.suppress(ValueError):
        found = [int(text) for text in texts]
    return found


def main():
    print(sum(last([1, 2])), sum(some([1], True)))
    for made in (lambda: some([1], False), lambda: known(["1", "x"])):
        try:
            for number in made():
                print(number)
        except UnboundLocalError:
            print("unbound")
# --- trap: a list in a tuple beside an item that is not there
def shown(text):
    print(text)
    return text

def load(texts):
    return [shown(text) for text in texts], texts[5]

def main():
    found, last = load(["a", "b"])
    count = 0
    for one in found:
        count += 1
    return count, last

try:
    main()
except IndexError:
    print("none")
# --- trap: a generator that gets the parameters of its function crosswise
# total: walked(2, 9)
def walk(limit, step):
    yield from range(0, limit, step)

def walked(limit, step):
    return list(walk(step=limit, limit=step))
# --- trap: an object has a function in the place of a method of its heir
# begins: noted
# shows: Heir().counts()
class Base:
    def __init__(self):
        self.keep = noted

class Heir(Base):
    def keep(self, number):
        return number

    def kept(self, limit):
        out = []
        for number in range(limit):
            out.append(self.keep(number))
        return out

    def counts(self):
        out = []
        for _ in self.kept(3):
            out.append(len(SEEN))
        return out
# --- trap: a default that changes something where it is worked out
# shows: sum(numbers(2)) | next(places)
import itertools
places = itertools.count(1)

def numbers(limit, first=int(next(places))):
    out = []
    for number in range(limit):
        out.append(first + number)
    return out

def kept():
    return numbers(3)

print(kept())
