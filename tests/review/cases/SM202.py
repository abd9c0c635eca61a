# --- bad: a list into sum
def total(orders):
    return sum([order.price for order in orders])  # <-
# --- bad: a named list into sum
def total(orders):
    prices = [order.price for order in orders]  # <-
    return sum(prices)
# --- bad: a list into any
def broken(records):
    return any([record.bad for record in records])  # <-
# --- bad: a list for a loop
def send(events, sink):
    for message in [event.text for event in events]:  # <-
        sink.write(message)
# --- bad: filled and looped over
def send(events, sink):
    ready = []  # <-
    for event in events:
        if event.ready:
            ready.append(event)
    for event in ready:
        sink.write(event)
# --- bad: a list for a comprehension
def names(users):
    active = [user for user in users if user.active]  # <-
    return {user.name: user for user in active}
# --- bad: a dict looped over once
def show(users, out):
    by_name = {user.name: user for user in users}  # <-
    for name, user in by_name.items():
        out.write(name)
# --- bad: passed to a function that loops once
def count(values):
    found = 0
    for value in values:
        found += value
    return found


def run(lines):
    numbers = [int(line) for line in lines]  # <-
    return count(numbers)
# --- bad: written by a csv writer
import csv


def save(records, file):
    rows = [record.row() for record in records]  # <-
    csv.writer(file).writerows(rows)
# --- bad: through enumerate
def show(lines, out):
    stripped = [line.strip() for line in lines]  # <-
    for number, line in enumerate(stripped):
        out.write(number, line)
# --- bad: a name bound again
def total(lines):
    data = [line.strip() for line in lines]  # <-
    data = [int(text) for text in data]  # <-
    return sum(data)
# --- bad: at the top level of a script
lines = open("numbers.txt")
numbers = [int(line) for line in lines]  # <-
print(sum(numbers))
# --- bad: filled by index into a dict
def show(users, out):
    by_name = {}  # <-
    for user in users:
        by_name[user.name] = user
    for user in by_name.values():
        out.write(user)
# --- good: a generator
def total(orders):
    return sum(order.price for order in orders)
# --- good: used twice
def mean(orders):
    prices = [order.price for order in orders]
    return sum(prices) / len(prices)
# --- good: a snapshot, for the loop deletes
def drop(table):
    for key in [key for key in table if key < 0]:
        del table[key]
# --- good: a snapshot, for the loop calls its owner
class Group:
    def close(self):
        for member in [member for member in self.members if member.open]:
            self.remove(member)
# --- good: returned
def prices(orders):
    found = [order.price for order in orders]
    return found
# --- good: consumed in every round of a loop
def pairs(left, right):
    keys = [item.key for item in right]
    for item in left:
        for key in keys:
            yield item, key
