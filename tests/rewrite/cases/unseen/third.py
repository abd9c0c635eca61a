# --- converted at T1: pulses of patients, the highest rise
# made_lazy: rises
# shows: max(rises([61, 64, 80, 75]))
def rises(pulses):
    found = []
    previous = None
    for pulse in pulses:
        if previous is not None:
            found.append(pulse - previous)
        previous = pulse
    return found
# --- converted at T1: goals of a season, points of a team
# made_lazy: results
def results(matches, team):
    out = []
    for match in matches:
        if team not in (match["home"], match["away"]):
            continue
        ours, theirs = match["goals"] if match["home"] == team else reversed(match["goals"])
        out.append(3 if ours > theirs else 1 if ours == theirs else 0)
    return out

def main():
    season = [{"home": "A", "away": "B", "goals": (2, 1)}, {"home": "B", "away": "A", "goals": (0, 0)}]
    print(sum(results(season, "A")))
# --- converted at T1: cars at a crossing, by the hour
# made_lazy: hours
from datetime import datetime

def hours(stamps):
    return [datetime.fromisoformat(stamp).hour for stamp in stamps]

def main():
    counts = {}
    for hour in hours(["2026-01-01T07:30:00", "2026-01-01T07:50:00", "2026-01-01T09:00:00"]):
        counts[hour] = counts.get(hour, 0) + 1
    print(counts)
# --- converted at T1: power readings in megawatts, written as lines
# made_lazy: formatted
import io

def formatted(readings):
    lines = []
    for plant, watts in readings:
        lines.append(f"{plant:10s}{watts / 1e6:8.2f} MW\n")
    return lines

def main():
    out = io.StringIO()
    out.writelines(formatted([("north", 2.5e6), ("south", 1.25e7)]))
    print(out.getvalue())
# --- converted at T1: paintings of a museum, as objects with a method
# made_lazy: of_painter
class Painting:
    def __init__(self, painter, year, euros):
        self.painter = painter
        self.year = year
        self.euros = euros

    def insured(self):
        return self.euros * 1.1

def of_painter(paintings, name):
    chosen = []
    for painting in paintings:
        if painting.painter == name:
            chosen.append(painting)
    return chosen

def main():
    hall = [Painting("Klee", 1922, 100), Painting("Marc", 1911, 300), Painting("Klee", 1930, 50)]
    total = 0
    for painting in of_painter(hall, "Klee"):
        total += painting.insured()
    print(round(total, 1))
# --- converted at T1: eggs of each hen, the total of the farm in dozens
# made_lazy: laid
# shows: sum(count for _, count in laid([{"a": 1, "b": 0}, {"a": 1, "b": 2}])) / 12
def laid(days):
    eggs = []
    for day in days:
        for hen, count in day.items():
            if count:
                eggs.append((hen, count))
    return eggs
# --- converted at T1: calls of a telephone line, billed by the minute
# made_lazy: minutes, billed
# shows: sum(billed(minutes([30, 61, 600]), 9))
import math

def minutes(seconds):
    return [math.ceil(second / 60) for second in seconds]

def billed(lengths, cents):
    fees = []
    for length in lengths:
        fees.append(length * cents)
    return fees
# --- converted at T1: damages of an insurance, from a database, by kind
# made_lazy: by_kind
import sqlite3
from collections import Counter

def damages(connection):
    rows = connection.execute("SELECT kind, euros FROM damage").fetchall()
    return rows

def fill(connection):
    connection.execute("CREATE TABLE damage (kind TEXT, euros INTEGER)")
    connection.executemany("INSERT INTO damage VALUES (?, ?)", [("hail", 10), ("fire", 500), ("hail", 30)])

def by_kind(connection):
    sums = Counter()
    rows = connection.execute("SELECT kind, euros FROM damage").fetchall()
    for kind, euros in rows:
        sums[kind] += euros
    return sums

def main():
    connection = sqlite3.connect(":memory:")
    fill(connection)
    print(sorted(by_kind(connection).items()))
# --- converted at T1: marks of pupils, how many are good
# made_lazy: marks
def marks(text):
    found = []
    for line in text.split("\n"):
        name, _, mark = line.partition(":")
        if mark:
            found.append((name, float(mark)))
    return found

def main():
    good = 0
    for _, mark in marks("ann: 1.3\nbob: 3.7\n\neve: 2.0"):
        if mark <= 2:
            good += 1
    print(good)
# --- converted at T1: sentences with a glossary, the translated words counted
# made_lazy: translated
# sizes: translated(["haus", "und", "katze"])
GLOSSARY = {"haus": "house", "katze": "cat"}

def translated(words):
    out = []
    for word in words:
        out.append(GLOSSARY.get(word, word))
    return out
# --- converted at T1: notes of a chord as frequencies
# made_lazy: frequencies
# shows: round(sum(frequencies([57, 69, 81])), 1)
def frequencies(notes: list[int], tuning: float = 440.0) -> list[float]:
    """Hertz of each MIDI number."""
    return [tuning * 2 ** ((note - 69) / 12) for note in notes]
