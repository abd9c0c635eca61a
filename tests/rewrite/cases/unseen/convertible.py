# --- converted at T1: readings of sensors from a CSV file, summed
# made_lazy: load_readings
import csv
from pathlib import Path

def load_readings(path):
    readings = []
    with open(path, newline="") as handle:
        for record in csv.DictReader(handle):
            readings.append(float(record["celsius"]))
    return readings

def main():
    Path("sensors.csv").write_text("id,celsius\n1,20.5\n2,19\n")
    print(sum(load_readings("sensors.csv")))
# --- converted at T1: events of a log, one JSON document a line
# made_lazy: read_events
import json
from pathlib import Path

def read_events(path):
    events = []
    with open(path) as handle:
        for line in handle:
            events.append(json.loads(line))
    return events

def main():
    Path("log.jsonl").write_text('{"kind": "open", "ms": 4}\n{"kind": "close", "ms": 7}\n')
    durations = {}
    for event in read_events("log.jsonl"):
        durations[event["kind"]] = durations.get(event["kind"], 0) + event["ms"]
    print(durations)
# --- converted at T1: points as named tuples
# made_lazy: track
from collections import namedtuple

Point = namedtuple("Point", "lat lon height")

def track(fixes):
    return [Point(fix[0], fix[1], fix[2]) for fix in fixes]

def highest(fixes):
    best = -1000.0
    for point in track(fixes):
        if point.height > best:
            best = point.height
    return best

print(highest([(1.0, 2.0, 340.0), (1.1, 2.1, 512.5)]))
# --- converted at T1: orders from a database
# made_lazy: orders
import sqlite3

def orders(connection):
    found = []
    for number, total in connection.execute("select number, total from orders"):
        found.append((number, total * 1.19))
    return found

def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table orders (number integer, total real)")
    connection.executemany("insert into orders values (?, ?)", [(1, 10.0), (2, 20.0)])
    gross = 0
    for _, total in orders(connection):
        gross += total
    print(round(gross, 2))
# --- converted at T1: words of a text by regular expression, counted
# made_lazy: tokens
import re
from collections import Counter

WORD = re.compile(r"[a-z]+")

def tokens(text):
    words = []
    for match in WORD.finditer(text.lower()):
        words.append(match.group())
    return words

def main():
    lengths = Counter()
    for word in tokens("The cat and the hat"):
        lengths[len(word)] += 1
    print(sorted(lengths.items()))
# --- converted at T1: three steps over records, each with keys that may be missing
# made_lazy: cleaned, priced
def cleaned(bookings):
    kept = []
    for booking in bookings:
        if booking["status"] != "cancelled":
            kept.append(booking)
    return kept

def priced(bookings):
    return [{"guest": booking["guest"], "cost": booking["nights"] * 80} for booking in bookings]

def income(bookings):
    amount = 0
    for booking in priced(cleaned(bookings)):
        amount += booking["cost"]
    return amount

print(income([{"guest": "a", "nights": 2, "status": "ok"}, {"guest": "b", "nights": 1, "status": "cancelled"}]))
# --- converted at T1: a dict of squares that is only gone through
# made_lazy: main
def main(readings):
    deviations = {name: value - 10 for name, value in readings.items()}
    worst = 0
    for name, deviation in deviations.items():
        worst = max(worst, abs(deviation))
    return worst

print(main({"n": 9, "s": 14}))
# --- converted at T1: a method that loads and a method that sums
# made_lazy: Ledger._entries
class Ledger:
    def __init__(self, lines):
        self.lines = lines

    def _entries(self):
        entries = []
        for line in self.lines:
            entries.append(int(line))
        return entries

    def balance(self):
        amount = 0
        for entry in self._entries():
            amount += entry
        return amount

print(Ledger(["4", "-1"]).balance())
# --- converted at T1: a list of one comprehension that min takes
# made_lazy: main
import math

def main(stops):
    distances = [math.hypot(x, y) for x, y in stops]
    return min(distances)

