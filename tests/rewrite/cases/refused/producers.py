# --- refused 17 at T1: half of the output comes before the error
# reason: in_try | fault_order
def inverse(values):
    out = []
    for value in values:
        out.append(1 / value)
    return out

def main():
    try:
        for value in inverse([1, 2, 0]):
            print(value)
    except ZeroDivisionError as problem:
        print("nothing done:", problem)
# --- refused 18 at T1: the arguments are checked at the call
# reason: in_try
def chunks(text, size):
    if size < 1:
        raise ValueError("size must be positive")
    out = []
    for start in range(0, len(text), size):
        out.append(text[start : start + size])
    return out

def main():
    try:
        found = chunks("abcdef", 0)
    except ValueError as problem:
        print(problem)
        return
    for chunk in found:
        print(chunk)
# --- refused 19: any() would leave prints undone
# reason: short_circuit
# shows: any(checked([1, 2, 3]))
def checked(rows):
    out = []
    for row in rows:
        print("check", row)
        out.append(row > 1)
    return out
# --- refused 23: one record is filled again and again
# reason: record_reused
# each: rows(3)
def rows(count):
    record = {}
    out = []
    for number in range(count):
        record["n"] = number
        out.append(record)
    return out
# --- refused 24: next() may end the generator
# reason: bare_next
def pairs(values):
    iterator = iter(values)
    out = []
    for value in iterator:
        out.append((value, next(iterator)))
    return out

def main():
    try:
        for left, right in pairs([1, 2, 3]):
            print(left, right)
    except StopIteration:
        print("odd number")
# --- refused 25: no list in one case
# reason: mixed_returns
def found(rows, wanted):
    if wanted is None:
        return None
    out = []
    for row in rows:
        if row == wanted:
            out.append(row)
    return out

def main():
    result = found(["a", "b"], None)
    if result is None:
        print("nothing asked")
    else:
        print(sum(1 for _ in result))
# --- refused 25: good and bad are returned together
# reason: returned_in_tuple
def split(rows):
    good = []
    bad = []
    for row in rows:
        if row.isdigit():
            good.append(int(row))
        else:
            bad.append(row)
    return good, bad

def main():
    good, bad = split(["1", "x", "3"])
    for row in good:
        print(row)
    for row in bad:
        print("bad", row)
# --- refused 26: the function calls itself
# reason: recursive
# total: leaves([1, [2, [3]], 4])
def leaves(tree):
    out = []
    for child in tree:
        if isinstance(child, list):
            out.extend(leaves(child))
        else:
            out.append(child)
    return out
# --- refused 27: the result is cached
# reason: decorated
# shows: sum(primes(20)) | sum(primes(20))
import functools

@functools.lru_cache
def primes(limit):
    out = []
    for number in range(2, limit):
        if all(number % other for other in range(2, number)):
            out.append(number)
    return out
# --- refused 28: a subclass brings its own records
# reason: overridden
# shows: Shelf(["a b"]).length() | Sorted(["c", "b"]).length()
class Shelf:
    def __init__(self, books):
        self.books = books

    def titles(self):
        out = []
        for book in self.books:
            out.append(book.title())
        return out

    def length(self):
        total = 0
        for title in self.titles():
            total += len(title)
        return total

class Sorted(Shelf):
    def titles(self):
        print("sorted")
        return sorted(self.books)
# --- refused 29: the function is replaced by name
# reason: overridden | unknown_callee | later_use
def rows(count):
    out = []
    for number in range(count):
        out.append(number)
    return out

def total(count):
    result = 0
    for row in rows(count):
        result += row
    return result

def main():
    global rows
    print(total(4))
    rows = lambda count: [100] * count
    print(total(4))
# --- refused 30: the function is chosen from a table
# reason: -
# total: FILTERS["odd"](range(9))
def even(rows):
    return [row for row in rows if row % 2 == 0]

def odd(rows):
    return [row for row in rows if row % 2]

FILTERS = {"even": even, "odd": odd}
# --- refused 31: the result is shown by a doctest and handed to a caller
# reason: -
def steps(start, stop):
    """The numbers in between.

    >>> steps(1, 4)
    [1, 2, 3]
    """
    out = []
    for number in range(start, stop):
        out.append(number)
    return out

