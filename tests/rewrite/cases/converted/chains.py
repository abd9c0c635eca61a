# --- converted at T1: the producer cannot fail, the consumer may
# lazy_twin: odd
def odd(limit: int):
    out = []
    for number in range(1, limit, 2):
        out.append(number)
    return out


def main():
    product = 1
    for number in odd(12):
        product *= 10 // number + 1
    print(product)
# --- converted at T1: nothing is returned early
# lazy_twin: evens
def evens(limit):
    if not limit:
        return []
    out = []
    for number in range(0, limit, 2):
        out.append(number)
    return out


def main():
    count = 0
    for _ in evens(9):
        count += 1
    for _ in evens(0):
        count += 100
    print(count)
# --- after
+    return list(_iter_evens(limit))
+
+
+def _iter_evens(limit):
-        return []
-    out = []
+        return
-        out.append(number)
-    return out
+        yield number
-    for _ in evens(9):
+    for _ in _iter_evens(9):
-    for _ in evens(0):
+    for _ in _iter_evens(0):
# --- converted at T1: the arguments are checked first
# lazy_twin: countdown
# count: countdown(4)
def countdown(start):
    if start < 0:
        raise ValueError("start must not be negative")
    out = []
    while start > 0:
        out.append(start)
        start -= 1
    return out
# --- after
+    return list(_iter_countdown(start))
+
+
+def _iter_countdown(start):
-    out = []
-        out.append(start)
+        yield start
-    return out
-    for _ in countdown(4):
+    for _ in _iter_countdown(4):
# --- converted at T1: annotated
# lazy_twin: halves
from collections.abc import Iterable


def halves(limit: int) -> list[float]:
    """Half of each number."""
    out: list[float] = []
    for number in range(limit):
        out.append(number / 2)
    return out


def total(values: Iterable[float]) -> float:
    result = 0.0
    for value in values:
        result += value
    return result


def main() -> None:
    print(total(halves(5)))
# --- after
-from collections.abc import Iterable
+from collections.abc import Iterable, Iterator
-    out: list[float] = []
+    return list(_iter_halves(limit))
+
+
+def _iter_halves(limit: int) -> Iterator[float]:
-        out.append(number / 2)
-    return out
+        yield number / 2
-    print(total(halves(5)))
+    print(total(_iter_halves(5)))
# --- converted at T1: options with names and defaults
# lazy_twin: numbered
# count: numbered(10, step=3)
def numbered(limit, /, start=1, *, step=2):
    out = []
    for number in range(start, limit, step):
        out.append((number, limit))
    return out
# --- after
-    out = []
+    return list(_iter_numbered(limit, start, step=step))
+
+
+def _iter_numbered(limit, /, start=1, *, step=2):
-        out.append((number, limit))
-    return out
+        yield (number, limit)
-    for _ in numbered(10, step=3):
+    for _ in _iter_numbered(10, step=3):
# --- converted at T1: one caller streams, the other one sorts
# lazy_twin: scores
# count: scores(6) | best(6)
def scores(limit):
    out = []
    for number in range(limit):
        out.append(number * 7 % 5)
    return out


def best(limit):
    return sorted(scores(limit))[-1]
# --- converted at T1: a letter of several bytes on the line
# lazy_twin: größen
def größen(anzahl):
    ergebnis = []
    for größe in range(anzahl): ergebnis.append(("größe ä", größe))  # ü: one line
    return ergebnis


def main():
    anzahl = 0
    for _ in größen(4): anzahl += 1  # ß
    print("größen:", anzahl)
# --- converted at T1: a comprehension over several lines
# lazy_twin: grid
# count: grid(4)
def grid(size):
    return [
        (x, y)  # a place
        for x in range(size)
        # above the diagonal
        for y in range(size)
        if x < y
    ]
# --- after
-    return [
+    return list(_iter_grid(size))
+
+
+def _iter_grid(size):
+    return (
-    ]
+    )
-    for _ in grid(4):
+    for _ in _iter_grid(4):
# --- converted at T1: addresses of machines are parsed, which nobody sees
# lazy_twin: addresses
# count: addresses(["10.0.0.1", "::1"])
import ipaddress


def addresses(texts):
    return [ipaddress.ip_address(text) for text in texts]
# --- converted at T1: what is printed comes after the last element: behind a loop's head, and in the function called
# lazy_twin: readings
# local_generator: report
def readings(texts):
    return [int(text) for text in texts]


def report(values):
    doubled = [value * 2 for value in values]
    for digit in str(sum(doubled)):
        print(digit)


def main():
    report(readings(["5", "6"]))
# --- converted at T1: a function hands on what another makes
# lazy_twin: load
# makes: parsed
from pathlib import Path


def parsed(lines):
    return [line.split() for line in lines]


def load(path):
    with open(path) as file:
        return parsed(file)


def main():
    Path("a.txt").write_text("a b\nc d\n")
    total = 0
    for words in load("a.txt"):
        total += len(words)
    print(total)
