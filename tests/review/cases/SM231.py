# --- bad: max and min
def spread(values):
    known = (value for value in values if value)
    return max(known) - min(known)  # <-
# --- bad: two loops
def show(lines):
    stripped = map(str.strip, lines)
    for line in stripped:
        print(line)
    for line in stripped:  # <-
        print(line)
# --- bad: a generator function
def read(path):
    with open(path) as lines:
        yield from lines


def show(path):
    lines = read(path)
    print(list(lines))
    print(sum(1 for line in lines))  # <-
# --- bad: in an inner loop
def pairs(left, right):
    seconds = (value for value in right)
    for first in left:
        for second in seconds:  # <-
            print(first, second)
# --- bad: in a comprehension
def pairs(left, right):
    seconds = filter(None, right)
    return [(a, b) for a in left for b in seconds]  # <-
# --- bad: zip
def show(names, prices):
    rows = zip(names, prices)
    table = dict(rows)
    for name, price in rows:  # <-
        print(name, price, table)
# --- bad: a reader
import csv


def show(file):
    rows = csv.reader(file)
    print(len(list(rows)))
    return [row[0] for row in rows]  # <-
# --- bad: handed to a function that passes over it twice
def spread(values):
    return max(values) - min(values)


def run(lines):
    return spread(int(line) for line in lines)  # <-
# --- bad: a named one handed to such a function
def spread(values):
    return max(values) - min(values)


def run(lines):
    numbers = map(int, lines)
    return spread(numbers)  # <-
# --- bad: next after the end
def first(values):
    found = (value for value in values if value)
    total = sum(found)
    return total, next(found)  # <-
# --- bad: in after the end
def known(values, wanted):
    found = (value.key for value in values)
    print(sorted(found))
    return wanted in found  # <-
# --- bad: a method that yields
class Table:
    def rows(self):
        for row in self.data:
            yield row

    def show(self):
        rows = self.rows()
        width = max(rows)
        return width, list(rows)  # <-
# --- good: a list
def spread(values):
    known = [value for value in values if value]
    return max(known) - min(known)
# --- good: made anew
def show(lines):
    stripped = map(str.strip, lines)
    print(list(stripped))
    stripped = map(str.strip, lines)
    print(list(stripped))
# --- good: the head first
def table(lines):
    rows = (line.split() for line in lines)
    head = next(rows)
    return head, list(rows)
# --- good: left early, and then on
def parts(lines):
    rows = iter(lines)
    for row in rows:
        if not row:
            break
    return list(rows)
# --- good: one branch or the other
def total(values, plain):
    known = (value for value in values if value)
    if plain:
        return sum(known)
    return max(known)
# --- good: else
def total(values, plain):
    known = (value for value in values if value)
    if plain:
        found = sum(known)
    else:
        found = max(known)
    return found
# --- good: taken by an inner loop on purpose
def records(lines):
    rows = iter(lines)
    for row in rows:
        if row == "begin":
            print(next(rows))
# --- good: made in the loop
def pairs(left, right):
    for first in left:
        seconds = (value for value in right)
        for second in seconds:
            print(first, second)
# --- good: a range is not spent
def twice(count):
    numbers = range(count)
    return sum(numbers), list(numbers)
# --- good: any may stop
def check(values):
    found = (value for value in values)
    return any(found) and list(found)
# --- good: left after the first round
def pairs(left, right):
    seconds = (value for value in right)
    for first in left:
        for second in seconds:
            print(first, second)
        return
# --- good: tested for its end
def only(values):
    found = (value for value in values)
    first = list(found)
    return first if next(found, None) is None else None
# --- good: an argument is evaluated before the call that spends the generator
def total(pieces):
    items = (piece for piece in pieces)
    return sum(items, next(items))
# --- bad: counted by a generator expression, and then looped over
def lifts(handle):
    running = (line for line in handle if "open" in line)
    total = sum(1 for _ in running)
    for lift in running:  # <-
        print(lift, total)
