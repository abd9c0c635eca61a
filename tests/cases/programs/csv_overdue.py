"""SM101: a CSV file is read whole; the numbers of the overdue invoices, 1 in 50, lie among the cells that go."""

import argparse
import csv
import tempfile
from pathlib import Path


def write_invoices(path, count):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "supplier", "due_in_days", "total", "note"])
        for i in range(count):
            writer.writerow([f"INV-{i:07}", f"supplier {i % 700}", i % 50 - 1, f"{i * 1.17:.2f}", f"delivery {i}"])


def overdue(path):
    with path.open(newline="") as file:
        invoices = list(csv.DictReader(file))
    return {row["number"] for row in invoices if int(row["due_in_days"]) < 0}


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=40_000)
with tempfile.TemporaryDirectory() as folder:
    PATH = Path(folder, "invoices.csv")
    write_invoices(PATH, parser.parse_args().n)
    OVERDUE = overdue(PATH)
print(len(OVERDUE))
