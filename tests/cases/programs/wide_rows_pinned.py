"""SM102: rows of 30 columns have hash tables over half a kilobyte, which malloc serves; a third of them stays."""

import argparse

COLUMNS = [f"column_{number}" for number in range(30)]


def rows(count):
    return [dict.fromkeys(COLUMNS, number % 2) for number in range(count)]


def open_rows(found):
    return [row for number, row in enumerate(found) if number % 3 == 0]


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=40_000)
OPEN = open_rows(rows(parser.parse_args().n))
print(len(OPEN))
