# --- bad: if
def report(rows):
    bad = (row for row in rows if not row)
    if bad:  # <-
        raise ValueError
# --- bad: not
def report(rows):
    bad = filter(None, rows)
    if not bad:  # <-
        return "fine"
    return "bad"
# --- bad: len
def count(rows):
    return len(row for row in rows if row)  # <-
# --- bad: len of a map
def count(rows):
    found = map(str.strip, rows)
    return len(found)  # <-
# --- bad: an index
def first(rows):
    return map(str.strip, rows)[0]  # <-
# --- bad: a slice
def head(names, prices):
    return zip(names, prices)[:3]  # <-
# --- bad: compared with a list
def empty(rows):
    found = (row for row in rows if row)
    return found == []  # <-
# --- bad: a generator function in a condition
def errors(rows):
    for row in rows:
        if not row:
            yield row


def check(rows):
    if errors(rows):  # <-
        raise ValueError
# --- bad: or
def rows_of(lines):
    found = (line for line in lines if line)
    return found or []  # <-
# --- bad: assert
def check(rows):
    bad = (row for row in rows if not row)
    assert not bad  # <-
# --- bad: while
def drain(rows):
    waiting = (row for row in rows)
    while waiting:  # <-
        print(next(waiting))
# --- bad: in a conditional expression
def first(rows):
    found = filter(None, rows)
    return next(found) if found else None  # <-
# --- bad: bool
def known(rows):
    return bool(row for row in rows if row)  # <-
# --- good: any
def report(rows):
    if any(not row for row in rows):
        raise ValueError
# --- good: a list
def report(rows):
    bad = [row for row in rows if not row]
    if bad:
        raise ValueError
# --- good: nothing or a generator
def report(rows, wanted):
    bad = None
    if wanted:
        bad = (row for row in rows if not row)
    if bad:
        return list(bad)
    return []
# --- good: is None
def report(rows):
    bad = (row for row in rows if not row)
    if bad is None:
        return 0
    return sum(1 for row in bad)
# --- good: len of a list of it
def count(rows):
    return len(list(filter(None, rows)))
# --- good: a range
def first(count):
    numbers = range(count)
    return numbers[0] if numbers else None
# --- good: two iterators compared
def same(view):
    found = iter(view)
    return iter(found) == found
# --- good: a map of another kind
from project import map


def first(rows):
    return map(rows)[0]
# --- good: next with a default
def first(rows):
    return next((row for row in rows if row), None)
# --- good: a decorated function
from contextlib import contextmanager


@contextmanager
def opened(path):
    yield open(path)


def check(path):
    if opened(path):
        return 1
    return 0
# --- good: what a generator yields
def check(rows):
    found = (row for row in rows)
    for row in found:
        if row:
            return row[0]
    return None
# --- good: a function that hands out a list
def errors(rows):
    return [row for row in rows if not row]


def check(rows):
    if errors(rows):
        raise ValueError
# --- good: a query in Python's words is taken apart, and never run
from shelf import select


def busy(Course):
    return select(c for c in Course if len(s for s in c.students if s.late) > 4 and not (s for s in c.teachers))
# --- good: a query as a lambda
from shelf import Course


def busy():
    return Course.select(lambda c: len(s for s in c.students) > 4)
# --- bad: a condition that is run
def busy(courses):
    return sorted(courses, key=lambda c: len(s for s in c.students))  # <-
# --- bad: a condition in what a method takes
def busy(courses):
    return ", ".join(str(len(s for s in c.students)) for c in courses)  # <-
# --- bad: the length of what a method returns
class Jobs:
    def __init__(self, every):
        self.every = every

    def due(self, hour):
        return (job for job in self.every if job.hour == hour)

    def run(self, hour):
        jobs = self.due(hour)
        print(len(jobs))  # <-
# --- bad: the last of what a function returns
def matching(paths, commit):
    return map(str, filter(commit.has, paths))


def newest(paths, commit):
    return matching(paths, commit)[-1]  # <-
# --- bad: of an object that is made there
class Archive:
    def names(self):
        return (name for name in self.entries)


def is_empty():
    return not Archive().names()  # <-
# --- bad: of an object by its name
class Archive:
    def names(self):
        yield from self.entries


def show(path):
    archive = Archive(path)
    if archive.names():  # <-
        print(path)
# --- bad: compared with an attribute that is a list
class Plan:
    def __init__(self, steps):
        self.approved = list(steps)

    def is_same(self, steps):
        current = (step.name for step in steps)
        return current == self.approved  # <-
# --- good: compared with an attribute that may be the same iterator
class Plan:
    def __init__(self, steps):
        self.steps = steps

    def is_same(self, steps):
        return iter(steps) == self.steps
# --- good: a function that returns either
def matching(paths, whole):
    if whole:
        return list(paths)
    return filter(None, paths)


def count(paths):
    return len(matching(paths, True))
# --- good: an object of another class by then
class Archive:
    def names(self):
        yield 1


class Folder:
    def names(self):
        return [1]


def show(path, old):
    archive = Archive(path)
    if old:
        archive = Folder(path)
    return len(archive.names())
# --- bad: an attribute that is a map
class Batch:
    def __init__(self, items):
        self.items = map(str, items)

    def size(self):
        return len(self.items)  # <-
# --- good: an attribute that is a list by then
class Batch:
    def __init__(self, items):
        self.items = map(str, items)

    def size(self):
        self.items = list(self.items)
        return len(self.items)
# --- bad: a parameter that is bound anew
def report(rows):
    rows = (row for row in rows if row.bad)
    if rows:  # <-
        raise ValueError
# --- good: a parameter before it is bound anew
def report(rows):
    print(len(rows))
    rows = (row for row in rows if row.bad)
    return list(rows)
