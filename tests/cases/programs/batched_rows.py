"""Innocent: rows are converted in batches of a thousand, and each batch takes the place of the one before."""

import argparse
from itertools import islice


def rows(count):
    return ({"id": number, "name": f"name {number}", "value": number / 7} for number in range(count))


def converted(source):
    total = 0.0
    while batch := list(islice(source, 1000)):
        upper = [{**row, "name": row["name"].upper()} for row in batch]
        total += sum(row["value"] for row in upper)
    return total


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=100_000)
print(converted(rows(parser.parse_args().n)))
