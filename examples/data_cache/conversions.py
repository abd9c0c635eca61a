"""The steps from a row of the database to a record that a product is made of; each gives a new dict."""

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from products import Record

Joined = dict[int, str]
QUERY = "SELECT * FROM products WHERE id < ? ORDER BY id"


def columns_of(cursor: sqlite3.Cursor) -> list[str]:
    """The names of the columns of a query."""
    return [column[0] for column in cursor.description]


def named(columns: list[str], row: tuple[Any, ...]) -> Record:
    """The row as a dict."""
    return dict(zip(columns, row, strict=True))


def parsed(record: Record) -> Record:
    """Text as Python's own types: amounts, moments, and what is JSON."""
    record = dict(record)
    for name in ("price", "cost", "vat", "weight"):
        record[name] = Decimal(record[name])
    for name in ("created", "updated"):
        record[name] = datetime.fromisoformat(record[name])
    for name in ("attributes", "tags"):
        record[name] = json.loads(record[name])
    return record


def cleaned(record: Record) -> Record:
    """No spaces around a text, and no capitals in it."""
    return {name: value.strip().lower() if isinstance(value, str) else value for name, value in record.items()}


def enricher(connection: sqlite3.Connection) -> Callable[[Record], Record]:
    """The step that adds the names of brand and category, and the margin."""
    brands: Joined = dict(connection.execute("SELECT id, name FROM brands"))
    categories: Joined = dict(connection.execute("SELECT id, name FROM categories"))

    def enriched(record: Record) -> Record:
        more = {"brand": brands[record["brand_id"]], "category": categories[record["category_id"]]}
        return {**record, **more, "margin": record["price"] - record["cost"]}

    return enriched


def is_kept(record: Record, keep: str) -> bool:
    """Whether the cache wants the record: all, or what is for sale."""
    return keep == "all" or record["status"] == "active"
