# --- converted at T1: chess games, their moves counted by opening
# made_lazy: openings
# shows: Counter(name for name in openings(["1. e4 e5 2. Nf3", "1. d4 Nf6", "resigned", "1. e4 e5"])).most_common()
import re
from collections import Counter

def openings(games):
    names = []
    for game in games:
        match = re.match(r"1\. (\w+) (\w+)", game)
        if match:
            names.append(f"{match.group(1)}-{match.group(2)}")
    return names
# --- converted at T1: genes of a FASTA file, the longest
# made_lazy: read_fasta
import io

def read_fasta(handle):
    genes = []
    name, letters = None, []
    for line in handle:
        line = line.rstrip()
        if line.startswith(">"):
            if name is not None:
                genes.append((name, "".join(letters)))
            name, letters = line[1:], []
        else:
            letters.append(line)
    if name is not None:
        genes.append((name, "".join(letters)))
    return genes

def main():
    handle = io.StringIO(">a\nACGT\nAC\n>b\nAAA\n")
    longest = ("", "")
    for name, letters in read_fasta(handle):
        if len(letters) > len(longest[1]):
            longest = name, letters
    print(longest)
# --- converted at T1: parcels, heavy ones dearer
# made_lazy: weighed, priced
def weighed(parcels):
    out = []
    for parcel in parcels:
        out.append({**parcel, "kilos": parcel["grams"] / 1000})
    return out

def priced(parcels):
    result = []
    for parcel in parcels:
        parcel = dict(parcel)
        parcel["euros"] = 4.5 if parcel["kilos"] < 2 else 9.0
        result.append(parcel)
    return result

def main():
    revenue = 0.0
    for parcel in priced(weighed([{"id": 1, "grams": 900}, {"id": 2, "grams": 2500}])):
        revenue += parcel["euros"]
    print(revenue)
# --- converted at T1: stars brighter than a limit
# made_lazy: visible
from dataclasses import dataclass

@dataclass(frozen=True)
class Star:
    name: str
    magnitude: float
    parsecs: float

def visible(stars: list[Star], limit: float) -> list[Star]:
    return [star for star in stars if star.magnitude < limit]

def main():
    sky = [Star("Vega", 0.03, 7.7), Star("Deneb", 1.25, 802.0), Star("faint", 9.0, 3.0)]
    print(max(star.parsecs for star in visible(sky, 6.0)))
# --- converted at T1: recipes, scaled and written out
# made_lazy: scaled
import sys

def scaled(ingredients, factor):
    lines = []
    for name, (amount, unit) in ingredients.items():
        lines.append(f"{amount * factor:g} {unit} {name}")
    return lines

def main():
    for line in scaled({"flour": (250, "g"), "milk": (0.5, "l")}, 2):
        sys.stdout.write(line + "\n")
# --- converted at T1: bank statement from CSV, balance
# made_lazy: bookings
import csv
import io
from decimal import Decimal

STATEMENT = "date,text,amount\n2026-01-02,rent,-700.00\n2026-01-03,wage,1900.50\n"

def bookings(text):
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        rows.append((row["date"], Decimal(row["amount"])))
    return rows

def main():
    balance = Decimal(0)
    for _, amount in bookings(STATEMENT):
        balance += amount
    print(balance)
# --- converted at T1: weather, days above freezing
# made_lazy: celsius
def celsius(fahrenheit):
    return [(degree - 32) * 5 / 9 for degree in fahrenheit]

def main():
    warm = 0
    for degree in celsius([20, 40, 60, 31]):
        if degree > 0:
            warm += 1
    print(warm)
# --- converted at T1: books from sqlite, authors of the sixties
# made_lazy: books_of
import sqlite3

def books_of(connection, decade):
    cursor = connection.execute("SELECT author, title, year FROM books ORDER BY title")
    found = []
    for author, title, year in cursor:
        if year // 10 * 10 == decade:
            found.append((author, title))
    return found

