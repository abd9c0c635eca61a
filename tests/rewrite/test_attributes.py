"""An attribute holds what is stored in it by whatever way: one generator among many lists is not taken for a list."""

import pytest

from sparsemem.rewrite import rewrite

PROGRAM = """import copy, functools
from dataclasses import dataclass, field, replace
def loud():
    for number in range(3):
        print("made", number)
        yield number
{way}
def parts(box):
    out = []
    for row in box.rows:
        out.append(row)
    return out
def main():
    for box in [Box([1, 2]), {made}]:
        for row in parts(box):
            print("got", row)
main()
"""
BOX = "class Box:\n    __slots__ = ('rows',)\n    def __init__(self, rows):\n        self.rows = rows\n"
HEIR = "class Heir(Box):\n    def __init__(self):\n        super().__init__(loud())"
WAYS = {
    "other argument": ("", "Box(loud())"),
    "by another name": ("Other = Box", "Other(loud())"),
    "by who is handed the class": ("def make(kind):\n    return kind(loud())", "make(Box)"),
    "by an heir": (HEIR, "Heir()"),
    "from outside": ("def filled(box):\n    box.rows, other = loud(), 1\n    return box", "filled(Box([1]))"),
    "by setattr": ("def filled(box):\n    setattr(box, 'rows', loud())\n    return box", "filled(Box([1]))"),
    "by the slot": ("def filled(box):\n    Box.rows.__set__(box, loud())\n    return box", "filled(Box([1]))"),
    "by a loop": ("def filled(box):\n    for box.rows in [loud()]:\n        return box", "filled(Box([1]))"),
    "by a method of another class": (
        "class Other:\n    def fill(self):\n        self.rows = loud()\n        return self",
        "Other.fill(Box([1]))",
    ),
    "as a default": ("@dataclass\nclass Box:\n    rows: list = field(default_factory=loud)", "Box()"),
    "in a copy": ("@dataclass\nclass Box:\n    rows: list", "replace(Box([1]), rows=loud())"),
}


@pytest.mark.parametrize(("way", "made"), WAYS.values(), ids=WAYS)
def test_every_way_of_storing_is_seen(way: str, made: str) -> None:
    assert not rewrite({"a.py": PROGRAM.format(way=way if "class Box" in way else BOX + way, made=made)}).changes


def test_without_them_the_list_is_known() -> None:
    assert rewrite({"a.py": PROGRAM.format(way=BOX, made="Box([4])")}).changes
