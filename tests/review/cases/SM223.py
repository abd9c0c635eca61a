# --- bad: its own method
class View:
    def __init__(self):
        self.on_change = self.redraw  # <-

    def redraw(self):
        return None
# --- bad: a lambda
class View:
    def __init__(self):
        self.on_change = lambda: self.redraw()  # <-

    def redraw(self):
        return None
# --- bad: a partial of its own method
from functools import partial


class View:
    def __init__(self):
        self.on_change = partial(self.redraw, 1)  # <-

    def redraw(self, depth):
        return depth
# --- bad: a partial that is given self
from functools import partial


class View:
    def __init__(self, draw):
        self.on_change = partial(draw, self)  # <-
# --- bad: an inner function
class View:
    def __init__(self):
        def redraw():
            self.draws += 1

        self.on_change = redraw  # <-
# --- bad: under a key
class View:
    def __init__(self):
        self.handlers = {}
        self.handlers["change"] = self.redraw  # <-

    def redraw(self):
        return None
# --- bad: with a finalizer
class File:
    def __init__(self):
        self.closer = self.close  # <-

    def close(self):
        self.handle.close()

    def __del__(self):
        self.closer()
# --- bad: in another method
class Parser:
    def start(self):
        self.state = self.read_header  # <-

    def read_header(self, line):
        return line
# --- bad: an inner function that calls itself and keeps data
def walk(tree):
    found = []

    def visit(node):  # <-
        found.append(node)
        for child in node.children:
            visit(child)

    visit(tree)
    return found
# --- bad: an inner function that keeps a table
def paths(graph, start):
    seen = {}

    def visit(node):  # <-
        if node not in seen:
            seen[node] = True
            for other in graph[node]:
                visit(other)

    visit(start)
    return seen
# --- bad: a lambda under a key
class Menu:
    def build(self):
        self.actions["quit"] = lambda: self.quit()  # <-
# --- good: looked up when it is called
class View:
    def __init__(self):
        self.on_change = "redraw"

    def change(self):
        getattr(self, self.on_change)()
# --- good: a weak method
import weakref


class View:
    def __init__(self):
        self.on_change = weakref.WeakMethod(self.redraw)

    def redraw(self):
        return None
# --- good: a static method
class View:
    def __init__(self):
        self.on_change = self.redraw

    @staticmethod
    def redraw():
        return None
# --- good: a function of the module
def redraw():
    return None


class View:
    def __init__(self):
        self.on_change = redraw
# --- good: a lambda that does not read self
class View:
    def __init__(self):
        self.key = lambda item: item.name
# --- good: what a method returns
class View:
    def __init__(self):
        self.size = self.measure()

    def measure(self):
        return 1
# --- good: another attribute
class View:
    def __init__(self, size):
        self.size = size
        self.width = self.size
# --- good: set to None on close
class View:
    def __init__(self):
        self.on_change = self.redraw

    def redraw(self):
        return None

    def close(self):
        self.on_change = None
# --- good: an inner function that does not call itself
def walk(tree):
    found = []

    def visit(node):
        found.append(node)

    for node in tree:
        visit(node)
    return found
# --- good: a recursive function of the module
def visit(node, found):
    found.append(node)
    for child in node.children:
        visit(child, found)
# --- good: an inner function that keeps nothing
def factorial(number):
    def step(value):
        return 1 if value < 2 else value * step(value - 1)

    return step(number)
# --- good: a handler that another object keeps
class View:
    def __init__(self, button):
        button.on_click = self.redraw

    def redraw(self):
        return None
# --- good: a weak link as a default
from weakref import ref


class View:
    def __init__(self):
        def redraw(me=ref(self)):
            self = me()
            self.draws += 1

        self.on_change = redraw
# --- bad: its own method, on a condition
class View:
    def __init__(self, still):
        self.on_change = None if still else self.redraw  # <-

    def redraw(self):
        return None
# --- bad: its own method, where nothing was given
class View:
    def __init__(self, draw=None):
        self.on_change = draw or self.redraw  # <-

    def redraw(self):
        return None
# --- good: on a condition, of another object
class View:
    def __init__(self, still, other):
        self.on_change = None if still else other.redraw

    def redraw(self):
        return None
# --- bad: a lambda that a part keeps
class Button:
    def __init__(self):
        self.handlers = {}

    def connect(self, event, handler):
        self.handlers[event] = handler


class Page:
    def __init__(self):
        self.button = Button()
        self.button.connect("press", lambda: self.advance())  # <-

    def advance(self):
        pass
# --- bad: a method that a part keeps
class Timer:
    def every(self, callback):
        self.callback = callback


class Clock:
    def __init__(self):
        self.timer = Timer()
        self.timer.every(self.tick)  # <-

    def tick(self):
        pass
# --- bad: a list of listeners
class Feed:
    def __init__(self):
        self.listeners = []

    def listen(self, listener):
        self.listeners.append(listener)


class View:
    def __init__(self):
        self.feed = Feed()
        self.feed.listen(self.show)  # <-

    def show(self, entry):
        pass
# --- good: the part calls it at once
class Button:
    def press(self, handler):
        handler()


class Page:
    def __init__(self):
        self.button = Button()
        self.button.press(lambda: self.advance())

    def advance(self):
        pass
# --- good: listeners are taken out again
class Feed:
    def __init__(self):
        self.listeners = []

    def listen(self, listener):
        self.listeners.append(listener)

    def forget(self, listener):
        self.listeners.remove(listener)


class View:
    def __init__(self):
        self.feed = Feed()
        self.feed.listen(self.show)

    def show(self, entry):
        pass
# --- good: put back in the end
class Loader:
    def fast(self):
        before = self.start
        try:
            self.start = self._start_fast
            yield
        finally:
            self.start = before

    def _start_fast(self):
        pass
# --- good: handlers are taken out again
class Bus:
    def ask(self, serial):
        def answer(reply):
            self.last = reply

        self.waiting[serial] = answer

    def close(self):
        self.waiting.clear()
