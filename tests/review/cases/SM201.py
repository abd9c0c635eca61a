# --- bad: nested calls
def load(lines):
    return [line.split(",") for line in lines]


def clean(rows):
    return [row for row in rows if row]


def run(lines):
    return clean(load(lines))  # <-
# --- bad: named steps
def load(lines):
    out = []
    for line in lines:
        out.append(line.split(","))
    return out


def clean(rows):
    return [row for row in rows if row]


def run(lines):
    rows = load(lines)
    kept = clean(rows)  # <-
    return kept
# --- bad: the first stage reads a file to its end
import csv


def load(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def clean(rows):
    return [row for row in rows if row["name"]]


def run(path, connection):
    connection.executemany("INSERT INTO names VALUES (:name)", clean(load(path)))  # <-
# --- good: a list of what may be a list already is a snapshot
def load(rows):
    return list(rows)


def clean(rows):
    return [row for row in rows if row]


def run(rows):
    return clean(load(rows))
# --- bad: one name bound again at each step
def load(lines):
    return [line.split(",") for line in lines]


def clean(rows):
    return [row for row in rows if row]


def enrich(rows):
    return [[*row, len(row)] for row in rows]


def run(lines):
    data = load(lines)
    data = clean(data)
    data = enrich(data)  # <-
    return data
# --- bad: dict in, new dict out
def normalise(users):
    return {key: name.lower() for key, name in users.items()}


def shorten(users):
    out = {}
    for key, name in users.items():
        out[key] = name[:10]
    return out


def run(users):
    return shorten(normalise(users))  # <-
# --- bad: the second stage calls the first
def load(path):
    return [line.split() for line in open(path)]


def clean(path):
    return [row for row in load(path) if row]  # <-
# --- bad: the second stage fills a list from the first
def load(path):
    return [line.split() for line in open(path)]


def clean(path):
    out = []
    for row in load(path):  # <-
        if row:
            out.append(row)
    return out
# --- bad: methods of one class
class Import:
    def load(self, lines):
        return [line.split(",") for line in lines]

    def clean(self, rows):
        return [row for row in rows if row]

    def run(self, lines):
        return self.clean(self.load(lines))  # <-
# --- bad: static methods and keyword arguments
class Import:
    @staticmethod
    def load(lines):
        return [line.split(",") for line in lines]

    def clean(self, rows, width=2):
        return [row[:width] for row in rows]

    def run(self, lines):
        return self.clean(rows=self.load(lines))  # <-
# --- bad: set in the middle
def words(lines):
    return [word for line in lines for word in line.split()]


def distinct(values):
    return {value.lower() for value in values}


def run(lines):
    return distinct(words(lines))  # <-
# --- bad: four stages
def a(rows):
    return [row + 1 for row in rows]


def b(rows):
    return [row + 2 for row in rows]


def c(rows):
    return [row + 3 for row in rows]


def d(rows):
    return [row + 4 for row in rows]


def run(rows):
    return d(c(b(a(rows))))  # <-
# --- bad: an early return of nothing
def load(path):
    if not path:
        return []
    return [line.split() for line in open(path)]


def clean(rows):
    return [row for row in rows if row]


total = sum(clean(load("data.csv")))  # <-
# --- good: the first stage yields
def load(lines):
    for line in lines:
        yield line.split(",")


def clean(rows):
    return [row for row in rows if row]


def run(lines):
    return clean(load(lines))
# --- good: the last stage consumes and builds nothing
def load(lines):
    return [line.split(",") for line in lines]


def total(rows):
    return sum(len(row) for row in rows)


def run(lines):
    return total(load(lines))
# --- good: the middle is used again
def load(lines):
    return [line.split(",") for line in lines]


def clean(rows):
    return [row for row in rows if row]


def run(lines):
    rows = load(lines)
    return clean(rows), len(rows)
# --- good: the second stage measures what it takes
def load(lines):
    return [line.split(",") for line in lines]


def share(rows):
    return [len(row) / len(rows) for row in rows]


def run(lines):
    return share(load(lines))
# --- good: passed over twice
def load(lines):
    return [int(line) for line in lines]


def scale(values):
    top = max(values)
    return [value / top for value in values]


def run(lines):
    return scale(load(lines))
# --- good: a function that sorts in place
def load(lines):
    return [line.split(",") for line in lines]


def order(rows):
    rows.sort()
    return rows


def run(lines):
    return order(load(lines))
# --- good: built for each round of a loop
def parts(line):
    return [part.strip() for part in line.split(",")]


def run(lines):
    out = []
    for line in lines:
        for part in parts(line):
            out.append(part)
    return out
# --- good: a method that an heir overrides
class Import:
    def load(self, lines):
        return [line.split(",") for line in lines]

    def clean(self, rows):
        return [row for row in rows if row]

    def run(self, lines):
        return self.clean(self.load(lines))


class Lazy(Import):
    def load(self, lines):
        return (line.split(",") for line in lines)
# --- good: a decorated stage
from functools import lru_cache


@lru_cache(maxsize=8)
def load(path):
    return [line.split() for line in open(path)]


def clean(rows):
    return [row for row in rows if row]


def run(path):
    return clean(load(path))
# --- good: names of another kind
def load(lines):
    return [line.split(",") for line in lines]


def run(lines, clean):
    return clean(load(lines))
# --- good: one function in one step
def load(lines):
    return [line.split(",") for line in lines if line]


rows = load(open("data.csv"))
# --- good: a function that calls itself
def columns(node):
    found = []
    for name in node.names:
        found.append(name)
    if node.left:
        right = columns(node.right)
        return [name for name in right if name not in found]
    return found
