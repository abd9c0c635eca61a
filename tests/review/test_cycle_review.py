"""Cycles that were found in memory, and the rule that finds the same line in the text."""

import pytest

from sparsemem.model import Cycle, Location
from sparsemem.review.cycle_review import review_cycle
from sparsemem.source.module import Module
from sparsemem.source.text import Source

TEXT = """\
class Node:
    def __init__(self):
        self.children = []

    def add(self, child):
        child.parent = self
        self.children.append(child)

class Bus:
    def __init__(self):
        self.on_draw = self.draw

    def draw(self):
        pass

class Pair:
    def __init__(self, other):
        self.other = compute(other)

def fails():
    try:
        work()
    except ValueError as error:
        kept = error
"""


@pytest.mark.parametrize(
    ("shape", "line", "function", "code"),
    [
        ("Node.children -> list[] -> Node.parent", 2, "Node", "SM221"),
        ("Bus.on_draw -> method.__self__", 10, "Bus", "SM223"),
        ("Pair.other -> Pair.other", 17, "Pair", None),
    ],
)
def test_the_rule(shape: str, line: int, function: str, code: str | None) -> None:
    cycle = Cycle(shape, (), 1, 2, 100, 200, Location("/app/tree.py", line, function))
    reviewed = review_cycle(cycle, Module(Source("tree.py", "tree", TEXT)))
    assert reviewed.review == code
    assert reviewed.location is not None
    assert reviewed.location.path == "tree.py"


def test_another_text_changes_nothing() -> None:
    cycle = Cycle("Bus.on_draw -> method.__self__", (), 1, 2, 100, 200, Location("/app/tree.py", 99, "Bus"))
    assert review_cycle(cycle, Module(Source("tree.py", "tree", TEXT))) == cycle