def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE books (author, title, year)")
    connection.executemany("INSERT INTO books VALUES (?, ?, ?)", [("A", "x", 1961), ("B", "y", 1975), ("C", "z", 1969)])
    authors = set()
    for author, _ in books_of(connection, 1960):
        authors.add(author)
    print(sorted(authors))
# --- converted at T1: pixels, a histogram of their shades
# made_lazy: shades
def shades(pixels):
    grey = []
    for red, green, blue in pixels:
        grey.append((red * 299 + green * 587 + blue * 114) // 1000)
    return grey

def main():
    bins = [0] * 4
    for shade in shades([(0, 0, 0), (255, 255, 255), (200, 10, 10), (90, 90, 90)]):
        bins[shade // 64] += 1
    print(bins)
# --- converted at T1: a log's requests in three named steps
# made_lazy: report
# shows: report(["/a GET 900", "/b GET 20", "broken", "/a POST 700"])
def report(lines):
    fields = [line.split() for line in lines]
    requests = [(parts[0], int(parts[2])) for parts in fields if len(parts) == 3]
    slow = [path for path, took in requests if took > 500]
    counts = {}
    for path in slow:
        counts[path] = counts.get(path, 0) + 1
    return counts
# --- converted at T1: tickets of a cinema, grouped by hall in a counter
# made_lazy: sold
from collections import defaultdict

def sold(shows):
    tickets = []
    for show in shows:
        for seat in range(show["from"], show["to"]):
            tickets.append((show["hall"], seat))
    return tickets

def main():
    by_hall = defaultdict(int)
    for hall, _ in sold([{"hall": "red", "from": 1, "to": 4}, {"hall": "blue", "from": 7, "to": 9}]):
        by_hall[hall] += 1
    print(dict(by_hall))
# --- converted at T1: route of a courier, legs and kilometres
# made_lazy: legs
# shows: round(sum(legs([(0, 0), (3, 4), (3, 8), (0, 8)])), 2)
from math import hypot

def legs(stops):
    lengths = []
    for here, there in zip(stops, stops[1:]):
        lengths.append(hypot(there[0] - here[0], there[1] - here[1]))
    return lengths
# --- converted at T1: songs, the total playing time through a class
# made_lazy: Playlist.seconds
# shows: Playlist([("a", "3:20"), ("b", "2:05")]).total()
class Playlist:
    def __init__(self, songs):
        self.songs = songs

    def seconds(self):
        found = []
        for title, length in self.songs:
            minutes, seconds = length.split(":")
            found.append(int(minutes) * 60 + int(seconds))
        return found

    def total(self):
        return sum(self.seconds())
# --- converted at T1: dates of deliveries, the latest
# made_lazy: deliveries
# shows: max(deliveries(["2026-03-01", "2025-12-24", "2026-02-28"]))
from datetime import date

def deliveries(texts):
    days = []
    for text in texts:
        days.append(date.fromisoformat(text))
    return days
# --- converted at T1: words of a poem that rhyme on a letter
# made_lazy: endings
# shows: any(word.endswith("ght") for word in endings(["The moon tonight,", "", "so bright."]))
def endings(verses):
    words = []
    for verse in verses:
        stripped = verse.strip(" .,;")
        if not stripped:
            continue
        words.append(stripped.rsplit(" ", 1)[-1].lower())
    return words
# --- converted at T1: config lines, comments dropped, written to a file
# made_lazy: settings
from pathlib import Path

def settings(text):
    kept = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kept.append(line + "\n")
    return kept

def main():
    with open("plain.cfg", "w") as out:
        out.writelines(settings("# a\nx = 1\n\ny = 2\n"))
    print(Path("plain.cfg").read_text())
# --- converted at T1: molecules, masses by formula
# made_lazy: parsed
import re

MASS = {"H": 1.008, "C": 12.011, "O": 15.999}

def parsed(formula):
    atoms = []
    for symbol, count in re.findall(r"([A-Z])(\d*)", formula):
        atoms.append((symbol, int(count or 1)))
    return atoms

def main():
    for formula in ("H2O", "CO2", "C6H12O6"):
        print(formula, round(sum(MASS[symbol] * count for symbol, count in parsed(formula)), 3))
# --- converted at T1: exam marks, read whole from a file and averaged
# made_lazy: average
from pathlib import Path

def average(path):
    total = count = 0
    with open(path) as handle:
        lines = handle.readlines()
        for line in lines:
            total += int(line)
            count += 1
    return total / count

def main():
    Path("marks.txt").write_text("3\n4\n2\n")
    print(average("marks.txt"))
# --- converted at T1: sensors in a dict, converted and passed over
# made_lazy: in_kelvin
def readings(count):
    return {number: 20.0 + number % 7 for number in range(count)}

def in_kelvin(table):
    converted = {}
    for sensor, degree in table.items():
        converted[sensor] = degree + 273.15
    return converted

def main():
    hottest = 0.0
    for sensor, degree in in_kelvin(readings(10)).items():
        hottest = max(hottest, degree)
    print(hottest)
# --- converted at T1: votes, invalid ones left out, the sum of each party
# made_lazy: valid
from typing import NamedTuple

class Vote(NamedTuple):
    district: str
    party: str
    weight: int

PARTIES = frozenset({"red", "green"})

def valid(votes):
    return [vote for vote in votes if vote.party in PARTIES]

def main():
    votes = [Vote("n", "red", 2), Vote("s", "blue", 1), Vote("s", "green", 4), Vote("n", "red", 1)]
    sums = dict.fromkeys(PARTIES, 0)
    for vote in valid(votes):
        sums[vote.party] += vote.weight
    print(sorted(sums.items()))
# --- converted at T1: inventory from json, the value of the stock
# made_lazy: stock
import json

def stock(document):
    items = []
    for item in json.loads(document)["items"]:
        if item.get("count"):
            items.append((item["sku"], item["count"] * item["cents"]))
    return items

def main():
    text = '{"items": [{"sku": "a", "count": 3, "cents": 20}, {"sku": "b", "cents": 5}]}'
    print(sum(value for _, value in stock(text)))
# --- converted at T1: a matrix, the trace of its products
# made_lazy: products
# shows: sum(products([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
def products(left, right):
    cells = []
    for row, line in enumerate(left):
        cells.append(sum(a * b[row] for a, b in zip(line, right)))
    return cells
# --- converted at T1: addresses, cleaned in a list comprehension with a method
# made_lazy: Cleaner.clean
# shows: Cleaner("CH").longest([" hauptgasse 1 ", "am see 12"])
class Cleaner:
    def __init__(self, country):
        self.country = country

    def clean(self, addresses):
        return [f"{street.strip().title()}, {self.country}" for street in addresses]

    def longest(self, addresses):
        best = 0
        for address in self.clean(addresses):
            best = max(best, len(address))
        return best
# --- converted at T1: primes below a limit, their product
# made_lazy: primes
# shows: reduce(lambda one, other: one * other, primes(12))
from functools import reduce

def primes(limit):
    found = []
    for number in range(2, limit):
        if all(number % divisor for divisor in range(2, number)):
            found.append(number)
    return found
# --- converted at T1: bytes of frames, a checksum
# made_lazy: frames
import struct
import zlib

def frames(data):
    parts = []
    offset = 0
    while offset < len(data):
        (size,) = struct.unpack_from(">H", data, offset)
        parts.append(data[offset + 2 : offset + 2 + size])
        offset += 2 + size
    return parts

def main():
    crc = 0
    for frame in frames(b"\x00\x02ab\x00\x01c"):
        crc = zlib.crc32(frame, crc)
    print(crc)
# --- converted at T1: a header and the rows of a table
# made_lazy: table
def table(lines):
    rows = [line.split(",") for line in lines[1:]]
    return lines[0].count(",") + 1, rows

def main():
    width, rows = table(["a,b", "1,2", "3,4"])
    total = 0
    for row in rows:
        total += len(row) == width
    print(total)
# --- converted at T1: nested menus, one level deep
# made_lazy: dishes
def dishes(menu):
    names = []
    for section in menu:
        names.extend(dish["name"] for dish in section["dishes"])
    return names

def main():
    menu = [{"dishes": [{"name": "soup"}, {"name": "fish"}]}, {"dishes": [{"name": "cake"}]}]
    print(sum(len(name) for name in dishes(menu)))
# --- converted at T3: the customers of a file, logged as they come
# made_lazy: customers
LOG = []

def customers(lines):
    found = []
    for line in lines:
        LOG.append(len(line))
        found.append(line.split(":")[0])
    return found

def main():
    for name in customers(["ann:3", "bob:4"]):
        print(name)
    print(sum(LOG))
# --- converted at T3: the three dearest flats
# made_lazy: dearest
# shows: dearest([{"street": "a", "rent": 3}, {"street": "b", "rent": 9}, {"street": "c", "rent": 5}], 2)
def dearest(flats, count):
    ranked = sorted(flats, key=lambda flat: flat["rent"], reverse=True)
    return [flat["street"] for flat in ranked[:count]]
# --- converted at T3: the mean and the highest of a stream of rain
# made_lazy: summary
# shows: summary([{"mm": 3}, {}, {"mm": 8}])
def summary(days):
    amounts = [day["mm"] for day in days if "mm" in day]
    return sum(amounts) / len(amounts), max(amounts)
# --- converted at T3: shares of each seller, the total first
# made_lazy: sales
def sales(lines):
    found = []
    for line in lines:
        name, amount = line.split()
        found.append((name, int(amount)))
    return found

def main():
    made = sales(["ann 3", "bob 5"])
    total = sum(amount for _, amount in made)
    for name, amount in made:
        print(name, amount * 100 // total)
# --- converted at T3: a plug-in judges each document
# made_lazy: documents
def documents(texts):
    found = []
    for number, text in enumerate(texts):
        found.append({"id": number, "text": text})
    return found

def check(texts, judge):
    good = 0
    for document in documents(texts):
        good += bool(judge(document))
    return good

def main():
    print(check(["a", "bb", ""], lambda document: document["text"]))
    print(check(["a"], print))
# --- converted at T3: the first house number over a hundred
# made_lazy: houses
def houses(lines):
    numbers = []
    for line in lines:
        numbers.append(int(line.rpartition(" ")[2]))
    return numbers

def main():
    for number in houses(["Elm 7", "Oak 120", "Fir 300"]):
        if number > 100:
            print(number)
            break
# --- converted at T3: visits in the order of their day
# made_lazy: by_day
from collections import defaultdict

def by_day(visits):
    days = defaultdict(list)
    for visit in sorted(visits, key=lambda one: one["day"]):
        days[visit["day"]].append(visit)
    for day, found in days.items():
        print(day, len(found))

def main():
    by_day([{"day": 2}, {"day": 1}, {"day": 2}])
# --- converted at T1: lines of an archive inside a with
# made_lazy: lines_of
import gzip
import os

def lines_of(path):
    found = []
    with gzip.open(path, "rt") as file:
        for line in file:
            found.append(line.rstrip("\n"))
    return found

def main():
    with gzip.open("a.gz", "wt") as file:
        file.write("x\nyy\n")
    size = 0
    for line in lines_of("a.gz"):
        size += len(line)
    print(size)
    os.remove("a.gz")
# --- converted at T1: paths of a tree, their suffixes
# made_lazy: sources
from pathlib import Path

def sources(folder):
    found = []
    for path in sorted(Path(folder).iterdir()):
        if path.suffix in (".c", ".h"):
            found.append(path.name)
    return found

def main():
    for name in ("a.c", "b.h", "c.o"):
        Path(name).write_text("")
    print("; ".join(name.upper() for name in sources(".")))
