# --- trap: the groups of groupby are over when the list is read
# shows: sum(sum(1 for _ in group) for group in by_letter(["ab", "ac", "bd"]))
from itertools import groupby

def by_letter(names):
    return [group for _, group in groupby(names, key=lambda name: name[0])]
# --- trap: groups that come from outside
# shows: sum(number for group in groups(groupby([1, 1, 2])) for number in group)
from itertools import groupby

def groups(source):
    return [group for _, group in source]
# --- trap: a defaultdict fills when it is read
from collections import defaultdict

def scores(players, table):
    out = []
    for player in players:
        out.append(table[player])
    return out

def main():
    table = defaultdict(int, a=1)
    highest = 0
    for score in scores(["a", "b", "c"], table):
        highest = max(highest, score + len(table))
    return highest

print(main())
# --- trap: a defaultdict that numbers what it is asked for
# shows: sum(number * IDS["end"] for number in numbers(["x", "y", "z"]))
from collections import defaultdict

IDS = defaultdict(lambda: len(IDS))

def numbers(words):
    return [IDS[word] for word in words]
# --- trap: formatting an object has an effect
# shows: [label + str(len(SHOWN)) for label in labels([Coin(1), Coin(5)])]
SHOWN = []

class Coin:
    def __init__(self, cents):
        self.cents = cents

    def __format__(self, spec):
        SHOWN.append(self.cents)
        return str(self.cents)

def labels(coins):
    return [f"{coin}" for coin in coins]
# --- trap: adding two objects has an effect
# shows: [salary * len(ADDED) for salary in raised([Money(1), Money(2)])]
ADDED = []

class Money:
    def __init__(self, amount):
        self.amount = amount

    def __add__(self, other):
        ADDED.append(other)
        return self.amount + other

def raised(salaries):
    return [salary + 1 for salary in salaries]
# --- trap: a property counts its readings
# shows: sum(value * Meter.readings for value in values([Meter(2), Meter(3)]))
class Meter:
    readings = 0

    def __init__(self, value):
        self._value = value

    @property
    def value(self):
        Meter.readings += 1
        return self._value

def values(meters):
    return [meter.value for meter in meters]
# --- trap: comparing has an effect
# shows: [len(COMPARED) for _ in beaten([Card(3), Card(4)], Card(9))]
COMPARED = []

class Card:
    def __init__(self, rank):
        self.rank = rank

    def __lt__(self, other):
        COMPARED.append(self.rank)
        return self.rank < other.rank

def beaten(cards, best):
    return [card for card in cards if card < best]
# --- trap: the consumer drops what the producer still looks up
def tasks(queue, names):
    return [queue[name] for name in names]

def main():
    queue = {"a": 1, "b": 2}
    done = 0
    for task in tasks(queue, ["a", "b"]):
        done += task
        queue.clear()
    return done

try:
    print(main())
except KeyError:
    print("gone")
# --- trap: an exception is swallowed where the elements are taken
def ages(texts):
    return [int(text) for text in texts]

def total(numbers):
    found = 0
    try:
        for number in numbers:
            found += number
    except ValueError:
        found = -1
    return found

try:
    print(total(ages(["1", "x"])))
except ValueError:
    print("a text that is no number")
# --- trap: the same with a context that swallows it
import contextlib

def ages(texts):
    return [int(text) for text in texts]

def total(numbers):
    found = 0
    with contextlib.suppress(ValueError):
        for number in numbers:
            found += number
    return found

try:
    print(total(ages(["1", "x"])))
except ValueError:
    print("a text that is no number")
# --- trap: the same in a generator between the two
def ages(texts):
    return [int(text) for text in texts]

def patient(numbers):
    try:
        for number in numbers:
            yield number
    except ValueError:
        yield 0

try:
    print(sum(patient(ages(["1", "x"]))))
except ValueError:
    print("a text that is no number")
# --- trap: who calls tells the two exceptions apart
def ratios(rows):
    return [row["num"] / row["den"] for row in rows]

def main(rows, weights):
    total = 0
    for number, ratio in enumerate(ratios(rows)):
        total += weights[number] * ratio
    return total

try:
    print(main([{"num": 1, "den": 1}, {"num": 1, "den": 0}], []))
except ZeroDivisionError:
    print("division")
except IndexError:
    print("index")
# --- trap: a caller further out tells them apart
def ratios(rows):
    return [1 / row for row in rows]

def weighted(rows, weights):
    total = 0
    for number, ratio in enumerate(ratios(rows)):
        total += weights[number] * ratio
    return total

def outer(rows):
    return weighted(rows, [])

def main():
    try:
        return outer([1, 0])
    except ZeroDivisionError:
        return "division"
    except IndexError as problem:
        return f"index {problem}"

print(main())
# --- trap: output before the failure
def parsed(lines):
    return [int(line) for line in lines]

for number in parsed(["1", "x"]):
    print("number", number)
# --- trap: a file that is half written when it fails
def parsed(lines):
    return [int(line) for line in lines]

def main():
    with open("out.txt", "w") as out:
        for number in parsed(["1", "x"]):
            out.write(f"{number}\n")
# --- trap: any stops before the fault
# shows: any(parsed(["1", "x"]))
def parsed(lines):
    return [int(line) for line in lines]
