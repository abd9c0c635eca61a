# --- bad: fetchall in a loop
def show(cursor, out):
    for row in cursor.fetchall():  # <-
        out.write(row)
# --- bad: fetchall into sum
def total(cursor):
    return sum(row[0] for row in cursor.fetchall())  # <-
# --- bad: fetchall bound to a name
def total(cursor):
    rows = cursor.fetchall()  # <-
    found = 0
    for row in rows:
        found += row[0]
    return found
# --- bad: readlines
def count(path):
    with open(path) as file:
        return sum(1 for line in file.readlines() if line.strip())  # <-
# --- bad: read and splitlines
def numbers(path):
    with open(path) as file:
        return [int(line) for line in file.read().splitlines()]  # <-
# --- bad: read and split by newline
def numbers(path):
    for line in open(path).read().split("\n"):  # <-
        yield int(line)
# --- bad: a list of a csv reader
import csv


def total(file):
    rows = list(csv.reader(file))  # <-
    return sum(int(row[0]) for row in rows)
# --- bad: a list of a named reader
import csv


def total(file):
    reader = csv.DictReader(file)
    for row in list(reader):  # <-
        yield row["price"]
# --- bad: the elements of a JSON document
import json


def total(file):
    return sum(record["price"] for record in json.load(file))  # <-
# --- bad: a data frame row by row
import pandas as pd


def show(path, out):
    frame = pd.read_csv(path)  # <-
    for row in frame.itertuples():
        out.write(row)
# --- bad: a data frame row by row at once
import pandas


def show(path, out):
    for index, row in pandas.read_csv(path).iterrows():  # <-
        out.write(row)
# --- bad: an Arrow table as Python objects
def show(table, out):
    for row in table.to_pylist():  # <-
        out.write(row)
# --- bad: a list of a cursor
def total(connection):
    rows = connection.execute("select price from orders")
    return sum(row[0] for row in list(rows))  # <-
# --- good: the cursor itself
def total(cursor):
    return sum(row[0] for row in cursor)
# --- good: the cursor is used in the loop
def copy(cursor):
    for row in cursor.fetchall():
        cursor.execute("insert into copies values (?)", row)
# --- good: rows are measured
def show(cursor):
    rows = cursor.fetchall()
    print(len(rows))
    for row in rows:
        print(row)
# --- good: rows are returned
def rows(cursor):
    return cursor.fetchall()
# --- good: a configuration
import json


def settings(path):
    with open(path) as file:
        return json.load(file)
# --- good: a key of a document
import json


def limit(path):
    with open(path) as file:
        return json.load(file)["limit"]
# --- good: in chunks
import pandas as pd


def show(path, out):
    for chunk in pd.read_csv(path, chunksize=10_000):
        for row in chunk.itertuples():
            out.write(row)
# --- good: a data frame as a whole
import pandas as pd


def totals(path):
    frame = pd.read_csv(path)
    return frame.groupby("user").price.sum()
# --- good: one batch after the other
def show(table, out):
    for batch in table.to_batches():
        for row in batch.to_pylist():
            out.write(row)
# --- good: the file itself
def count(path):
    with open(path) as file:
        return sum(1 for line in file)
# --- good: lines by number
def third(path):
    with open(path) as file:
        return file.readlines()[2]
# --- good: split by something else
def words(path):
    with open(path) as file:
        for word in file.read().split():
            yield word
# --- good: with a hint of how much
def some(file):
    for line in file.readlines(1000):
        yield line
# --- good: the catalogue of the database
def columns(connection):
    for row in connection.execute("PRAGMA table_info(orders)").fetchall():
        yield row[1]
# --- bad: a hash of a whole file
import hashlib


def digest(path):
    hasher = hashlib.sha256()
    with open(path, "rb") as image:
        hasher.update(image.read())  # <-
    return hasher.hexdigest()
# --- bad: a hash that is made with it
import hashlib


def digest(path):
    with open(path, "rb") as image:
        return hashlib.md5(image.read()).hexdigest()  # <-
# --- bad: a hash of the bytes of a path
import hashlib


def digest(path):
    data = path.read_bytes()  # <-
    return hashlib.blake2b(data).hexdigest()
# --- bad: a copy
def copy(source, target):
    with open(source, "rb") as reader, open(target, "wb") as writer:
        writer.write(reader.read())  # <-
# --- bad: a download
import requests


def fetch(url, target):
    reply = requests.get(url, timeout=60)
    reply.raise_for_status()
    with open(target, "wb") as out:
        out.write(reply.content)  # <-
# --- bad: a download to a path
import requests


def fetch(url, target):
    target.write_bytes(requests.get(url, timeout=60).content)  # <-
# --- bad: a download by urllib
import urllib.request


def fetch(url, target):
    with urllib.request.urlopen(url) as reply, open(target, "wb") as out:
        out.write(reply.read())  # <-
# --- good: in pieces
import hashlib


def digest(path):
    hasher = hashlib.sha256()
    with open(path, "rb") as image:
        while piece := image.read(1 << 16):
            hasher.update(piece)
    return hasher.hexdigest()
# --- good: the data is used besides
import hashlib


def load(path, decode):
    data = path.read_bytes()
    print(hashlib.md5(data).hexdigest())
    return decode(data)
# --- good: text
def copy(source, target):
    with open(source) as reader, open(target, "w") as writer:
        writer.write(reader.read())
# --- good: a reply that is streamed
import requests


def fetch(url, target):
    reply = requests.get(url, stream=True)
    with open(target, "wb") as out:
        for piece in reply.iter_content(1 << 16):
            out.write(piece)
# --- good: what is parsed
import json

import requests


def fetch(url):
    return json.loads(requests.get(url).content)
# --- bad: only counted
def number(path):
    with open(path) as lines:
        return len(lines.readlines())  # <-
