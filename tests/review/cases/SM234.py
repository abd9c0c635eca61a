# --- bad: map as a loop
def save_all(rows):
    map(save, rows)  # <-
# --- bad: a generator expression as a loop
def save_all(rows):
    (save(row) for row in rows)  # <-
# --- bad: a generator function
def save_all(rows):
    for row in rows:
        save(row)
        yield row


def run(rows):
    save_all(rows)  # <-
# --- bad: yield from left out
def walk(node):
    yield node
    for child in node.children:
        walk(child)  # <-
# --- bad: a method
class Table:
    def save(self):
        for row in self.rows:
            yield row

    def close(self):
        self.save()  # <-
# --- bad: bound and never read
def run(rows):
    saved = map(save, rows)  # <-
    return len(rows)
# --- bad: a generator function bound and never read
def save_all(rows):
    for row in rows:
        yield save(row)


def run(rows):
    result = save_all(rows)  # <-
    print("done")
# --- bad: filter
def clean(rows):
    filter(None, rows)  # <-
    return rows
# --- bad: at the top level
rows = [1, 2, 3]
map(print, rows)  # <-
# --- bad: a method that recurses
class Node:
    def leaves(self):
        if not self.children:
            yield self
        for child in self.children:
            self.leaves()  # <-
# --- bad: a generator expression bound and never read
def run(rows):
    checks = (check(row) for row in rows)  # <-
    print("checked")
# --- good: a loop
def save_all(rows):
    for row in rows:
        save(row)
# --- good: consumed by a list
def save_all(rows):
    list(map(save, rows))
# --- good: yield from
def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)
# --- good: returned
def save_all(rows):
    return map(save, rows)
# --- good: a plain function
def save_all(rows):
    for row in rows:
        save(row)


def run(rows):
    save_all(rows)
# --- good: a decorated generator
from project import task


@task
def save_all(rows):
    for row in rows:
        yield save(row)


def run(rows):
    save_all(rows)
# --- good: an overridden method
class Table:
    def save(self):
        for row in self.rows:
            yield row

    def close(self):
        self.save()


class Direct(Table):
    def save(self):
        write(self.rows)
# --- good: iter as a test
def check(value):
    try:
        iter(value)
    except TypeError:
        return False
    return True
# --- good: a name to be thrown away
def run(rows):
    _kept = (row for row in rows)
    return 1
# --- good: read by an inner function
def run(rows):
    found = (row for row in rows)

    def use():
        return list(found)

    return use
# --- good: handed out by name
def run(rows):
    found = (row for row in rows)
    return locals()
# --- good: next runs a part
def run(rows):
    next(map(save, rows))
# --- good: a function that does its work and returns an iterator
class Counter:
    def more(self):
        self.number += 1
        return iter(self.items)

    def run(self):
        self.more()
