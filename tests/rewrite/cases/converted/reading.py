# --- converted at T1: lines are read, then counted
# read_iteration: main
from pathlib import Path


def main():
    Path("a.txt").write_text("a\nb\n\nc\n")
    count = 0
    with open("a.txt") as file:
        for line in file.readlines():
            count += 1
    print(count)
# --- after
-        for line in file.readlines():
+        for line in file:
# --- converted at T1: a table of comma-separated values
# read_iteration: main
import csv
from pathlib import Path


def main():
    Path("a.csv").write_text("name,amount\na,1\nb,2\n")
    total = 0
    with open("a.csv", newline="") as file:
        rows = list(csv.DictReader(file))
        for row in rows:
            total += int(row["amount"])
    print(total)
# --- after
-        rows = list(csv.DictReader(file))
+        rows = csv.DictReader(file)
# --- converted at T1: what comes after the file goes into its block
# read_iteration: main
from pathlib import Path


def main():
    Path("a.txt").write_text("a\nb\n\nc\n")
    with open("a.txt") as file:
        lines = file.readlines()

    # the empty ones too
    count = 0
    for line in lines:
        count += 1
    print(count)
# --- after
-        lines = file.readlines()
-
-    # the empty ones too
-    count = 0
-    for line in lines:
-        count += 1
+        # the empty ones too
+        count = 0
+        for line in file:
+            count += 1
# --- converted at T1: all rows of a query
# fetch_iteration: main
import sqlite3


def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (n)")
    connection.executemany("insert into t values (?)", [(1,), (2,), (3,)])
    total = 0
    for row in connection.execute("select n from t").fetchall():
        total += row[0]
    print(total)
# --- converted at T1: records of a file, checked and added up
# lazy_twin: records, valid
import json
from pathlib import Path


def records(path):
    out = []
    with open(path) as file:
        for line in file:
            out.append(json.loads(line))
    return out


def valid(rows):
    out = []
    for row in rows:
        if row.get("n") is not None:
            out.append(row)
    return out


def main():
    Path("a.jsonl").write_text('{"n": 1}\n{}\n{"n": 2}\n')
    total = 0
    for record in valid(records("a.jsonl")):
        total += record["n"]
    print(total)
# --- converted at T1: a log is read whole by a comprehension, in a function whose list is then counted
# read_iteration: entries
# lazy_twin: entries
import json
from collections import Counter
from pathlib import Path


def entries(path):
    with open(path) as log:
        return [json.loads(text) for text in log.readlines()]


def main():
    Path("b.jsonl").write_text('{"host": "a", "ok": true}\n{"host": "b", "ok": false}\n{"host": "b", "ok": true}\n')
    found = entries("b.jsonl")
    print(Counter(entry["host"] for entry in found if entry["ok"]))
# --- after
+    return list(_iter_entries(path))
+
+
+def _iter_entries(path):
-        return [json.loads(text) for text in log.readlines()]
+        yield from (json.loads(text) for text in log)
-    found = entries("b.jsonl")
+    found = _iter_entries("b.jsonl")
# --- converted at T1: pairs that dict takes apart
# lazy_twin: entries
# shows: dict(entries("colour = red; size=4;shape = round"))
def entries(settings):
    pairs = []
    for line in settings.split(";"):
        key, _, value = line.partition("=")
        pairs.append((key.strip(), value.strip()))
    return pairs
# --- converted at T1: the header of a table is passed over
# lazy_twin: gates
import csv
from pathlib import Path


def gates(path):
    with open(path, newline="") as source:
        reader = csv.reader(source)
        next(reader)
        return [(station, int(count)) for station, _gate, count in reader]


def main():
    Path("gates.csv").write_text("station,gate,count\nDock,1,7\nOpera,1,40\n")
    print(sum(count for _, count in gates("gates.csv")))
# --- converted at T1: a function that returns all rows; no pair yet, or the last one
# lazy_twin: rows, steps
import sqlite3


def rows(connection):
    return connection.execute("select 3, 4 union select 5, 6").fetchall()


def steps(pairs):
    before = None
    found = []
    for first, second in pairs:
        if before is not None:
            found.append(first * second - before[0])
        before = first, second
    return found


def main():
    marks = 0
    for step in steps([(1.5, 2), (3.5, 4)]):
        marks += step
    connection = sqlite3.connect(":memory:")
    for first, second in rows(connection):
        marks += first * second
    print(marks)
# --- converted at T1: the reader has a name, or all lines are returned; a loop without end
# lazy_twin: rows, lines, halves
# shows: sum(map(len, rows("a,1\nb,2"))) | sum(map(len, lines(io.__file__))) | sum(halves(40))
import csv
import io

def rows(text):
    reader = csv.reader(io.StringIO(text))
    return list(reader)

def lines(path):
    with open(path) as handle:
        return handle.readlines()

def halves(number):
    found = []
    while True:
        if number < 1:
            return found
        found.append(number)
        number //= 2
# --- after
+    return list(_iter_rows(text))
+
+
+def _iter_rows(text):
-    return list(reader)
+    yield from reader
+    return list(_iter_lines(path))
+
+
+def _iter_lines(path):
-        return handle.readlines()
+        yield from handle
-    found = []
+    return list(_iter_halves(number))
+
+
+def _iter_halves(number):
-            return found
-        found.append(number)
+            return
+        yield number
-    print(sum(map(len, rows("a,1\nb,2"))), sum(map(len, lines(io.__file__))), sum(halves(40)))
+    print(sum(map(len, _iter_rows("a,1\nb,2"))), sum(map(len, _iter_lines(io.__file__))), sum(_iter_halves(40)))
# --- converted at T3: two chains of the same functions side by side
# lazy_twin: lines, sums
# reason: interleaved_effects
def lines(path):
    with open(path) as handle:
        return [line for line in handle]
def sums(rows):
    return [len(row) for row in rows]
def main():
    print(min(one - other for one, other in zip(sums(lines(__file__)), sums(lines(__file__)))))
# --- converted at T1: what lies under a key of a record is put in by that
# lazy_twin: recipes, portions
# sizes: portions(recipes(["= soup", "3", "4", "= cake", "5"]))
def recipes(lines):
    found = []
    recipe = None
    for line in lines:
        if line.startswith("="):
            if recipe is not None:
                found.append(recipe)
            recipe = {"title": line[2:], "parts": []}
        else:
            recipe["parts"].append((int(line), "g"))
    if recipe is not None:
        found.append(recipe)
    return found

def portions(recipes):
    found = []
    for recipe in recipes:
        for amount, unit in recipe["parts"]:
            found.append(recipe["title"] + unit * amount)
    return found
