# --- bad: a child that is told its parent
class Node:
    def __init__(self):
        self.children = []

    def add(self, child):
        child.parent = self  # <-
        self.children.append(child)
# --- bad: a part that is handed its owner
class Engine:
    def __init__(self, car):
        self.car = car


class Car:
    def __init__(self):
        self.engine = Engine(self)  # <-
# --- bad: parts in a list
class Wheel:
    def __init__(self, car):
        self.car = car


class Car:
    def __init__(self):
        self.wheels = []
        for _ in range(4):
            self.wheels.append(Wheel(self))  # <-
# --- bad: parts under keys
class Door:
    def __init__(self, car, side):
        self.car = car
        self.side = side


class Car:
    def __init__(self):
        self.doors = {}
        self.doors["left"] = Door(self, "left")  # <-
# --- bad: by a keyword
class Engine:
    def __init__(self, car=None):
        self.owner = car


class Car:
    def __init__(self):
        self.engine = Engine(car=self)  # <-
# --- bad: a doubly linked list
def link(left, right):
    left.next = right  # <-
    right.previous = left
# --- bad: two objects that are handed to each other
def marry(first, second):
    first.partner = second  # <-
    second.partner_of = first
# --- bad: a child under a key
class Tree:
    def put(self, key, leaf):
        self.leaves[key] = leaf  # <-
        leaf.tree = self
# --- bad: in a set
class Room:
    def enter(self, guest):
        self.guests.add(guest)  # <-
        guest.room = self
# --- bad: made in another method than the first
class Session:
    def __init__(self, server):
        self._server = server


class Server:
    def connect(self):
        self.session = Session(self)  # <-
        return self.session
# --- bad: under conditions
class Node:
    def attach(self, child):
        if child is not None:
            child.owner = self  # <-
            self.items.append(child)
# --- good: a weak link to the parent
import weakref


class Node:
    def add(self, child):
        child.parent = weakref.ref(self)
        self.children.append(child)
# --- good: broken when it is closed
class Node:
    def add(self, child):
        child.parent = self
        self.children.append(child)

    def close(self):
        for child in self.children:
            child.parent = None
# --- good: the list is emptied
class Node:
    def add(self, child):
        child.owner = self
        self.parts.append(child)

    def close(self):
        self.parts.clear()
# --- good: only one direction
class Node:
    def add(self, child):
        self.children.append(child)
# --- good: only the other direction
class Node:
    def adopt(self, child):
        child.parent = self
# --- good: a part that does not keep its owner
class Engine:
    def __init__(self, car):
        self.power = car.power


class Car:
    def __init__(self):
        self.engine = Engine(self)
# --- good: a part that keeps a weak link
import weakref


class Engine:
    def __init__(self, car):
        self.car = weakref.proxy(car)


class Car:
    def __init__(self):
        self.engine = Engine(self)
# --- good: a part that nobody keeps
class Report:
    def __init__(self, car):
        self.car = car


class Car:
    def report(self):
        return Report(self)
# --- good: a local part
class Report:
    def __init__(self, car):
        self.car = car


class Car:
    def show(self):
        report = Report(self)
        print(report)
# --- good: two links of one object
def place(item, shelf):
    item.shelf = shelf
    item.room = shelf.room
# --- good: a number back
class Node:
    def add(self, child):
        child.position = len(self.children)
        self.children.append(child)
# --- good: deleted when it is removed
class Room:
    def enter(self, guest):
        self.guests.append(guest)
        guest.room = self

    def leave(self, guest):
        del guest.room
# --- bad: parts in a comprehension
class Row:
    def __init__(self, vineyard, number):
        self.vineyard = vineyard
        self.number = number


class Vineyard:
    def __init__(self, count):
        self.rows = [Row(self, number) for number in range(count)]  # <-
# --- bad: a part with a name on the way
class Coral:
    def __init__(self, reef):
        self.reef = reef


class Reef:
    def plant(self):
        coral = Coral(self)  # <-
        self.corals.append(coral)
        return coral
# --- good: a part that gets a name and is handed out
class Coral:
    def __init__(self, reef):
        self.reef = reef


class Reef:
    def plant(self):
        coral = Coral(self)
        print(coral)
        return coral
# --- bad: a part that takes its own name again
class Lens:
    def __init__(self, stack, inner):
        self.stack = stack
        self.inner = inner


class Stack:
    def push(self, lens):
        lens = Lens(self, lens)  # <-
        self.lenses.append(lens)
# --- bad: many parts of one kind are one cycle
class Observer:
    def __init__(self, router):
        self.router = router


class Router:
    def __init__(self):
        self.message = Observer(self)  # <-
        self.poll = Observer(self)
        self.reaction = Observer(self)
# --- good: a class lives as long as the program
def register(cls, rule):
    cls.rule = rule
    rule.cls = cls
# --- bad: the top of a stack
def read(lines, Folder):
    stack = [Folder("/")]
    for depth, name in lines:
        folder = Folder(name)
        del stack[depth:]
        folder.up = stack[-1]  # <-
        stack[-1].below.append(folder)
        stack.append(folder)
    return stack[0]
# --- good: one way alone
def read(lines, Folder):
    stack = [Folder("/")]
    for name in lines:
        folder = Folder(name)
        stack[-1].below.append(folder)
        stack.append(folder)
    return stack[0]
