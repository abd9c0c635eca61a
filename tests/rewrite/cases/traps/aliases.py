# --- trap: the source changes between the second name and its use
def main():
    rows = [1, 2, 3]
    found = [row for row in rows]
    again = found
    rows.clear()
    for row in again:
        print(row)
# --- trap: the second name is global in a function
again = []

def main():
    global again
    found = [number for number in range(4)]
    again = found
    for number in again:
        print(number)

main()
print(again)
# --- trap: the second name is read by an inner function
def main():
    found = [number for number in range(4)]
    again = found

    def shown():
        return list(again)

    for number in again:
        print(number)
    print(shown())
# --- trap: the second name has another value by then
def main():
    found = [number for number in range(4)]
    again = found
    print(sum(again))
    again = "abc"
    for number in again:
        print(number, found)
# --- trap: the rows of the outer loop change while the list is used
def main():
    rows = [[1], [2, 3]]
    found = []
    for row in rows:
        for part in row:
            found.append(part)
    for part in found:
        rows[1].clear()
        print(part)
# --- trap: two loops fill it, one after the other
def main():
    found = []
    for row in [[1], [2, 3]]:
        for part in row:
            found.append(part)
    for part in [4, 5]:
        found.append(part)
    for part in found:
        print(part)
# --- trap: it is begun anew in the outer loop
def main():
    for row in [[1], [2, 3]]:
        found = []
        for part in row:
            for _ in range(2):
                found.append(part)
        print(row)
    for part in found:
        print(part)
# --- trap: a record is read again after it was handed on
# each: rows(9) | element.append(1)
def rows(limit):
    out = []
    total = 0
    for number in range(limit):
        row = [number]
        out.append(row)
        total += len(row)
        if total > 3:
            return out
    return out
# --- trap: a batch that the next one begins with
# each: batches([1, 2, 3]) | element.append(9)
def batches(values):
    out = []
    current = []
    for value in values:
        current.append(value)
        if len(current) == 2:
            out.append(current)
            current = current[-1:]
    return out
# --- trap: a constant that another function changes by its name
# each: limits("aa") | LIMITS.update(a=5)
LIMITS = {"a": 1}

def limits(keys):
    return [LIMITS[key] for key in keys]
# --- trap: an attribute that is set from elsewhere
class Rate:
    def __init__(self, factor):
        self.factor = factor

def priced(rates):
    return [1 + rate.factor for rate in rates]

def main():
    rates = [Rate(1), Rate(2)]
    total = 0
    for price in priced(rates):
        rates[1].factor = 10
        total += price
    print(total)
# --- trap: an attribute that is set to what adds in its own way
class Odd:
    def __radd__(self, other):
        print("added")
        return other

class Rate:
    def __init__(self):
        self.factor = 1

def priced(rates):
    return [1 + rate.factor for rate in rates]

def main():
    rates = [Rate(), Rate()]
    rates[0].factor = Odd()
    for price in priced(rates):
        print(price)
# --- trap: another name of the same list is filled
# begins: Loud
def texts(items):
    return [str(item) for item in items]

def main():
    first = second = []
    second.append(Loud())
    second.append(Loud())
    print([len(SEEN) for _ in texts(first)])
# --- trap: a list in a list is added to in place
# begins: Loud
# shows: counted([[1], [2]])
def texts(rows):
    return [str(item) for row in rows for item in row]

def counted(rows):
    for row in rows:
        row += [Loud()]
    return [len(SEEN) for _ in texts(rows)]
# --- trap: what lies in a group is put in there through the group
# begins: Loud
def texts(groups):
    return [str(item) for group in groups.values() for item in group]

def main():
    groups = {}
    for number in range(3):
        groups.setdefault(number % 2, []).append(Loud())
    print([len(SEEN) for _ in texts(groups)])
# --- trap: the list of an attribute is filled by another name
# begins: Loud
class Shelf:
    def __init__(self):
        self.items = []

    def texts(self):
        return [str(item) for item in self.items]

