"""Innocent: a CSV file is summed by supplier while it is read; there are as many sums at every scale."""

import csv
import tempfile
from collections import Counter
from pathlib import Path

ROWS = 60_000


def written(path, count):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows((f"supplier {number % 500}", number / 3) for number in range(count))


def sums(path):
    found = Counter()
    with path.open(newline="") as file:
        for supplier, amount in csv.reader(file):
            found[supplier] += float(amount)
    return found


with tempfile.TemporaryDirectory() as folder:
    written(Path(folder, "invoices.csv"), ROWS)
    print(len(sums(Path(folder, "invoices.csv"))))
