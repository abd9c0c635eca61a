# --- converted at T3: the first of what is sorted, by a name
# partial_sort: best
# shows: best([("a", 3), ("b", 5), ("c", 5), ("d", 1)], 2) | best([], 2)
def best(scores, count):
    ranked = sorted(scores, key=lambda pair: pair[1], reverse=True)
    return ranked[:count]
# --- after
+from heapq import nlargest
+
+
-    ranked = sorted(scores, key=lambda pair: pair[1], reverse=True)
-    return ranked[:count]
+    ranked = nlargest(count, scores, key=lambda pair: pair[1])
+    return ranked
# --- converted at T3: the first three, and the very first, of a stream
# partial_sort: main
import json


def main():
    words = json.loads('["pear", "fig", "date", "plum"]')
    print(sorted(word.upper() for word in words)[:3], sorted(words, key=len, reverse=True)[0], sorted(words)[0])
# --- after
+from heapq import nsmallest
-    print(sorted(word.upper() for word in words)[:3], sorted(words, key=len, reverse=True)[0], sorted(words)[0])
+    print(nsmallest(3, (word.upper() for word in words)), max(words, key=len), min(words))
# --- converted at T3: a sum, a length and an extreme of one list
# one_pass: main
# local_generator: main
def main():
    weights = [weight * 3 % 7 for weight in range(20)]
    mean = sum(weights) / len(weights)
    print(mean, max(weights) - mean)
# --- after
-    weights = [weight * 3 % 7 for weight in range(20)]
-    mean = sum(weights) / len(weights)
-    print(mean, max(weights) - mean)
+    weights = (weight * 3 % 7 for weight in range(20))
+    total = count = 0
+    for count, weight in enumerate(weights, 1):
+        total += weight
+        highest = weight if count == 1 else max(highest, weight)
+    mean = total / count
+    print(mean, highest - mean)
# --- converted at T3: two copies of an iterator are two calls
# second_call: spread
# shows: spread(9)
from itertools import chain, tee


def numbers(limit):
    for number in range(limit):
        yield number * 7 % 5


def spread(limit):
    first, second = tee(numbers(limit))
    middle = sum(first) / limit
    return max(abs(number - middle) for number in chain(second))
# --- after
-from itertools import chain, tee
+from itertools import chain
-    first, second = tee(numbers(limit))
-    middle = sum(first) / limit
-    return max(abs(number - middle) for number in chain(second))
+    middle = sum(numbers(limit)) / limit
+    return max(abs(number - middle) for number in chain(numbers(limit)))
# --- converted at T3: a list that is passed over twice is made twice, one element at a time
# second_call: main
# lazy_twin: prices
def prices(limit):
    found = []
    for number in range(limit):
        found.append(number * 37 % 11)
    return found