def fill(items):
    items.append(Loud())
    items.append(Loud())

def main():
    shelf = Shelf()
    fill(shelf.items)
    print([len(SEEN) for _ in shelf.texts()], [len(SEEN) for _ in shelf.texts()])
# --- trap: an heir, which is handed on as what it inherits from, has a method with an effect
# shows: [len(seen) for _ in loads([Part(1), Counted(2), Counted(3)])]
seen = []

class Part:
    def __init__(self, weight):
        self.weight = weight

    def load(self):
        return self.weight

class Counted(Part):
    def load(self):
        seen.append(self.weight)
        return self.weight

def loads(parts):
    return [part.load() for part in parts]
# --- trap: what an heir sets by the constructor above it
# begins: Loud
# shows: [len(SEEN) for _ in texts([Base(1), Heir(Loud()), Heir(Loud())])]
class Base:
    def __init__(self, item):
        self.item = item

class Heir(Base):
    def __init__(self, item):
        super().__init__(item)

def texts(records):
    return [str(record.item) for record in records]
# --- trap: a protocol is fulfilled by a class that does not name it
# shows: [len(seen) for _ in texts([Loud(), Loud()])]
from typing import Protocol

seen = []

class HasText(Protocol):
    def text(self) -> str:
        return ""

class Loud:
    def text(self) -> str:
        seen.append(1)
        return "loud"

def texts(items: list[HasText]) -> list[str]:
    return [item.text() for item in items]
# --- trap: a list is given away in an inner loop that goes on filling it
# sizes: rows([1, 2], [3, 4, 5])
def rows(numbers, others):
    made = []
    for number in numbers:
        row = []
        for other in others:
            row.append(number + other)
            made.append(row)
    return made
# --- trap: two sides draw from one generator of random numbers, by a parameter, another name and an object
import random

class Dice:
    def __init__(self, rng):
        self.rng = rng

    def throw(self):
        return self.rng.randrange(6)

def drawn(rng, count):
    return [rng.randrange(52) for _ in range(count)]

def made(count):
    rng = other = random.Random(2)
    found = [other.randrange(9) for _ in range(count)]
    for number in found:
        print(number, rng.randrange(9))

def thrown(count):
    rng = random.Random(3)
    dice = Dice(rng)
    found = []
    for _ in range(count):
        found.append(rng.choice("abc"))
    for letter in found:
        print(letter, dice.throw())

def main():
    rng = random.Random(1)
    for card in drawn(rng, 5):
        print(card, rng.randrange(52))
    made(3)
    thrown(3)
# --- trap: a list is added to in place by the attribute that has it as well
# begins: Loud
class Box:
    def __init__(self, rows):
        self.rows = rows

def fill(box, more):
    box.rows += more

def texts(rows):
    return [str(row) for row in rows]

def main():
    rows = [1, 2]
    fill(Box(rows), [Loud(), Loud()])
    print([len(SEEN) for _ in texts(rows)])
# --- trap: a list is added to while another object of the project is made of it
# begins: Loud
class Box:
    def __init__(self, rows):
        self.rows = rows
        self.rows.append(Loud())
        self.rows.append(Loud())

def texts(rows):
    return [str(row) for row in rows]

def main():
    rows = [1, 2]
    box = Box(rows)
    print([len(SEEN) for _ in texts(rows)])
# --- trap: what lies under a key of a record is put in by another name too
class Count:
    def __init__(self):
        self.seen = 0

class Late:
    def __init__(self, count):
        self.count = count
    def __add__(self, other):
        return 1000 * self.count.seen

def raised(rows):
    found = []
    for row in rows:
        for part in row["parts"]:
            found.append(part + 1)
    return found

def main():
    count, total, row = Count(), 0, {"parts": []}
    inner = row["parts"]
    row["parts"].append(1)
    inner.append(Late(count))
    inner.append(Late(count))
    for number in raised([row]):
        total += number
        count.seen += 1
    print(total)
