"""The stream the other way round: a row is sent through the steps, and to each of those that keep something of it."""

import sqlite3
from collections.abc import Callable, Generator

from conversions import QUERY, cleaned, columns_of, enricher, is_kept, named, parsed
from products import Product, Record, Tables

Sink = Generator[None, Record, None]


def into_tables(tables: Tables) -> Sink:
    """Has a product of each record that it is sent."""
    while True:
        tables.add(Product((yield)))


def into(keep: Callable[[Record], None]) -> Sink:
    """Hands each record that it is sent to a function."""
    while True:
        keep((yield))


def send_products(connection: sqlite3.Connection, rows: int, keep: str, *sinks: Sink) -> None:
    """Send the record of each product to all sinks; nothing else has it."""
    for sink in sinks:
        next(sink)
    result, enriched = connection.execute(QUERY, (rows,)), enricher(connection)
    columns = columns_of(result)
    for row in result:
        record = enriched(cleaned(parsed(named(columns, row))))
        if is_kept(record, keep):
            for sink in sinks:
                sink.send(record)
