# --- converted at T1: a method of the same class
# lazy_twin: Grid._cells
class Grid:
    def __init__(self, size):
        self.size = size

    def _cells(self):
        out = []
        for number in range(self.size):
            out.append((number, number))
        return out

    def count(self):
        found = 0
        for _ in self._cells():
            found += 1
        return found


def main():
    print(Grid(4).count())
# --- after
class Grid:
    def __init__(self, size):
        self.size = size

    def _cells(self):
        for number in range(self.size):
            yield (number, number)

    def count(self):
        found = 0
        for _ in self._cells():
            found += 1
        return found


def main():
    print(Grid(4).count())
# --- converted at T1: a static method
# lazy_twin: Steps.up
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


def main():
    print(Steps().total(5))
# --- converted at T1: in another file
# lazy_twin: numbers
# --- file: source.py
def numbers(limit):
    out = []
    for number in range(limit):
        out.append(number)
    return out
# --- file: main.py
from source import numbers


def main():
    count = 0
    for _ in numbers(6):
        count += 1
    print(count)
# --- after: source.py
def numbers(limit):
    return list(_iter_numbers(limit))


def _iter_numbers(limit):
    for number in range(limit):
        yield number
# --- after: main.py
from source import _iter_numbers


def main():
    count = 0
    for _ in _iter_numbers(6):
        count += 1
    print(count)
# --- converted at T1: in another file, by the name of the module
# lazy_twin: numbers
# --- file: source.py
"""Where the numbers come from."""


def numbers(limit):
    """All below the limit."""
    return [number for number in range(limit)]
# --- file: main.py
import source


def main():
    last = None
    for number in source.numbers(6):
        last = number
    print(last, source.numbers(2))
# --- after: source.py
"""Where the numbers come from."""


def numbers(limit):
    """All below the limit."""
    return list(_iter_numbers(limit))


def _iter_numbers(limit):
    return (number for number in range(limit))
# --- after: main.py
import source


def main():
    last = None
    for number in source._iter_numbers(6):
        last = number
    print(last, source.numbers(2))
