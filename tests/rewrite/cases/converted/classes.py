# --- converted at T1: a static method
# lazy_twin: Steps.up
# shows: Steps().total(5)
class Steps:
    @staticmethod
    def up(limit):
        out = []
        for number in range(limit):
            out.append(number)
        return out

    def total(self, limit):
        count = 0
        for _ in Steps.up(limit):
            count += 1
        return count
# --- converted at T1: in another file, by the name of the module
# lazy_twin: numbers
# last: source.numbers(6) | source.numbers(2)
# --- file: source.py
"""Where the numbers come from."""


def numbers(limit):
    """All below the limit."""
    return [number for number in range(limit)]
# --- file: main.py
import source
# --- converted at T1: a package has the function from one of its modules
# lazy_twin: rows
# --- file: shop/__init__.py
from shop.table import rows
# --- file: shop/table.py
def rows(count):
    return [number * 2 for number in range(count)]
# --- file: main.py
import shop
print(sum(shop.rows(9)), shop.__name__)
# --- after: shop/table.py
-    return [number * 2 for number in range(count)]
+    return list(_iter_rows(count))
+
+
+def _iter_rows(count):
+    return (number * 2 for number in range(count))
# --- after: main.py
-print(sum(shop.rows(9)), shop.__name__)
+from shop.table import _iter_rows
+print(sum(_iter_rows(9)), shop.__name__)
# --- converted at T1: pages of a service whose class is known, put together and looked through
# lazy_twin: fetched
# local_generator: main
class Shelf:
    def __init__(self, count):
        self.count = count

    def page(self, number):
        books = [{"id": n, "lent": n % 3 == 0} for n in range(number * 4, min(number * 4 + 4, self.count))]
        return {"books": books, "next": number + 1 if number * 4 + 4 < self.count else None}


def fetched(shelf):
    books = []
    number = 0
    while number is not None:
        page = shelf.page(number)
        books.extend(page["books"])
        number = page["next"]
    return books


def main():
    lent = [book for book in fetched(Shelf(10)) if book["lent"]]
    print(sum(book["id"] for book in lent))
# --- converted at T1: a class method, whose elements are objects of its own class, and none yet or the largest
# lazy_twin: Reading.parse_all
class Reading:
    def __init__(self, meter, value):
        self.meter = meter
        self.value = value

    def doubled(self):
        return self.value * 2

    @classmethod
    def parse(cls, line):
        meter, value = line.split()
        return cls(meter, int(value))

    @classmethod
    def parse_all(cls, lines):
        found = []
        for line in lines:
            found.append(cls.parse(line))
        return found


def main():
    largest = None
    for reading in Reading.parse_all(["a 1", "b 5", "a 4"]):
        if largest is None or reading.doubled() > largest.doubled():
            largest = reading
    print(largest.meter)
# --- after
-        found = []
+        return list(cls._iter_parse_all(lines))
+
+    @classmethod
+    def _iter_parse_all(cls, lines):
-            found.append(cls.parse(line))
-        return found
+            yield cls.parse(line)
-    for reading in Reading.parse_all(["a 1", "b 5", "a 4"]):
+    for reading in Reading._iter_parse_all(["a 1", "b 5", "a 4"]):
# --- converted at T3: the method of what an attribute holds, and of an object that is made there
# lazy_twin: Feed.read, Feed.codes, wanted
# local_generator: wanted
# reason: escapes
class Feed:
    def __init__(self, count):
        self.count = count
    def read(self):
        found = []
        for number in range(self.count):
            found.append(number * 3)
        return found
    def codes(self):
        return [chr(97 + number) for number in range(self.count)]

class Desk:
    def __init__(self, count):
        self.feed = Feed(count)
    def total(self):
        return sum(self.feed.read())

def wanted(numbers):
    shown = [str(number) for number in numbers]
    return [text for text in shown if text > "2"]

def main():
    print(Desk(5).total())
    print(max(Feed(3).codes()))
    for text in wanted(iter([1, 2, 3])):
        print(text)
