"""Innocent: columns in arrays, wholly alive; the RSS grows with the data because the data does."""

import argparse
from array import array

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=1_000_000)
SIZE = parser.parse_args().n
COLUMNS = {name: array("d", (number * factor for number in range(SIZE))) for name, factor in (("x", 1), ("y", 2))}
print(sum(map(len, COLUMNS.values())))
