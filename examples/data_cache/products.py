"""What the cache keeps of a product, and the tables that find it."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

Record = dict[str, Any]
"""A product on its way from the database, by the names of its columns."""


class Product:
    """Seven of the twenty columns: what the shop's pages ask for."""

    __slots__ = ("brand", "id", "margin", "name", "price", "sku", "updated")

    def __init__(self, record: Record) -> None:
        self.id: int = record["id"]
        self.sku: str = record["sku"]
        self.name: str = record["name"]
        self.brand: str = record["brand"]
        self.price: Decimal = record["price"]
        self.margin: Decimal = record["margin"]
        self.updated: datetime = record["updated"]


class Tables:
    """The look-up tables: by number, by article code, and by brand."""

    def __init__(self) -> None:
        self.by_id: dict[int, Product] = {}
        self.by_sku: dict[str, Product] = {}
        self.by_brand: dict[str, list[Product]] = {}

    def add(self, product: Product) -> None:
        """Have it in each of the tables."""
        self.by_id[product.id] = product
        self.by_sku[product.sku] = product
        self.by_brand.setdefault(product.brand, []).append(product)

    def fill(self, records: Iterable[Record]) -> "Tables":
        """Have a product of each record."""
        for record in records:
            self.add(Product(record))
        return self

    def __len__(self) -> int:
        return len(self.by_id)

    def digest(self) -> str:
        """The same for the same content, in whatever way it was loaded."""
        products = sorted(self.by_id.values(), key=lambda product: product.id)
        return digest_of(products, {brand: len(found) for brand, found in self.by_brand.items()}, len(self.by_sku))


def digest_of(products: Iterable[Product], brands: Mapping[str, int], codes: int) -> str:
    """Of products in the order of their numbers, of how many each brand has, and of the number of article codes."""
    state = hashlib.sha256()
    for product in products:
        state.update(repr([getattr(product, name) for name in Product.__slots__]).encode())
    state.update(repr((codes, sorted(brands.items()))).encode())
    return state.hexdigest()[:12]
