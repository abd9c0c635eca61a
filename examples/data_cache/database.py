"""The shop's database: a SQLite file of products, twenty columns each, always with the same content.

Run as `python database.py shop.sqlite 160000`.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

COLUMNS = (
    "id INTEGER PRIMARY KEY, sku TEXT, name TEXT, brand_id INTEGER, category_id INTEGER, status TEXT, price TEXT, "
    "cost TEXT, vat TEXT, stock INTEGER, weight TEXT, created TEXT, updated TEXT, description TEXT, attributes TEXT, "
    "tags TEXT, supplier TEXT, ean TEXT, origin TEXT, note TEXT"
)
BRANDS, CATEGORIES = 400, 60
ACTIVE = 10
"""Each tenth product is for sale; the others are archived."""


def open_database(path: str, rows: int) -> sqlite3.Connection:
    """The database, which is made where it is not there. Raises ValueError where it has fewer rows."""
    if not Path(path).exists():
        make_database(path, rows)
    connection = sqlite3.connect(path)
    (there,) = connection.execute("SELECT count(*) FROM products").fetchone()
    if there < rows:
        raise ValueError(f"{path} has {there:,} products and not {rows:,}; delete it, and it is made anew")
    return connection


def make_database(path: str, rows: int) -> None:
    """Write the file, one row at a time."""
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE products ({COLUMNS})")
        connection.execute("CREATE TABLE brands (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT)")
        connection.executemany(f"INSERT INTO products VALUES ({', '.join('?' * 20)})", _products(rows))
        connection.executemany("INSERT INTO brands VALUES (?, ?)", ((i, f"Brand {i}") for i in range(BRANDS)))
        connection.executemany("INSERT INTO categories VALUES (?, ?)", ((i, f"Shelf {i}") for i in range(CATEGORIES)))
    connection.close()


def _products(rows: int) -> Iterator[tuple[object, ...]]:
    for i in range(rows):
        cents = 199 + i * 37 % 90_000
        attributes = {"colour": ["Red", "Green", "Blue"][i % 3], "size": i % 50, "code": f"C{i * 7919 % 100_000}"}
        day = f"20{10 + i % 15}-{1 + i % 12:02d}-{1 + i % 28:02d}T{i % 24:02d}:{i % 60:02d}:00"
        yield (
            i, f" SKU-{i:08d} ", f"Product Number {i} ", i % BRANDS, i % CATEGORIES,
            "Active" if i % ACTIVE == 0 else "Archived", f"{cents / 100:.2f}", f"{cents * 0.6 / 100:.2f}", "0.19",
            i * 31 % 1000, f"{i % 900 / 100:.2f}", day, day.replace("T", " "),
            f" A description of the product with the number {i}, as the supplier wrote it. ", json.dumps(attributes),
            json.dumps([f"tag{i % 97}", f"tag{i % 89}"]), f"Supplier {i % 700}", f"40{i * 104_729 % 10**11:011d}",
            ["DE", "FR", "IT", "PL"][i % 4], f"Note {i * 17 % 5000}",
        )  # fmt: skip


if __name__ == "__main__":
    make_database(sys.argv[1], int(sys.argv[2]))
