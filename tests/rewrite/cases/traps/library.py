# --- trap: a name of a module in which another one stands
# begins: noted
# shows: [len(SEEN) for _ in ends(["/a", "/b"])]
import os, types
os.path = types.SimpleNamespace(basename=noted)

def ends(paths):
    return [os.path.basename(path) for path in paths]
# --- trap: a class of the library has an heir in its place
# begins: noted
# shows: [len(SEEN) for _ in years(["2001", "2002"])]
import datetime

class Noted(datetime.datetime):
    @classmethod
    def strptime(cls, text, format):
        return noted(text)

datetime.datetime, kept = Noted, datetime.datetime

def years(texts):
    return [datetime.datetime.strptime(text, "%Y") for text in texts]
# --- trap: who opens a file is told, and so is what its name is made of
# begins: noted
# shows: [len(SEEN) for _ in sizes([__file__] * 2)], [len(SEEN) for _ in sizes_of([Named()] * 2)]
import os

class Named:
    def __fspath__(self):
        return noted(__file__)

def opening(path, flags):
    return os.open(noted(path), flags)

def sizes(paths):
    out = []
    for path in paths:
        with open(path, opener=opening) as file:
            out.append(len(file.read()))
    return out

def sizes_of(paths):
    out = []
    for path in paths:
        with open(path) as file:
            out.append(len(file.read()))
    return out
# --- trap: lines come from an object of the program, and an object stands for what is missing
# begins: Loud
# shows: [len(SEEN) for _ in rows(Lines())], [len(SEEN) for _ in shown(["a,b", "1", "2", "3"], Loud())]
import csv

class Lines:
    def __init__(self):
        self.left = ["a,b", "c,d"]
    def __iter__(self):
        return self
    def __next__(self):
        SEEN.append(1)
        if not self.left:
            raise StopIteration
        return self.left.pop()

def rows(lines):
    return [row for row in csv.reader(lines)]

def shown(lines, missing):
    return [str(row["b"]) for row in csv.DictReader(lines, restval=missing)]
# --- trap: a function fills a list that lies in a tuple
# begins: Loud
# shows: [len(SEEN) for _ in shown([1, 2, 3])]
def put(held):
    held[0].append(Loud())

def shown(rows):
    held = ([], len(rows))
    for row in rows:
        put(held)
    return [str(one) for one in held[0]]
# --- trap: what makes a function of the program known to queries is called by another name
# begins: noted
# shows: [len(SEEN) for _ in numbers(connected(), [1, 2])], [len(SEEN) for _ in numbers(made(), [1, 2])]
import sqlite3

def connected():
    connection = sqlite3.connect(":memory:")
    create = connection.create_function
    create("noted", 1, noted)
    return connection

def made():
    connection = sqlite3.connect(":memory:")
    getattr(connection, "create_function")("noted", 1, noted)
    return connection

def numbers(connection, values):
    return [connection.execute("select noted(1)").fetchone()[0] for value in values]
# --- trap: what has a text or an attribute of XML is given something else
# begins: Loud
# shows: [len(SEEN) for _ in shown(ET.Element("a"), [1, 2])], [len(SEEN) for _ in named(ET.Element("a"), [1, 2])]
import xml.etree.ElementTree as ET

def shown(mark, times):
    mark.text = Loud()
    return [str(mark.text) for _ in times]

def named(mark, times):
    ET.SubElement(mark, "b", name=Loud())
    return [str(mark[0].get("name")) for _ in times]
# --- trap: a method of named tuples is another
# begins: noted
# shows: [len(SEEN) for _ in made([(1, 2), (3, 4)])], [len(SEEN) for _ in told([Pair(1, 2), Pair(3, 4)])]
import collections

Pair = collections.namedtuple("Pair", "one other")
Pair._make = lambda values: Pair(*noted(values))
Pair._asdict = lambda pair: noted({"one": pair.one})

def made(rows):
    return [Pair._make(row) for row in rows]

def told(pairs):
    return [pair._asdict() for pair in pairs]