print(main([(3, 4), (6, 8)]))
# --- converted at T1: dates that are parsed and compared
# made_lazy: parse_dates
import datetime

def parse_dates(texts):
    return [datetime.date.fromisoformat(text) for text in texts]

def latest(texts):
    found = None
    for day in parse_dates(texts):
        if found is None or day > found:
            found = day
    return found

print(latest(["2024-02-01", "2024-03-01"]))
# --- converted at T1: a histogram in a list of zeros
# made_lazy: bucket_numbers
def bucket_numbers(samples, width):
    numbers = []
    for sample in samples:
        numbers.append(int(sample // width))
    return numbers

def histogram(samples):
    counts = [0] * 10
    for number in bucket_numbers(samples, 5):
        counts[number] += 1
    return counts

print(histogram([1, 7, 8, 33]))
# --- converted at T1: a function that takes the rows as an argument
# made_lazy: grades
def grades(pupils):
    return [(pupil["name"], pupil["points"] / 30) for pupil in pupils]

def mean(pairs):
    total = number = 0
    for _, grade in pairs:
        total += grade
        number += 1
    return total / number

print(mean(grades([{"name": "a", "points": 15}, {"name": "b", "points": 30}])))
# --- converted at T1: lines of a file, stripped and filtered, in a set
# made_lazy: hosts
from pathlib import Path

def hosts(path):
    names = []
    for line in Path(path).read_text().splitlines():
        if not line.startswith("#"):
            names.append(line.split()[1])
    return names

def main():
    Path("hosts").write_text("1.1.1.1 one\n# none\n2.2.2.2 two\n")
    domains = set()
    for host in hosts("hosts"):
        domains.add(host[0])
    print(sorted(domains))
# --- converted at T1: a loop that fills a list which a loop after it takes
# made_lazy: main
def main(parcels):
    heavy = []
    for parcel in parcels:
        if parcel["kg"] > 10:
            heavy.append(parcel["kg"] * 3)
    fee = 0
    for kilos in heavy:
        fee += kilos
    return fee

print(main([{"kg": 12}, {"kg": 3}]))
# --- converted at T1: readlines of a file that is only gone through
# made_lazy: main
from pathlib import Path

def main():
    Path("poem.txt").write_text("a\nbb\n\n")
    longest = 0
    with open("poem.txt") as poem:
        for verse in poem.readlines():
            longest = max(longest, len(verse))
    print(longest)
# --- converted at T1: rows fetched at once, then gone through
# made_lazy: main
import sqlite3

def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table visits (page text, ms integer)")
    connection.execute("insert into visits values ('a', 4), ('b', 6)")
    rows = connection.execute("select page, ms from visits").fetchall()
    slowest = 0
    for page, ms in rows:
        slowest = max(slowest, ms)
    print(slowest)
# --- converted at T1: a generator after a list
# made_lazy: amounts
def amounts(invoices):
    values = []
    for invoice in invoices:
        for item in invoice["items"]:
            values.append(item["net"] * (1 + item["rate"]))
    return values

def main(invoices):
    return round(sum(value for value in amounts(invoices) if value > 1), 2)

print(main([{"items": [{"net": 10, "rate": 0.2}]}, {"items": []}]))
# --- converted at T1: a running state is kept by the consumer's own names
# made_lazy: prices
def prices(quotes):
    return [float(quote) for quote in quotes]

def drawdown(quotes):
    peak, deepest = 0.0, 0.0
    for price in prices(quotes):
        peak = max(peak, price)
        deepest = min(deepest, price - peak)
    return deepest

print(drawdown(["3", "5", "2", "4"]))
# --- converted at T1: annotated, with a docstring, and a guard for nothing
# made_lazy: temperatures
def temperatures(station: dict) -> list[float]:
    """All of a station."""
    if station["closed"]:
        return []
    values: list[float] = []
    for text in station["values"]:
        values.append(float(text))
    return values

def warm_days(station: dict) -> int:
    days = 0
    for value in temperatures(station):
        if value > 25:
            days += 1
    return days

print(warm_days({"closed": False, "values": ["20", "26.5"]}))
# --- converted at T1: an own class without properties
# made_lazy: vehicles
class Vehicle:
    def __init__(self, plate, axles):
        self.plate = plate
        self.axles = axles

def vehicles(passes):
    return [Vehicle(plate, axles) for plate, axles in passes]

def toll(passes):
    due = 0
    for vehicle in vehicles(passes):
        due += vehicle.axles * 2
    return due

print(toll([("X1", 2), ("X2", 3)]))
# --- converted at T1: any of the rest of a chain that cannot fail
# made_lazy: lengths
def lengths(names):
    return [len(name) for name in names]

def main():
    return any(length > 3 for length in lengths(["ab", "abcd"]))

print(main())
# --- converted at T1: zipped and numbered
# made_lazy: left, right
def left(count):
    return [number * 2 for number in range(count)]

def right(texts):
    out = []
    for text in texts:
        out.append(int(text))
    return out

def dot(count, texts):
    total = 0
    for position, (one, other) in enumerate(zip(left(count), right(texts))):
        total += position * one * other
    return total

print(dot(3, ["1", "2", "3"]))
# --- converted at T1: written to a file at the end by writerows
# made_lazy: report_lines
import csv
import io

def report_lines(accounts):
    lines = []
    for account in accounts:
        lines.append([account, "open"])
    return lines

def main(accounts):
    out = io.StringIO()
    csv.writer(out).writerows(report_lines(accounts))
    print(out.getvalue())

main(["a", "b"])
# --- converted at T1: a typed named tuple with arithmetic on its fields
# made_lazy: cells
from typing import NamedTuple

class Cell(NamedTuple):
    x: int
    y: int
    alive: bool

def cells(grid):
    out = []
    for y, line in enumerate(grid):
        for x, mark in enumerate(line):
            out.append(Cell(x, y, mark == "#"))
    return out

def weight(grid):
    return sum(cell.x + cell.y for cell in cells(grid) if cell.alive)

print(weight(["#.", ".#"]))
# --- converted at T3: printed one by one while the file is read
# made_lazy: subscribers
from pathlib import Path

def subscribers(path):
    found = []
    with open(path) as handle:
        for line in handle:
            found.append(int(line))
    return found

def main():
    Path("numbers").write_text("3\n4\n")
    for number in subscribers("numbers"):
        print("dear", number)
# --- converted at T3: inside a try
# made_lazy: quantities
def quantities(lines):
    out = []
    for line in lines:
        out.append(int(line))
    return out

def main(lines):
    total = 0
    try:
        for quantity in quantities(lines):
            total += quantity
    except ValueError:
        print("bad line")
    return total

print(main(["1", "2"]))
# --- converted at T3: the search stops at the first
# made_lazy: versions
def versions(tags):
    return [tuple(int(part) for part in tag.split(".")) for tag in tags]

def first_major(tags, major):
    for version in versions(tags):
        if version[0] == major:
            return version
    return None

print(first_major(["1.2", "2.0", "2.1"], 2))
# --- converted at T3: another module writes the rows
# made_lazy: rows
# --- file: store.py
KEPT = []

def save(row):
    KEPT.append(row)
# --- file: main.py
import store

def rows(count):
    return [f"row {number}" for number in range(count)]

def main():
    for row in rows(3):
        store.save(row)

main()
print(store.KEPT)
# --- converted at T3: a callback that is handed in
# made_lazy: frames
def frames(count):
    out = []
    for number in range(count):
        out.append({"number": number})
    return out

def play(count, show):
    for frame in frames(count):
        show(frame)

play(2, print)
# --- converted at T3: a list and a number that come together
# made_lazy: parsed
def parsed(lines):
    values, bad = [], 0
    for line in lines:
        if line.isdigit():
            values.append(int(line))
        else:
            bad += 1
    return values, bad

def main(lines):
    values, bad = parsed(lines)
    total = 0
    for value in values:
        total += value
    return total, bad

print(main(["1", "x", "2"]))
