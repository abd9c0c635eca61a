# --- trap: what is written beside is read behind the files
from pathlib import Path

def main():
    Path("a.txt").write_text("a\nb\n")
    total = 0
    with open("a.txt") as file, open("b.txt", "w") as out:
        out.write("x")
        lines = file.readlines()
    for line in lines:
        total += len(Path("b.txt").read_text())
    print(total)
# --- trap: only so many lines are read
from pathlib import Path

def main():
    Path("a.txt").write_text("aaaa\nbbbb\ncccc\n")
    count = 0
    with open("a.txt") as file:
        for line in file.readlines(6):
            count += 1
    print(count)
# --- trap: a line is read in the loop
from pathlib import Path

def main():
    Path("a.txt").write_text("a\nb\nc\n")
    count = 0
    with open("a.txt") as file:
        for line in file.readlines():
            if not file.readline():
                count += 1
    print(count)
# --- trap: the file is written by another name
from pathlib import Path

def main():
    path = Path("a.txt")
    path.write_text("a\nb\n")
    count = 0
    with path.open() as file:
        for line in file.readlines():
            count += len(line)
            path.write_text("")
    print(count)
# --- trap: the number of the line is asked for
import csv
from pathlib import Path

def main():
    Path("a.csv").write_text("a,b\n1,2\n3,4\n")
    last = None
    with open("a.csv", newline="") as file:
        reader = csv.reader(file)
        for row in list(reader):
            last = reader.line_num
    print(last)
# --- trap: it is committed in the loop and undone
import sqlite3

def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (n)")
    connection.executemany("insert into t values (?)", [(n,) for n in range(3)])
    connection.commit()
    cursor = connection.execute("select n from t")
    count = 0
    for row in cursor.fetchall():
        count += 1
        connection.rollback()
    print(count)
# --- trap: the table is dropped afterwards, while a row is pending
import sqlite3

def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (n)")
    connection.executemany("insert into t values (?)", [(1,), (2,)])
    for row in connection.execute("select n from t").fetchall():
        break
    connection.execute("drop table t")
    print(row)
# --- trap: a mapping that gives a key twice
# count: copied(Twice()).items()
class Twice(dict):
    def items(self):
        return [("a", 1), ("a", 2)]

def copied(table):
    out = {}
    for key, value in table.items():
        out[key] = value
    return out
# --- trap: the same keys in each round of an outer loop
# count: table(3).values()
def table(limit):
    out = {}
    for turn in range(2):
        for number in range(limit):
            out[number] = turn
    return out
# --- trap: a key that is not a number
def main():
    missing = float("nan")
    table = {place: value for place, value in enumerate([missing, missing])}
    count = 0
    for value in table.values():
        count += value != value
    print(count)
# --- trap: rows of a function's query, and a row that is put in while they are taken
import sqlite3

def numbers(connection):
    return connection.execute("select value from t order by rowid").fetchall()

def main():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (value integer)")
    connection.execute("insert into t values (1)")
    for (value,) in numbers(connection):
        if value < 10:
            connection.execute("insert into t values (?)", (value * 10,))
    print(numbers(connection))
# --- trap: one cursor for two queries of a function
import sqlite3

def below(cursor, limit):
    cursor.execute("select 1 where 1 < ? union select 2 where 2 < ?", (limit, limit))
    return cursor.fetchall()

def main():
    cursor = sqlite3.connect(":memory:").cursor()
    for (value,) in below(cursor, 3):
        print(value, below(cursor, value))
# --- trap: an iterator over a tree has the rest of it
import xml.etree.ElementTree as ET

def main():
    marks = ET.fromstring("<all><a n='1'/><a n='2'/><a n='3'/></all>").iter("a")
    total = 0
    for number in [int(mark.get("n")) for mark in marks]:
        total += number + 100 * len([mark for mark in marks])
    print(total)
# --- trap: a query calls a function of the program
# begins: noted
# shows: [len(SEEN) for _ in numbers(connected())]
import sqlite3

def connected():
    connection = sqlite3.connect(":memory:")
    connection.create_function("noted", 1, noted)
    return connection

def numbers(connection):
    return [number for (number,) in connection.execute("SELECT noted(value) FROM json_each('[1, 2, 3, 4]')")]
# --- trap: methods that are given functions and iterators call them
# begins: noted
# shows: [len(SEEN) for _ in firsts(["ba", "dc"])] | [len(SEEN) for _ in common(["a", "b"])]
def firsts(words):
    out = []
    for word in words:
        letters = list(word)
        letters.sort(key=noted)
        out.append(letters[0])
    return out

def common(words):
    return [len({"a"}.intersection(map(noted, word))) for word in words]
# --- trap: a structure is packed into a buffer of the program
# shows: [buffer[0] for _ in packed([1, 2, 3])]
import struct
byte = struct.Struct("B")
buffer = bytearray(1)

def packed(numbers):
    out = []
    for number in numbers:
        byte.pack_into(buffer, 0, number)
        out.append(number)
    return out
# --- trap: a walk does not go into folders that were taken from its list
# shows: sum(1 for _ in pruned(places()))
import os, pathlib

def places():
    pathlib.Path("a", "b").mkdir(parents=True)
    return [(place, folders) for place, folders, _ in os.walk(".")]

def pruned(places):
    out = []
    for place, folders in places:
        folders.clear()
        out.append(place)
    return out
