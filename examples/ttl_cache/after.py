"""A catalogue of products. The cache of full rows holds a few, and only those that somebody asked for."""

import argparse
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cachetools import TTLCache

COLUMNS = ("sku", "name", "cents", "description", "supplier")


def fill(connection, count):
    """The table of products, as the shop's database has it."""
    connection.execute("CREATE TABLE products (sku PRIMARY KEY, name, cents, description, supplier)")
    rows = (
        (f"A{n:07d}", f"product {n}", n * 37 % 90_000, f"what product {n} is for", f"firm {n % 80}")
        for n in range(count)
    )
    connection.executemany("INSERT INTO products VALUES (?, ?, ?, ?, ?)", rows)
    connection.commit()


@dataclass(frozen=True, slots=True)
class Product:
    """What the price pages need."""

    sku: str
    cents: int


class Catalogue:
    """The products, and the full rows of a few."""

    def __init__(self, connection):
        self.connection = connection
        self.rows = TTLCache(maxsize=500, ttl=600)
        self.products = {}
        for sku, cents in connection.execute("SELECT sku, cents FROM products"):
            self.products[sku] = Product(sku, cents)

    def price(self, sku):
        """The price in cents."""
        return self.products[sku].cents

    def row(self, sku):
        """The full row of a product, at most ten minutes old."""
        row = self.rows.get(sku)
        if row is None:
            values = self.connection.execute("SELECT * FROM products WHERE sku = ?", (sku,)).fetchone()
            row = self.rows[sku] = dict(zip(COLUMNS, values, strict=True))
        return row


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=40_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder, "shop.db"))
        fill(connection, options.products)
        catalogue = Catalogue(connection)
        asked = (f"A{n * 7919 % options.products:07d}" for n in range(0, options.products, 40))
        print("sum of all prices:", sum(catalogue.price(sku) for sku in catalogue.products))
        print("characters shown:", sum(len(catalogue.row(sku)["description"]) for sku in asked))
        return catalogue


if __name__ == "__main__":
    CATALOGUE = main()