# --- good: an expression over it that may stop
def lifts(handle):
    running = (line for line in handle)
    if any("open" in line for line in running):
        for lift in running:
            print(lift)
# --- good: the loop around runs over it, too
def parts(words):
    rest = iter(words)
    for word in rest:
        if word == "--":
            for other in rest:
                print(other)
# --- bad: the loop around runs over something else
def parts(words, names):
    rest = iter(words)
    for name in names:
        for other in rest:  # <-
            print(name, other)
# --- good: its first element is the start, which is asked for before the call
def total(parts):
    rest = iter(parts)
    return sum(rest, start=next(rest))
# --- bad: a request that is sent again
def send(client, points):
    body = (point.encode() for point in points)
    for attempt in range(3):
        try:
            client.post(body)  # <-
        except ConnectionError:
            continue
        return True
    return False
# --- bad: an insert that is tried again
def store(db, rows):
    values = map(tuple, rows)
    while True:
        try:
            db.executemany("insert into t values (?, ?)", values)  # <-
            break
        except TimeoutError:
            db.reconnect()
# --- bad: through a wrapper
import itertools


def upload(put, parts):
    stream = (part.data for part in parts)
    for pause in (1, 2, 4):
        try:
            put(itertools.chain([b"head"], stream))  # <-
        except OSError:
            wait(pause)
        else:
            return
# --- bad: a function that returns a filter
def positive(values):
    return filter(lambda value: value > 0, values)


def width(values):
    known = positive(values)
    return max(known) - min(known)  # <-
# --- bad: a method that returns a generator expression
class Log:
    def errors(self, lines):
        return (line for line in lines if "ERROR" in line)


def report(lines):
    found = Log().errors(lines)
    for line in found:
        print(line)
    print(sum(1 for _ in found))  # <-
# --- good: made anew for each attempt
def send(client, points):
    for attempt in range(3):
        body = (point.encode() for point in points)
        try:
            client.post(body)
        except ConnectionError:
            continue
        return True
    return False
# --- good: what fails is raised
def send(clients, points):
    body = (point.encode() for point in points)
    for client in clients:
        try:
            client.post(body)
        except ConnectionError:
            raise
        return True
    return False
# --- good: the loop goes on with the iterator itself
def first(items, parse):
    rest = iter(items)
    for item in rest:
        try:
            return parse(item, rest)
        except ValueError:
            continue
    return None
# --- bad: an attribute that is a generator
class Report:
    def __init__(self, rows):
        self.rows = (row for row in rows if row)

    def render(self):
        total = sum(row.amount for row in self.rows)
        return [row.amount / total for row in self.rows]  # <-
# --- good: an attribute that is made anew
class Report:
    def __init__(self, rows):
        self.rows = (row for row in rows if row)

    def render(self):
        total = sum(row.amount for row in self.rows)
        self.rows = self.read()
        return [row.amount / total for row in self.rows]
# --- bad: a parameter that is bound anew
def spread(values):
    values = (value for value in values if value is not None)
    largest = max(values)
    return largest - min(values)  # <-
# --- bad: a parameter that an inner loop goes over
def crossings(starts, ends):
    ends = filter(None, ends)
    for start in starts:
        for end in ends:  # <-
            print(start, end)
# --- good: a parameter that is bound anew in one case
def spread(values, strict):
    if strict:
        values = (value for value in values if value is not None)
    else:
        values = [1, 2]
    largest = max(values)
    return largest - min(values)
# --- good: a parameter that becomes a list again
def spread(values):
    values = (value for value in values if value is not None)
    values = sorted(values)
    return max(values) - min(values)
# --- good: each where a name has another value
def steps(order, pairs):
    pairs = zip(pairs, pairs[1:])
    if order == 2:
        print(list(pairs))
    if order == 4:
        print(sorted(pairs))
# --- bad: both where a name has one value
def steps(order, pairs):
    pairs = zip(pairs, pairs[1:])
    if order == 2:
        print(list(pairs))
    if order == 2:
        print(sorted(pairs))  # <-
