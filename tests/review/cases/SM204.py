# --- bad: sorted of a list
def newest(events):
    return sorted(list(events))  # <-
# --- bad: list of a copy
def start(queue):
    return list(queue.copy())  # <-
# --- bad: list of a slice
def start(values):
    return list(values[:])  # <-
# --- bad: tuple of a list
def freeze(rows):
    return tuple(list(rows))  # <-
# --- bad: in two steps
def newest(events):
    known = list(events)
    return sorted(known, key=len)  # <-
# --- bad: deep copy of a copy
import copy


def branch(state):
    return copy.deepcopy(state.copy())  # <-
# --- bad: a copy by way of text
import json


def branch(state):
    return json.loads(json.dumps(state))  # <-
# --- bad: dict of a dict
def options(values):
    return dict(dict(values))  # <-
# --- bad: set of a list
def distinct(rows):
    return set(list(rows))  # <-
# --- bad: a refresh
class Prices:
    def __init__(self, source):
        self.source = source
        self.prices = {}

    def refresh(self):
        self.prices = {row.key: row.price for row in self.source}  # <-
# --- bad: a refresh that fills a new dict first
class Prices:
    def refresh(self, feed):
        fresh = {}
        for row in feed:
            fresh[row.key] = row.price
        self.prices = fresh  # <-
# --- good: a refresh in place
class Prices:
    def refresh(self, feed):
        seen = set()
        for row in feed:
            self.prices[row.key] = row.price
            seen.add(row.key)
        self.seen = len(seen)
# --- good: a refresh that drops the old one first
class Prices:
    def refresh(self, feed):
        self.prices = None
        fresh = {}
        for row in feed:
            fresh[row.key] = row.price
        self.prices = fresh
# --- bad: a reload of a global
ROWS = []


def reload_rows(cursor):
    global ROWS
    ROWS = cursor.fetchall()  # <-
# --- bad: a reload by way of a local
class Rates:
    def __init__(self, feed):
        self.feed = feed
        self.table = {}

    def reload(self):
        fresh = dict(self.feed.pairs())
        self.table = fresh  # <-
# --- good: a local of something else
class Rates:
    def reload(self):
        table = self.table
        self.table = table
# --- bad: a rebuild by another function
class Index:
    def rebuild(self, rows):
        self.table = build(rows)  # <-


def build(rows):
    out = {}
    for row in rows:
        out[row.key] = row
    return out
# --- bad: list of sorted
def newest(events):
    return list(sorted(events))  # <-
# --- good: one copy
def newest(events):
    return sorted(events)
# --- good: the first copy is used again
def newest(events):
    known = list(events)
    return sorted(known), len(known)
# --- good: a set drops duplicates first
def distinct(values):
    return list(set(values))
# --- good: order first
def ordered(table):
    return dict(sorted(table.items()))
# --- good: a dict of pairs
def swap(table):
    return dict((value, key) for key, value in table.items())
# --- good: one deep copy
import copy


def branch(state):
    return copy.deepcopy(state)
# --- good: text that is kept
import json


def save(state, file):
    file.write(json.dumps(state))
# --- good: emptied before it is filled
class Prices:
    def refresh(self, source):
        self.prices.clear()
        self.prices = {row.key: row.price for row in source}
# --- good: dropped before it is built
class Prices:
    def refresh(self, source):
        self.prices = None
        self.prices = {row.key: row.price for row in source}
# --- good: a refresh of something small
class View:
    def refresh(self):
        self.title = self.make_title()
# --- good: part of a list
def head(values):
    return list(values[:10])
# --- good: a copy in every round
def rounds(values, count):
    base = list(values)
    for _ in range(count):
        yield sorted(base)
# --- good: a tuple of an ordered list
def key(values):
    return tuple(sorted(values))
# --- good: a slice of an array is a view
def start(vectors):
    return vectors[:].copy()
# --- good: made where there is none yet
class Prices:
    def refresh(self, feed):
        if self.prices is None:
            self.prices = {row.key: row.price for row in feed}
        if not self.names:
            self.names = dict(feed)
# --- bad: a copy of what was filled here
import json


class Catalogue:
    def load(self, lines):
        fresh = {}
        for line in lines:
            product = json.loads(line)
            fresh[product["sku"]] = product
        self.by_sku = fresh.copy()  # <-
        print(len(fresh))
# --- bad: a list of a list
def load(lines):
    found = []
    for line in lines:
        found.append(line.split())
    return list(found)  # <-
# --- bad: a slice of what was filled here
def load(lines):
    found = []
    for line in lines:
        found.append(line.split())
    return found[:]  # <-
# --- bad: twice in one chain
def clean(table):
    return table.copy().sort_values("day").reset_index(drop=True).copy()  # <-
# --- good: a tuple is another kind
def load(lines):
    found = []
    for line in lines:
        found.append(line.split())
    return tuple(found)
# --- good: what was filled is kept elsewhere too
class Catalogue:
    def load(self, lines):
        fresh = {}
        for line in lines:
            fresh[line] = len(line)
        self.known = fresh
        return fresh.copy()
# --- good: one copy in the chain
def clean(table):
    return table.copy().sort_values("day").reset_index(drop=True)
# --- good: a copy in each round
def windows(values):
    last = []
    for value in values:
        last.append(value)
        yield last.copy()
# --- good: a frozenset is another kind
def load(lines):
    found = set()
    for line in lines:
        found.add(line.strip())
    return frozenset(found)
