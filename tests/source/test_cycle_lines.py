"""The line that closes a cycle, from what is known of it in memory and the text of its file."""

import pytest

from sparsemem.model import Cycle, Location
from sparsemem.source.cycle_lines import find_line
from sparsemem.source.module import Module
from sparsemem.source.text import Source

TEXT = """\
import functools

class Node:
    def __init__(self):
        self.children = []
        self.parent = None

    def add(self, child):
        child.parent = self
        self.children.append(child)

class Part:
    owner: "Whole" = None

    @functools.cached_property
    def whole(self):
        return self

class Elsewhere:
    def adopt(self, part):
        part.owner = self
        part.parent = self

class Item:
    def __init__(self, element, previous):
        self.element, self.previous, self.next = element, previous, None

def fails():
    def inner():
        try:
            raise ValueError
        except ValueError as error:
            kept = error
    try:
        inner()
    except OSError as late:
        pass
"""
MODULE = Module(Source("shop/tree.py", "shop.tree", TEXT))


def found(shape: str, line: int, function: str) -> tuple[int, str | None] | None:
    cycle = Cycle(shape, (), 1, 2, 100, 200, Location("/app/shop/tree.py", line, function))
    place = find_line(MODULE, cycle)
    assert place is None or place.path == "shop/tree.py"
    return (place.line, place.function) if place else None


@pytest.mark.parametrize(
    ("shape", "line", "function", "expected"),
    [
        ("Node.children -> list[] -> Node.parent", 4, "Node", (9, "Node.add")),
        ("Node.children -> list[]", 4, "Node", (5, "Node.__init__")),
        ("Part.whole -> Whole.owner", 15, "Part", (21, "Elsewhere.adopt")),
        ("ValueError.__traceback__ -> frame local kept", 29, "fails.<locals>.inner", (33, "fails.inner")),
        ("ValueError.__traceback__ -> frame local late", 28, "fails", (36, "fails")),
        ("Item.next -> Item.previous", 25, "Item", (26, "Item.__init__")),
        ("Item.next -> Item.next", 25, "Item", None),
        ("Node.somewhere -> list[]", 4, "Node", None),
        ("Node.children -> list[] -> Node.parent", 3, "Node", None),
        ("list[] -> dict['a']", 4, "Node", None),
    ],
)
def test_the_line(shape: str, line: int, function: str, expected: tuple[int, str] | None) -> None:
    assert found(shape, line, function) == expected


def test_without_a_place_there_is_no_line() -> None:
    assert find_line(MODULE, Cycle("Node.children -> list[] -> Node.parent", (), 1, 2, 100, 200)) is None
