"""A monthly report from a database: the query's result is fetched whole, then added up."""

import argparse
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path


def fill(connection, count):
    """A table of orders, as the shop's database has it."""
    connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, day TEXT, customer TEXT, cents INTEGER)")
    orders = (
        (n, f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}", f"customer {n % 9_000}", n * 37 % 90_000) for n in range(count)
    )
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", orders)
    connection.commit()


def monthly_revenue(connection):
    """Cents of each month."""
    cursor = connection.execute("SELECT id, day, customer, cents FROM orders ORDER BY id")
    rows = cursor.fetchall()
    revenue = Counter()
    for _, day, _, cents in rows:
        revenue[day[:7]] += cents
    return revenue


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=150_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder, "shop.db"))
        fill(connection, options.orders)
        for month, cents in sorted(monthly_revenue(connection).items()):
            print(f"{month} {cents / 100:14,.2f}")
        connection.close()


if __name__ == "__main__":
    main()