# --- converted at T1: layers of a drill core, thick ones named
# made_lazy: thick
from typing import NamedTuple

class Layer(NamedTuple):
    rock: str
    top: float
    bottom: float

def thick(layers, least):
    found = []
    for layer in layers:
        if layer.bottom - layer.top >= least:
            found.append(layer)
    return found

def main():
    core = [Layer("clay", 0.0, 2.5), Layer("sand", 2.5, 2.75), Layer("marl", 2.75, 9.0)]
    for layer in thick(core, 1.0):
        print(layer.rock)
# --- converted at T1: words of a dictionary file, the longest palindrome
# made_lazy: palindromes
from pathlib import Path

def palindromes(path):
    with open(path, encoding="utf-8") as file:
        return [word for word in (line.strip() for line in file) if word and word == word[::-1]]

def main():
    Path("words.txt").write_text("otto\nanna\nrotator\ntable\n")
    print(max(palindromes("words.txt"), key=len))
# --- converted at T1: packets of a capture, bytes by protocol
# made_lazy: packets
import json
from collections import defaultdict

def packets(lines):
    decoded = []
    for line in lines:
        packet = json.loads(line)
        decoded.append((packet["proto"], packet["size"]))
    return decoded

def main():
    totals = defaultdict(int)
    for proto, size in packets(['{"proto": "tcp", "size": 60}', '{"proto": "udp", "size": 512}']):
        totals[proto] += size
    print(dict(totals))
# --- converted at T1: a fleet's trips through three classes' worth of steps
# made_lazy: Fleet.trips, Fleet.costs
# shows: Fleet(["a/30", "b/12"], 2).total()
class Fleet:
    def __init__(self, log, price):
        self.log = log
        self.price = price

    def trips(self):
        found = []
        for line in self.log:
            van, kilometres = line.split("/")
            found.append((van, int(kilometres)))
        return found

    def costs(self):
        costs = []
        for van, kilometres in self.trips():
            costs.append(kilometres * self.price)
        return costs

    def total(self):
        return sum(self.costs())
# --- converted at T1: numbers of houses, squared and filtered in a pipeline of names
# made_lazy: pipeline
# shows: pipeline([1, 2, 3, 4, 5])
def pipeline(numbers):
    squares = [number * number for number in numbers]
    odd = [square for square in squares if square % 2]
    halves = []
    for square in odd:
        halves.append(square // 2)
    return sum(halves)
# --- converted at T1: temperatures, a dict that a second step only goes through
# made_lazy: smoothed
def smoothed(stations):
    return {name: sum(values) / len(values) for name, values in stations.items()}

def main():
    for name, mean in smoothed({"x": [1, 3], "y": [4]}).items():
        print(name, mean)
# --- converted at T1: chunks of a text, hashed
# made_lazy: chunks
import hashlib

def chunks(text, size):
    parts = []
    for start in range(0, len(text), size):
        parts.append(text[start : start + size])
    return parts

def main():
    digest = hashlib.sha256()
    for part in chunks("abcdefgh", 3):
        digest.update(part.encode())
    print(digest.hexdigest()[:8])
# --- converted at T1: header of a report and its lines
# made_lazy: report
def report(name, values):
    lines = []
    for value in values:
        lines.append(f"{value:5d}")
    return f"== {name} ==", lines

def main():
    title, lines = report("sums", [3, 14, 15])
    print(title)
    for line in lines:
        print(line)
# --- converted at T3: orders, validated by a function that is handed in
# made_lazy: accepted
# each: accepted([3, -1, 5], lambda order: order > 0)
def accepted(orders, is_good):
    return [order for order in orders if is_good(order)]
# --- converted at T3: the youngest of a club, a list that is sorted
# made_lazy: youngest
# shows: youngest([("a", 50), ("b", 20), ("c", 33)])
def youngest(members):
    by_age = sorted(members, key=lambda member: member[1])
    return by_age[:2]
# --- converted at T3: rents, their span
# made_lazy: span
# shows: span([{"rent": 700}, {"rent": 950}])
def span(flats):
    rents = [flat["rent"] for flat in flats]
    return max(rents) - min(rents)
# --- converted at T3: the first overdue book ends the search
# made_lazy: loans
# shows: next((book for book, day in loans(["a@3", "b@40", "c@50"]) if day > 30), None)
def loans(lines):
    out = []
    for line in lines:
        book, day = line.split("@")
        out.append((book, int(day)))
    return out
# --- converted at T3: steps that are printed while they are made
# made_lazy: steps
def steps(count):
    made = []
    for number in range(count):
        made.append(number * 3)
    return made

class Meter:
    def __init__(self):
        self.sum = 0

    def add(self, number):
        self.sum += number
        return self

def main():
    meter = Meter()
    for step in steps(4):
        meter.add(step)
    print(meter.sum)