def main():
    paid = prices(6)
    whole = sum(paid)
    for price in paid:
        print(price * 100 // whole)
# --- after
-    found = []
+    return list(_iter_prices(limit))
+
+
+def _iter_prices(limit):
-        found.append(number * 37 % 11)
-    return found
+        yield number * 37 % 11
-    paid = prices(6)
-    whole = sum(paid)
-    for price in paid:
+    whole = sum(_iter_prices(6))
+    for price in _iter_prices(6):
# --- converted at T3: a stream that a function makes a list of is asked for again
# second_call: both
def readings(limit):
    for number in range(limit):
        yield number * number % 13


def both(values):
    values = list(values)
    return sum(values), max(value % 4 for value in values)


def main():
    print(both(readings(30)))
    print(both(readings(3)))
# --- after
-    values = list(values)
-    return sum(values), max(value % 4 for value in values)
+    return sum(values()), max(value % 4 for value in values())
-    print(both(readings(30)))
-    print(both(readings(3)))
+    print(both(lambda: readings(30)))
+    print(both(lambda: readings(3)))
# --- converted at T3: groups of what is sorted come one after the other
# group_runs: main
from collections import defaultdict


def main():
    visits = [(3, "a"), (1, "b"), (3, "c"), (2, "d"), (1, "e")]
    groups = defaultdict(list)
    for visit in sorted(visits, key=lambda one: one[0]):
        groups[visit[0]].append(visit)
    for day, found in groups.items():
        print(day, len(found), found[0][1])
# --- after
-from collections import defaultdict
+from itertools import groupby
-    groups = defaultdict(list)
-    for visit in sorted(visits, key=lambda one: one[0]):
-        groups[visit[0]].append(visit)
-    for day, found in groups.items():
+    for day, found in groupby(
+        sorted(visits, key=lambda one: one[0]), key=lambda visit: visit[0]
+    ):
+        found = list(found)
# --- converted at T3: groups of a query in the order of its keys
# group_runs: totals
# local_generator: totals
import sqlite3
from collections import defaultdict


def totals(connection):
    by_city = defaultdict(list)
    for row in connection.execute("SELECT city, cents FROM sales ORDER BY city"):
        by_city[row[0]].append(row[1])
    for city, cents in by_city.items():
        print(city, sum(cents))


def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE sales (city TEXT, cents INTEGER)")
    connection.executemany("INSERT INTO sales VALUES (?, ?)", [("Ulm", 3), ("Bonn", 4), ("Ulm", 5)])
    totals(connection)
# --- after
-from collections import defaultdict
+from itertools import groupby
-    by_city = defaultdict(list)
-    for row in connection.execute("SELECT city, cents FROM sales ORDER BY city"):
-        by_city[row[0]].append(row[1])
-    for city, cents in by_city.items():
+    for city, cents in groupby(
+        connection.execute("SELECT city, cents FROM sales ORDER BY city"), key=lambda row: row[0]
+    ):
+        cents = (row[1] for row in cents)
# --- converted at T3: of each record in a group one part is read
# group_parts: main
# local_generator: main
from collections import defaultdict


def main():
    rows = [{"team": number % 3, "points": number * 7 % 10, "note": "x" * number} for number in range(9)]
    teams = defaultdict(list)
    for row in rows:
        teams[row["team"]].append(row)
    for team in sorted(teams):
        print(team, max(row["points"] for row in teams[team]), [one["points"] + 1 for one in teams[team]])
# --- after
-    rows = [{"team": number % 3, "points": number * 7 % 10, "note": "x" * number} for number in range(9)]
+    rows = ({"team": number % 3, "points": number * 7 % 10, "note": "x" * number} for number in range(9))
-        teams[row["team"]].append(row)
+        teams[row["team"]].append(row["points"])
-        print(team, max(row["points"] for row in teams[team]), [one["points"] + 1 for one in teams[team]])
+        print(team, max(teams[team]), [one + 1 for one in teams[team]])
# --- refused 3: what is sorted is used whole as well
def main():
    ranked = sorted([3, 1, 2])
    print(ranked[:2], len(ranked))
# --- refused 3: a number that counts from the end
def main():
    print(sorted([3, 1, 2])[:-1], sorted([3, 1, 2])[-1])
# --- refused 3: the number is known after the sorting
def main():
    ranked = sorted([3, 1, 2])
    count = int("2")
    print(ranked[:count])
# --- refused 4: an extreme that is only taken in one branch
def main(values=(3, 1)):
    found = [value * 2 for value in values]
    if len(values) > 1:
        print(max(found))
    print(sum(found) / len(found))
# --- refused 4: the producer counts its calls
CALLS = []


def rows(limit):
    CALLS.append(limit)
    for number in range(limit):
        yield number


def main():
    found = list(rows(3))
    print(sum(found), max(found) + sum(1 for _ in found), len(CALLS))
# --- refused 4: an argument has another value by then
def rows(limit):
    for number in range(limit):
        yield number


def main():
    limit = 3
    found = list(rows(limit))
    limit = 5
    print(sum(found) + limit, [one for one in found if one])
# --- refused 43: the groups are in the order in which their keys came
from collections import defaultdict


def main():
    groups = defaultdict(list)
    for visit in sorted([(3, "a"), (1, "b"), (3, "c")], key=lambda one: one[1]):
        groups[visit[0]].append(visit)
    for day, found in groups.items():
        print(day, found)
# --- refused 43: two parts of each record are read
import collections

def main():
    groups = collections.defaultdict(list)
    for row in [(1, 2, 3), (1, 4, 5)]:
        groups[row[0]].append(row)
    print([one[1] for one in groups[1]], [one[2] for one in groups[1]])
# --- refused 43: a record is changed after it was put into its group
import collections

def main():
    groups = collections.defaultdict(list)
    rows = [[1, 2], [1, 4]]
    for row in rows:
        groups[row[0]].append(row)
        row[1] += 1
    print([one[1] for one in groups[1]])
# --- converted at T3: an attribute that one method fills and another one passes over
# lazy_twin: Log.read
class Log:
    def __init__(self, lines):
        self.lines = lines
        self.sizes = []

    def read(self):
        for line in self.lines:
            self.sizes.append(len(line))

    def total(self):
        return sum(self.sizes)


def main():
    log = Log(["ab", "c"])
    log.read()
    print(log.total())
# --- after
+        self.sizes = self._iter_read()
+
+    def _iter_read(self):
-            self.sizes.append(len(line))
+            yield len(line)
# --- converted at T3: functions that are steps in a list, and one in a lambda
# lazy_twin: numbers, even, above
def numbers(count):
    return [number * 7 % 5 for number in range(count)]


def even(found):
    return [number for number in found if number % 2 == 0]


def above(found, least):
    return [number for number in found if number > least]


def main():
    data = 40
    for step in [numbers, even, lambda found: above(found, 1)]:
        data = step(data)
    print(sum(data))
# --- after
-    return [number * 7 % 5 for number in range(count)]
+    return list(_iter_numbers(count))
+
+
+def _iter_numbers(count):
+    return (number * 7 % 5 for number in range(count))
-    return [number for number in found if number % 2 == 0]
+    return list(_iter_even(found))
+
+
+def _iter_even(found):
+    return (number for number in found if number % 2 == 0)
-    return [number for number in found if number > least]
+    return list(_iter_above(found, least))
+
+
+def _iter_above(found, least):
+    return (number for number in found if number > least)
-    for step in [numbers, even, lambda found: above(found, 1)]:
+    for step in [_iter_numbers, _iter_even, lambda found: _iter_above(found, 1)]:
