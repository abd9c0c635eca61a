# --- trap: list is a parameter
# count: numbers("x") | numbers("y")
def numbers(list):
    out = []
    for number in range(3):
        out.append((number, list))
    return out
# --- trap: the name of the generator is a local one
def numbers(limit):
    out = []
    for number in range(limit):
        out.append(number)
    return out

def main():
    _iter_numbers = "mine"
    count = 0
    for _ in numbers(3):
        count += 1
    print(count, _iter_numbers)
# --- trap: a sum that asks for the length
# shows: sum([number for number in range(4)])
from operator import length_hint as sum
# --- trap: replaced by setattr
# --- file: source.py
def numbers(limit):
    out = []
    for number in range(limit):
        out.append(number)
    return out

def total(limit):
    result = 0
    for number in numbers(limit):
        result += 1
    return result
# --- file: main.py
from unittest import mock

import source

def main():
    with mock.patch("source.numbers", return_value=[1] * 9):
        print(source.total(3))
    print(source.total(3))
# --- trap: a default that remembers
# count: fresh(3) | fresh(5)
def fresh(limit, seen=[]):
    out = []
    for number in range(limit):
        if number not in seen:
            seen.append(number)
            out.append(number)
    return out
# --- trap: a private method by its mangled name
# shows: Rows(3).count() | Rows(2)._Rows__all()
class Rows:
    def __init__(self, size):
        self.size = size

    def __all(self):
        out = []
        for number in range(self.size):
            out.append(number)
        return out

    def count(self):
        found = 0
        for _ in self.__all():
            found += 1
        return found
# --- trap: a method of a class that is made elsewhere
class Rows:
    def _all(self):
        out = []
        for number in range(3):
            out.append(number)
        return out

    def count(self):
        found = 0
        for _ in self._all():
            found += 1
        return found

def main():
    other = type("Other", (Rows,), {"_all": lambda self: [1] * 7})
    print(other().count())
# --- trap: names that a function looks at
def main():
    pairs = [(number, number) for number in range(2)]
    print(sorted(type(value).__name__ for value in locals().values()))
    count = 0
    for _ in pairs:
        count += 1
    print(count)
# --- trap: a name of the module that another module takes
# --- file: settings.py
numbers = [number * 2 for number in range(4)]
total = 0
for number in numbers:
    total += number
# --- file: main.py
import settings

print(settings.total, settings.numbers)
# --- trap: a method by the name of its class
# count: Rows.all(Rows(3))
class Rows:
    def __init__(self, size):
        self.size = size

    def all(self):
        return [number for number in range(self.size)]
# --- trap: what the loop bound last is added to
def main():
    row = 0
    found = []
    for row in range(4):
        found.append(row)
    row += 10
    print(row, sum(found))
# --- trap: a count that is not always set
def main(rows):
    found = []
    if rows:
        left = 3
    while left > 0:
        found.append(left)
        left -= 1
    for number in found:
        print(number)

main([1])
try:
    main([])
except UnboundLocalError:
    print("not set")
# --- trap: a list that the loop carries on with
def main():
    found = []
    kept = last = []
    for number in range(4):
        found.append(number)
        last += [number]
    for number in found:
        print(number, kept)
# --- trap: a name that the loop takes away
def main():
    found = []
    left = 4
    for number in range(3):
        if number == 2:
            del left
        found.append(number)
    for number in found:
        print(number)
# --- trap: a name of the module that the loop carries on with
left = 4
found = []
while left > 0:
    found.append(left)
    left -= 1

def shown():
    return left

for number in found:
    print(number, shown())
# --- trap: an inner function counts, and the loop reads it
def main():
    count = 0

    def bump():
        nonlocal count
        count += 1

    found = []
    for number in range(3):
        bump()
        found.append(count + number)
    for number in found:
        print(number, count)
# --- trap: the consumer counts by an inner function what the loop reads
def main():
    count = 0

    def bump():
        nonlocal count
        count += 1

    found = []
    for number in range(3):
        found.append(count + number)
    for number in found:
        bump()
        print(number)
# --- trap: a name that is not there
LOG = []

def main():
    found = [missing for number in range(4)]
    LOG.append("found")
    print(sum(found))

try:
    main()
except NameError:
    print(LOG)
# --- trap: a function of the library has another in its place
# begins: noted
# shows: [len(SEEN) for _ in parsed("123")]
import json
json.loads = noted

def parsed(texts):
    return [json.loads(text) for text in texts]
# --- trap: functions are replaced by names that are worked out
# each: doubled(3) | len(told)
told = []

def double(number):
    return number * 2

def doubled(limit):
    return [double(number) for number in range(limit)]

for name in ["double"]:
    globals()[name] = lambda number: told.append(number) or number
# --- trap: a function is also called by its name as a text
# begins: Loud
import sys

def texts(items):
    return [str(item) for item in items]

def sizes(items):
    return [len(SEEN) for _ in texts(items)]

def main():
    told = getattr(sys.modules[__name__], "sizes")
    print(told([Loud(), Loud()]), sizes([1, 2]))
# --- trap: a function is also called by a name that an import gives it
# begins: Loud
# --- file: shop.py
def texts(items):
    return [str(item) for item in items]

def sizes(items):
    return [len(SEEN) for _ in texts(items)]
# --- file: main.py
from shop import Loud
from shop import sizes as told
from shop import sizes

print(told([Loud(), Loud()]), sizes([1, 2]))
# --- trap: a part of an element is named in a comprehension, and read after it
# total: sizes(["a", "bb", "ccc"])
def sizes(words):
    found = [number for word in words if (number := len(word)) > 1]
    return [one * number for one in found]
# --- trap: a part of an element is named for the whole module in a comprehension
number = 0

def sizes(words):
    global number
    return [number for word in words if (number := len(word)) > 1]

def main():
    total = 0
    for size in sizes(["a", "bb", "ccc"]):
        total += size * number
    print(total)
