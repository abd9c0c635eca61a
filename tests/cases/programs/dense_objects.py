"""Innocent: every order is kept, with its lines; a large live heap without holes."""

import argparse
from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """An article of an order."""

    article: str
    pieces: int


@dataclass(slots=True)
class Order:
    """What a customer wants."""

    number: int
    lines: list[Line]


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=60_000)
ORDERS = [Order(i, [Line(f"article {i}", 1), Line("postage", 1)]) for i in range(parser.parse_args().n)]
print(len(ORDERS))