def main():
    import doctest

    print(doctest.testmod().failed)
# --- refused 32: the records are awaited
# reason: async
import asyncio

async def pages(count):
    out = []
    for number in range(count):
        await asyncio.sleep(0)
        out.append(number)
    return out

async def main():
    total = 0
    for page in await pages(4):
        total += page
    print(total)

asyncio.run(main())
# --- refused 33: two threads share the records
# reason: shared_between_threads | stored | iterated_twice
import threading

def jobs(count):
    out = []
    for number in range(count):
        out.append(number)
    return out

def work(todo, done):
    for job in todo:
        done.append(job)

def main():
    todo = jobs(3)
    done = []
    threads = [threading.Thread(target=work, args=(todo, done)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sorted(done))
# --- refused 34: the records are pickled
# reason: pickled
# shows: pickle.loads(pickle.dumps(events([1, 2])))
import pickle

def events(rows):
    out = []
    for row in rows:
        out.append((row, row * 2))
    return out
# --- refused 34: the records are put into a queue
# reason: pickled | shared_between_threads
import queue

def batch(rows):
    out = []
    for row in rows:
        out.append(row + 1)
    return out

def main():
    todo = queue.Queue()
    todo.put(batch([1, 2]))
    print(todo.get())
# --- refused 35 at T1: the end of the producer is seen
# reason: interleaved_effects
# each: lines(["a ", "b "])
def lines(rows):
    out = []
    try:
        for row in rows:
            out.append(row.strip())
    finally:
        print("closed")
    return out
# --- refused 36: everything is caught in the producer
# reason: swallows_exit
def tolerant(rows):
    out = []
    for row in rows:
        try:
            out.append(int(row))
        except:
            out.append(0)
    return out

def main():
    for number in tolerant(["1", "x", "3"]):
        if number == 0:
            break
        print(number)
# --- refused 37: the comprehension leaves a name behind
# reason: scope
def main():
    kept = [last := value * 2 for value in range(4)]
    print(last)
    for value in kept:
        print(value)
# --- refused 39 at T1: a lock of the producer is given back late
# reason: interleaved_effects | unknown_callee
class Lease:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("released", self.name)

def numbers(count):
    lease = Lease("pool")
    out = []
    for number in range(count):
        out.append((number, lease.name))
    del lease
    return out

def main():
    for number, name in numbers(2):
        print(number, name)
# --- refused 40: the producer looks at its caller
# reason: scope
import sys

def traced(rows):
    out = []
    for row in rows:
        out.append((row, sys._getframe(1).f_code.co_name, sys._getframe().f_code.co_name))
    return out

def main():
    for row, caller, own in traced([1, 2]):
        print(row, caller, own)
# --- refused 40: what is made inside shows where it was made
# reason: scope
def shown(rows):
    return [str(one for one in (row, row)) for row in rows]

def said(rows, say):
    return [say(lambda: row) for row in rows]

def main():
    for text in shown([1, 2]):
        print(text)
    for number in said([1, 2], lambda made: len(made.__qualname__)):
        print(number)
    texts = []
    for number in (1, 2):
        print(lambda: number)
        texts.append(number)
    print(sum([len(str(lambda: number)) for number in (1, 2)]), sum(texts))
# --- refused 40: iterators over what grows lie beside something else, or in an object
# reason: late_binding
class Box:
    def __init__(self, held):
        self.held = held

def beside(rows):
    out = []
    seen = []
    for row in rows:
        seen.append(row)
        out.append(map(abs, seen) if row else 0)
    return out

def boxed(rows):
    out = []
    seen = []
    for row in rows:
        seen.append(row)
        out.append(Box(enumerate(seen)))
    return out

def main():
    total = 0
    for found in beside((1, 2, 3)):
        if found:
            for one in found:
                total += one
    for box in boxed((1, 2, 3)):
        for _, one in box.held:
            total += one
    print(total)
# --- refused 23 at T1: a record of a calendar may be changed after its end
# reason: changed_later
# each: events(["BEGIN", "a:1", "END", "late:2"])
def events(lines):
    found = []
    event = {}
    for line in lines:
        key, _, value = line.partition(":")
        if line == "BEGIN":
            event = {}
        elif line == "END":
            found.append(event)
        else:
            event[key] = value
    return found
