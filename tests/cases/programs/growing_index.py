"""Innocent: an inverted index of everything that was read: it grows with the data, and all of it is in use."""

import argparse
from collections import defaultdict


def index(count):
    found = defaultdict(list)
    for number in range(count):
        found[f"word {number * 7919 % 30_011}"].append(number)
        found[f"author {number % 997}"].append(number)
    return found


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=250_000)
INDEX = index(parser.parse_args().n)
print(len(INDEX))
