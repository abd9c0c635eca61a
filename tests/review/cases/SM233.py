# --- bad: a generator out of the block
def words(path):
    with open(path) as lines:
        return (line.strip() for line in lines)  # <-
# --- bad: a map out of the block
def words(path):
    with open(path) as lines:
        return map(str.strip, lines)  # <-
# --- bad: a reader out of the block
import csv


def rows(path):
    with open(path) as file:
        return csv.reader(file)  # <-
# --- bad: a generator function out of the block
def parse(lines):
    for line in lines:
        yield line.split()


def rows(path):
    with open(path) as lines:
        return parse(lines)  # <-
# --- bad: consumed after the block
def total(path):
    with open(path) as lines:
        numbers = (int(line) for line in lines)
    return sum(numbers)  # <-
# --- bad: a reader after the block
import csv


def show(path):
    with open(path) as file:
        rows = csv.DictReader(file)
    for row in rows:  # <-
        print(row)
# --- bad: in two steps
def rows(path):
    with open(path) as file:
        stripped = (line.strip() for line in file)
        return (line.split() for line in stripped)  # <-
# --- bad: a compressed file
import gzip


def words(path):
    with gzip.open(path) as lines:
        return (line.strip() for line in lines)  # <-
# --- bad: a path that opens
def words(path):
    with path.open() as lines:
        return enumerate(lines)  # <-
# --- bad: closed before it is consumed
def total(path):
    file = open(path)
    numbers = (int(line) for line in file)
    file.close()
    return sum(numbers)  # <-
# --- bad: emptied before it is consumed
def drain(queue):
    found = (item for item in queue)
    queue.clear()
    return list(found)  # <-
# --- bad: appended to before it is consumed
def total(values):
    found = map(int, values)
    values.append("1")
    return sum(found)  # <-
# --- bad: members of an archive
import zipfile


def texts(path, names):
    with zipfile.ZipFile(path) as archive:
        return (archive.read(name) for name in names)  # <-
# --- good: a generator function with the block inside
def words(path):
    with open(path) as lines:
        for line in lines:
            yield line.strip()
# --- good: a list
def words(path):
    with open(path) as lines:
        return [line.strip() for line in lines]
# --- good: consumed in the block
def total(path):
    with open(path) as lines:
        return sum(int(line) for line in lines)
# --- good: read whole before
def words(path):
    with open(path) as file:
        return (word for word in file.read().split())
# --- good: a lock is no source
def items(lock, values):
    with lock:
        return (value for value in values)
# --- good: another source
def items(path, values):
    with open(path) as file:
        file.write("x")
        return (value for value in values)
# --- good: an executor waits
from concurrent.futures import ThreadPoolExecutor


def pages(urls, fetch):
    with ThreadPoolExecutor() as pool:
        return pool.map(fetch, urls)
# --- good: a named list in the block
def words(path):
    with open(path) as lines:
        found = list(lines)
    return found
# --- good: consumed, then closed
def total(path):
    file = open(path)
    numbers = (int(line) for line in file)
    found = sum(numbers)
    file.close()
    return found
# --- good: changed after it is consumed
def drain(queue):
    found = (item for item in queue)
    taken = list(found)
    queue.clear()
    return taken
# --- good: a function that returns a list
def parse(lines):
    return [line.split() for line in lines]


def rows(path):
    with open(path) as lines:
        return parse(lines)
# --- good: the name of the file
def label(path, values):
    with open(path) as file:
        name = file.name
    return (f"{name}: {value}" for value in values)
# --- bad: opened by a function of the program
import gzip


def open_log(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt")
    return open(path)


def matching(path, regex):
    with open_log(path) as lines:
        return (line for line in lines if regex.search(line))  # <-
# --- bad: opened by a context manager of the program
from contextlib import contextmanager


@contextmanager
def source(path):
    with open(path) as handle:
        yield handle


def rows(path):
    with source(path) as lines:
        return map(str.split, lines)  # <-
# --- bad: the connection is closed at the end
import sqlite3


def addresses(path):
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("select street, town from client")
        return map(", ".join, rows)  # <-
    finally:
        connection.close()
# --- bad: the file is closed at the end
def words(path):
    handle = open(path)
    try:
        return (line.split() for line in handle)  # <-
    finally:
        handle.close()
# --- bad: consumed after the end
def count(path):
    handle = open(path)
    try:
        found = (line for line in handle if line.strip())
    finally:
        handle.close()
    return sum(1 for _ in found)  # <-
# --- bad: the attribute is emptied before
class Metrics:
    def flush(self):
        lines = (str(one) for one in self.pending)
        self.pending.clear()
        self.push("\n".join(lines))  # <-
# --- bad: an archive that is asked for each member
import zipfile


def texts(path):
    archive = zipfile.ZipFile(path)
    found = (archive.read(name) for name in archive.namelist())
    archive.close()
    return found  # <-
# --- bad: a socket that is asked for each
def replies(connect, questions):
    server = connect()
    answers = (server.ask(question) for question in questions)
    server.close()
    return list(answers)  # <-
# --- good: the attribute is bound anew, and the old list stays
class Metrics:
    def flush(self):
        lines = (str(one) for one in self.pending)
        self.pending = []
        self.push("\n".join(lines))
# --- good: consumed before the end
def words(path):
    handle = open(path)
    try:
        return [line.split() for line in handle]
    finally:
        handle.close()
# --- good: a list is returned
def rows(connect):
    connection = connect()
    try:
        return connection.execute("select 1").fetchall()
    finally:
        connection.close()
# --- good: another thing is closed
def texts(paths, archive, log):
    found = (archive.read(path) for path in paths)
    log.close()
    return list(found)
# --- good: a context manager that opens nothing
from contextlib import contextmanager


@contextmanager
def timed(label):
    yield [label]


def rows(label):
    with timed(label) as parts:
        return (part for part in parts)
# --- good: a statement that changes rows
def store(connect, rows):
    connection = connect()
    try:
        return connection.execute("delete from client")
    finally:
        connection.close()
# --- bad: a dict is emptied before
def purge(sessions, now):
    old = (key for key, at in sessions.items() if at < now)
    sessions.clear()
    return list(old)  # <-
# --- bad: a parameter that is bound anew
def active(pool, live):
    live = filter(lambda one: one.open, pool)
    pool.clear()
    return [one.id for one in live]  # <-