# --- after
-    return [line.split() for line in lines]
+    return list(_iter_parsed(lines))
+
+
+def _iter_parsed(lines):
+    return (line.split() for line in lines)
+    return list(_iter_load(path))
+
+
+def _iter_load(path):
-        return parsed(file)
+        yield from _iter_parsed(file)
-    for words in load("a.txt"):
+    for words in _iter_load("a.txt"):
# --- converted at T3: a step that is taken where it is asked for
# lazy_twin: doubled
# reason: unknown_callee
def doubled(count):
    return [2 * n for n in range(count)]


def main(step=None):
    found = doubled(3)
    if step is not None:
        found = step(found)
    print(sum(found))
# --- converted at T1: random numbers that nobody else draws
# lazy_twin: throws
import random

def throws(count):
    rng = random.Random(1)
    found = []
    for _ in range(count):
        found.append((rng.randrange(6), rng.choice("ab")))
    return found

def main():
    total = 0
    for number, side in throws(9):
        total += number
    print(total)
# --- converted at T1: no blank line is left at the edge of a block, and no bracket around a call
# lazy_twin: faults
# each: faults(["", "a"])
"""Orders."""


def faults(rows):
    """Those of all rows."""

    # Each is told once.
    found = []

    for row in rows:
        if not row:
            found.append(
                str(
                    row
                )
            )

    return found
# --- after
+    return list(_iter_faults(rows))
+
+def _iter_faults(rows):
-    found = []
-
-            found.append(
-                str(
-                    row
-                )
+            yield str(
+                row
-
-    return found
-    for element in faults(["", "a"]):
+    for element in _iter_faults(["", "a"]):
# --- converted at T1: groups of named tuples, by a default and a table of the module
# lazy_twin: visits
# shows: [(house, len(list(group))) for house, group in groupby(visits(["a 1", "b", "b 3"]), attrgetter("house"))]
from collections import namedtuple
from itertools import groupby
from operator import attrgetter

Visit = namedtuple("Visit", "house litres")
FACTORS = {"a": 2, "b": 3}


def visits(lines, factor=1):
    found = []
    for line in lines:
        house, *litres = line.split()
        found.append(Visit(house, int(litres[0]) * factor * FACTORS.get(house, 1) if litres else None))
    return found
# --- converted at T3: each element is changed and handed on, and one is held back until the next is there
# lazy_twin: marked, joined, lines
# reason: changed_later
# local_generator: marked
import io


def lines(texts):
    for text in texts:
        text["size"] = len(text["line"])
    return texts


def joined(handle):
    found = []
    for line in handle:
        if found and line.startswith(" "):
            found[-1] += line.strip()
        else:
            found.append(line.strip())
    return found


def marked(found):
    found = [line for line in found if line]
    records = [{"line": line} for line in found]
    return records


def main():
    for text in lines(marked(joined(io.StringIO("a\n b\nc\n")))):
        print(text)
# --- after
+    return list(_iter_lines(texts))
+
+
+def _iter_lines(texts):
-    return texts
+        yield text
+    return list(_iter_joined(handle))
+
+
+def _iter_joined(handle):
-            found.append(line.strip())
-    return found
+            yield from found
+            found = [line.strip()]
+    yield from found
-    found = [line for line in found if line]
-    records = [{"line": line} for line in found]
-    return records
+    return list(_iter_marked(found))
+
+
+def _iter_marked(found):
+    found = (line for line in found if line)
+    yield from ({"line": line} for line in found)
-    for text in lines(marked(joined(io.StringIO("a\n b\nc\n")))):
+    for text in _iter_lines(_iter_marked(_iter_joined(io.StringIO("a\n b\nc\n")))):
# --- converted at T1: what is added to the list with +=
# lazy_twin: words
# sizes: words(["a b", "c"])
def words(lines):
    found = []
    for line in lines:
        found += line.split()
        found += "end", "."
        found += [word for word in line.split() if word != "c"]
    return found
# --- after
-    found = []
+    return list(_iter_words(lines))
+
+
+def _iter_words(lines):
-        found += line.split()
-        found += "end", "."
-        found += [word for word in line.split() if word != "c"]
-    return found
+        yield from line.split()
+        yield from ("end", ".")
+        yield from (word for word in line.split() if word != "c")
-    for element in words(["a b", "c"]):
+    for element in _iter_words(["a b", "c"]):
# --- converted at T1: a comprehension that names a part of an element, which nothing else reads
# lazy_twin: numbers
# sizes: numbers(["a", "bb"])
def numbers(words):
    return [[number] * number for word in words if (number := len(word)) > 1]
# --- converted at T1: what is generated is taken apart at once
# lazy_twin: pairs
# sizes: pairs(["a = 1", "b = 2"])
def pairs(lines):
    found = []
    for line in lines:
        name, value = (part.strip() for part in line.split("="))
        found.append((name, int(value)))
    return found
