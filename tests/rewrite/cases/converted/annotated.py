# --- converted at T1: annotations as texts
# lazy_twin: letters
"""Letters with their place."""

from __future__ import annotations

import string


def letters(limit: int) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    for place, letter in enumerate(string.ascii_lowercase):
        if place < limit:
            out.append((place, letter))
    return out


def main() -> None:
    count = 0
    for _ in letters(4):
        count += 1
    print(count)
# --- after
+from collections.abc import Iterator
-    out: list[tuple[int, str]] = []
+    return list(_iter_letters(limit))
+
+
+def _iter_letters(limit: int) -> Iterator[tuple[int, str]]:
-            out.append((place, letter))
-    return out
+            yield (place, letter)
-    for _ in letters(4):
+    for _ in _iter_letters(4):
# --- converted at T1: the annotation of an older Python
# lazy_twin: numbers
from typing import List


def numbers(limit: int) -> List[int]:
    out: List[int] = []
    for number in range(limit):
        out.append(number)
    return out


def main() -> None:
    total = 0
    for number in numbers(5):
        total += number
    print(total)
# --- converted at T1: a dict with its types
# dict_pairs: table
def table(limit: int) -> dict[int, tuple[int, int]]:
    """Each number, and it twice."""
    out: dict[int, tuple[int, int]] = {}
    for number in range(limit):
        out[number] = (number, number)
    return out


def main() -> None:
    last = None
    for key, pair in table(4).items():
        last = (key, pair)
    print(last)
# --- converted at T1: a method with types
# lazy_twin: Track._points
class Track:
    """A way with a number of points."""

    def __init__(self, size: int) -> None:
        self.size = size

    def _points(self, step: int = 1) -> list[tuple[int, int]]:
        points: list[tuple[int, int]] = []
        for number in range(0, self.size, step):
            points.append((number, -number))
        return points

    def count(self) -> int:
        """How many there are."""
        found = 0
        for _ in self._points(step=2):
            found += 1
        return found


def main() -> None:
    print(Track(7).count())
# --- after
+from collections.abc import Iterator
+
+
-    def _points(self, step: int = 1) -> list[tuple[int, int]]:
-        points: list[tuple[int, int]] = []
+    def _points(self, step: int = 1) -> Iterator[tuple[int, int]]:
-            points.append((number, -number))
-        return points
+            yield (number, -number)
# --- converted at T1: a local list with its type
# local_generator: main
def main() -> None:
    squares: list[int] = [number * number for number in range(6)]
    total = 0
    for square in squares:
        total += square
    print(total)
# --- converted at T1: a list in an annotated tuple
# local_generator: load
def load(lines: list[str]) -> tuple[int, list[str]]:
    return len(lines), [line.strip() for line in lines]


def main():
    count, names = load(["a ", "b "])
    for name in names:
        print(name, count)
# --- after
-def load(lines: list[str]) -> tuple[int, list[str]]:
-    return len(lines), [line.strip() for line in lines]
+from collections.abc import Iterator
+
+
+def load(lines: list[str]) -> tuple[int, Iterator[str]]:
+    return len(lines), (line.strip() for line in lines)
# --- converted at T1: imports for the checker only, signatures that are aligned, calls that get too long
# lazy_twin: numbers_of_all_customers
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def numbers_of_all_customers(first: int, last: int, *,
                             step: int = 1) -> list[int]:
    """All of them.

    >>> numbers_of_all_customers(0, 1)
    [1]
    """
    return [number + step for number in range(first, last)]


def shown(rows: Sequence[int], show: Callable[[int], str]) -> None:
    if rows:
        for number in numbers_of_all_customers(1_000_000, 1_000_003, step=100_000):
            print(number)


def main() -> None:
    shown([1], str)
# --- after
-    from collections.abc import Callable, Sequence
+    from collections.abc import Callable, Iterator, Sequence
-    return [number + step for number in range(first, last)]
+    return list(_iter_numbers_of_all_customers(first, last, step=step))
+
+
+def _iter_numbers_of_all_customers(first: int, last: int, *,
+                                   step: int = 1) -> Iterator[int]:
+    return (number + step for number in range(first, last))
-        for number in numbers_of_all_customers(1_000_000, 1_000_003, step=100_000):
+        for number in _iter_numbers_of_all_customers(
+            1_000_000, 1_000_003, step=100_000
+        ):
# --- converted at T1: an author above the imports, and a name that says that it gets something
# lazy_twin: get_sizes
"""Sizes of words."""

__author__ = "nobody"

import string


def get_sizes(words: str) -> list[int]:
    return [len(word) for word in words.split()]


def main() -> None:
    print(max(get_sizes("a bcd"), default=0), string.digits)
# --- after
+from collections.abc import Iterator
-    return [len(word) for word in words.split()]
+    return list(_iter_sizes(words))
+
+
+def _iter_sizes(words: str) -> Iterator[int]:
+    return (len(word) for word in words.split())
-    print(max(get_sizes("a bcd"), default=0), string.digits)
+    print(max(_iter_sizes("a bcd"), default=0), string.digits)