# --- trap: a global total is left behind by a run that fails
TOTAL = 0

def parsed(lines):
    return [int(line) for line in lines]

def main(lines):
    global TOTAL
    for number in parsed(lines):
        TOTAL += number

try:
    main(["1", "x"])
except ValueError:
    print(TOTAL)
# --- trap: an attribute is left behind by a run that fails
class Account:
    def __init__(self):
        self.balance = 0

    def book(self, lines):
        for number in self.parsed(lines):
            self.balance += number

    def parsed(self, lines):
        return [int(line) for line in lines]

account = Account()
try:
    account.book(["1", "x"])
except ValueError:
    print(account.balance)
# --- trap: an argument is left half filled
def parsed(lines):
    return [int(line) for line in lines]

def collect(lines, into):
    for number in parsed(lines):
        into.append(number)

found = []
try:
    collect(["1", "x"], found)
except ValueError:
    print(found)
# --- trap: a second loop inside of the first
def rows(count):
    return [number for number in range(count)]

def main(count):
    found = rows(count)
    pairs = 0
    for one in range(count):
        for other in found:
            pairs += one * other
    return pairs

print(main(4))
# --- trap: a reader that gives the same row again and again
# shows: sum(row[0] for row in rows(Reader(4)))
class Reader:
    def __init__(self, count):
        self.count = count
        self.row = [0]

    def __iter__(self):
        for number in range(self.count):
            self.row[0] = number
            yield self.row

def rows(reader):
    return [row for row in reader]
# --- trap: a seed between the making and the use
import random

def draws(count):
    return [random.random() for _ in range(count)]

def main():
    random.seed(1)
    found = draws(3)
    random.seed(1)
    first = random.random()
    return [number == first for number in found]

print(main())
# --- trap: random numbers on both sides
import random

def draws(count):
    return [random.randrange(100) for _ in range(count)]

def main():
    random.seed(1)
    total = 0
    for number in draws(5):
        total += number * random.randrange(100)
    return total

print(main())
# --- trap: time on both sides
# shows: sum(next(CLOCK) - stamp for _, stamp in stamped("abc"))
CLOCK = iter(range(100))

def stamped(names):
    return [(name, next(CLOCK)) for name in names]
# --- trap: an iterator that both sides take from
def pairs(lines):
    return [line.strip() for line in lines if line != "end"]

def main(text):
    lines = iter(text.split(","))
    out = ""
    for pair in pairs(lines):
        out += pair + next(lines, "-")
    return out

print(main("a,b,end,c"))
# --- trap: the file is written again while it is read
from pathlib import Path

def lines(path):
    with open(path) as handle:
        return [line for line in handle]

def main():
    Path("notes").write_text("a\nb\n")
    with open("notes", "r+") as out:
        out.truncate(0)
        for line in lines("notes"):
            out.write(line)
# --- trap: a dict whose keys come twice
# shows: sum(amount for _, amount in totals([("a", 1), ("b", 2), ("a", 3)]).items())
def totals(sales):
    return {shop: amount for shop, amount in sales}
# --- trap: keys that differ before they are rounded
# shows: sum(value for value in rounded([1.1, 1.2, 3.0]).values())
def rounded(levels):
    return {round(level): level for level in levels}
# --- trap: late binding in lambdas
# shows: [handler() for handler in handlers("abc")]
def handlers(names):
    out = []
    for name in names:
        out.append(lambda: name)
    return out
# --- trap: a subclass takes its length
class Report:
    def lines(self, count):
        return [str(number) for number in range(count)]

    def run(self, count):
        return self.show(self.lines(count))

    def show(self, lines):
        return sum(int(line) for line in lines)

class Numbered(Report):
    def show(self, lines):
        return len(lines)

print(Report().run(3), Numbered().run(3))
# --- trap: records that are changed in place while a list of them is read
def flagged(orders):
    return [order for order in orders if not order["done"]]

def main(orders):
    count = 0
    for order in flagged(orders):
        for other in orders:
            other["done"] = True
        count += 1
    return count

print(main([{"done": False}, {"done": False}]))
# --- trap: the limit moves while it goes on
LIMIT = {"top": 3}

def below(numbers):
    return [number for number in numbers if number < LIMIT["top"]]

def main(numbers):
    total = 0
    for number in below(numbers):
        LIMIT["top"] -= 1
        total += number
    return total

print(main([1, 1, 1, 1]))
# --- trap: the truth of an object has an effect
# shows: [len(ASKED) for _ in opened([Door(), Door()])]
ASKED = []

class Door:
    def __bool__(self):
        ASKED.append(1)
        return True

def opened(doors):
    return [1 for door in doors if door]
# --- trap: what is called when a key is asked for
class Lazy(dict):
    def __missing__(self, key):
        self[key] = len(self)
        return self[key]

def looked_up(table, keys):
    return [table[key] for key in keys]

def main(table):
    total = 0
    for value in looked_up(table, "abc"):
        total += value * len(table)
    return total

print(main(Lazy()))
# --- trap: the names of a module are read by what is called later
RATE = 2

def taxed(prices):
    return [price * RATE for price in prices]

def main(prices):
    global RATE
    total = 0
    for price in taxed(prices):
        RATE = 10
        total += price
    return total

print(main([1, 2]))