# --- good: indexed
def median(values):
    ordered = [value for value in values]
    return ordered[len(ordered) // 2]
# --- good: changed before it is consumed
def total(orders):
    prices = [order.price for order in orders]
    prices.append(1)
    return sum(prices)
# --- good: the filling loop works out what the other needs
def align(strings):
    width = 0
    found = []
    for string in strings:
        width = max(width, len(string))
        found.append(string)
    for string in found:
        print(string.ljust(width))
# --- good: kept whole by what consumes it
def ordered(orders):
    return sorted([order.price for order in orders])
# --- good: consumed on one of several ways
def total(orders, plain):
    prices = [order.price for order in orders]
    if plain:
        return sum(prices)
    return prices
# --- good: read by an inner function
def total(orders):
    prices = [order.price for order in orders]

    def add():
        return sum(prices)

    return add
# --- good: small by what it is built from
def total():
    return sum([2**power for power in range(8)])
# --- good: one generator handed on
def total(orders):
    prices = [order.price for order in orders]
    return (price * 2 for price in prices)
# --- good: futures that run meanwhile
def fetch(pool, urls, get):
    pending = [pool.submit(get, url) for url in urls]
    for future in pending:
        print(future.result())
# --- good: the consumer changes what was looked at
def layers(nodes, degrees):
    layer = []
    for node in nodes:
        if degrees[node] < 2:
            layer.append(node)
    for node in layer:
        degrees.pop(node)
# --- good: all futures are waited for, whatever the first of them says
def finished(futures):
    results = [future.result() for future in futures]
    return all(results)
# --- good: futures of any kind, by what is done with them
def lookup(backends, query):
    futures = {backend: backend.search(query) for backend in backends}
    for backend, future in futures.items():
        print(backend, future.get())
# --- good: what is awaited cannot come from a generator
async def send(calls, one):
    results = []
    for call in calls:
        results.append(await one(call))
    return all(results)
# --- bad: a dict is asked in the loop
def lookup(rows, known):
    found = [row for row in rows if row]  # <-
    for row in found:
        print(known.get(row))
# --- good: what comes last of each room
def last_of(events, out):
    by_room = {event.room_id: event for event in events}
    for event in by_room.values():
        out.write(event)
# --- good: what comes last of each room, filled
def last_of(events, out):
    by_room = {}
    for event in events:
        by_room[event["room_id"]] = event
    for room, event in by_room.items():
        out.write(room, event)
# --- bad: by its own number
def named(rooms, out):
    by_number = {room.room_id: room for room in rooms}  # <-
    for number, room in by_number.items():
        out.write(number, room)
# --- good: a stream that is read on
def table(data):
    names = [read_text(data) for _ in range(read_number(data))]
    expect(data, 7)
    values = [read_value(data) for _ in range(read_number(data))]
    for name, value in zip(names, values):
        print(name, value)
    return values
# --- bad: a stream that is at its end
def names(data):
    found = [read_text(data) for _ in range(read_number(data))]  # <-
    for name in found:
        print(name)
# --- good: what it is built from is emptied before it is consumed
def relabel(graph, nodes):
    edges = {int(key): data for key, data in graph.edges(nodes)}
    graph.remove_edges(nodes)
    graph.add([(key, data) for key, data in edges.items()])
# --- bad: something else is emptied before
def relabel(graph, seen):
    edges = [(int(key), data) for key, data in graph.edges()]  # <-
    seen.clear()
    return max(key for key, data in edges)
# --- good: saved, to be put back at the end
def quietly(loggers, run):
    levels = [(one, one.level) for one in loggers]
    try:
        run()
    finally:
        for one, level in levels:
            one.setLevel(level)
# --- bad: all pairs in a list
import itertools


def farthest(probes, distance):
    pairs = list(itertools.combinations(probes, 2))  # <-
    return max(distance(a, b) for a, b in pairs)
# --- bad: found by a pattern of the module
import re

HREF = re.compile("href=(.*)")


def links(pages, out):
    found = [(name, link) for name, text in pages for link in HREF.findall(text)]  # <-
    for name, link in found:
        out.write(f"{name} {link}")
# --- good: built under a lock
class Server:
    def broadcast(self, message):
        with self.lock:
            receivers = [player for player in self.players if player.ready]
        for player in receivers:
            player.send(message)
# --- good: a registry of the module that a call may change
HOOKS = []


def fire(event):
    waiting = [hook for hook in HOOKS if hook.takes(event)]
    for hook in waiting:
        hook.run(event)
# --- bad: truth values of what is read
def all_paid(path, parse):
    with open(path) as lines:
        return all([parse(line) is not None for line in lines])  # <-
# --- bad: parts of what a call yields
def names(archive, write):
    found = [page.name for page in archive.pages()]  # <-
    for name in found:
        write(name)
# --- bad: parts of what is called large
def total(orders):
    return sum([order.price for order in orders])  # <-
# --- good: truth values of what is held
def are_cells(values):
    return all([isinstance(value, str) for value in values])
# --- good: parts of what is held
class Data:
    def size(self):
        return sum([store.size for store in self.stores])
# --- good: a context manager saves what it puts back
from contextlib import contextmanager


@contextmanager
def changed(settings, given):
    before = {}
    for name in given:
        before[name] = settings.get(name)
        settings.set(name, given[name])
    yield
    for name, value in before.items():
        settings.set(name, value)
# --- bad: parts of what an object has many of
class Shop:
    def total(self):
        return sum([order.price for order in self.orders])  # <-
# --- good: the values of a dict
def negated(sentence):
    return dict(zip(sentence.keys(), [-1 * value for value in sentence.values()]))
# --- good: all of them are called
class Group:
    def cancel(self):
        return any(tuple(one.cancel() for one in self.waiting))
# --- good: flags of what is held
def are_bold(spans):
    return all([span["flags"] & 16 for span in spans])
