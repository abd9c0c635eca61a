"""Four ways to the same records, from the chain of lists to the stream: each gives what the look-up tables keep."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import starmap

from conversions import QUERY, cleaned, columns_of, enricher, is_kept, named, parsed
from products import Record

Loader = Callable[[sqlite3.Connection, int, str], Iterable[Record]]


def chain(connection: sqlite3.Connection, rows: int, keep: str) -> list[Record]:
    """As people write it: each step has a name, and makes a new list of new dicts."""
    cursor = connection.execute(QUERY, (rows,))
    columns = columns_of(cursor)
    fetched = cursor.fetchall()
    records = [named(columns, row) for row in fetched]
    parsed_records = [parsed(record) for record in records]
    cleaned_records = [cleaned(record) for record in parsed_records]
    enrich = enricher(connection)
    enriched_records = [enrich(record) for record in cleaned_records]
    return [record for record in enriched_records if is_kept(record, keep)]


def rebinding(connection: sqlite3.Connection, rows: int, keep: str) -> list[Record]:
    """The first idea: one name for all steps, so that each step's input goes when its output is there."""
    cursor = connection.execute(QUERY, (rows,))
    columns = columns_of(cursor)
    data = [named(columns, row) for row in cursor.fetchall()]
    data = [parsed(record) for record in data]
    data = [cleaned(record) for record in data]
    enrich = enricher(connection)
    data = [enrich(record) for record in data]
    return [record for record in data if is_kept(record, keep)]


def fetchall(connection: sqlite3.Connection, rows: int, keep: str) -> Iterator[Record]:
    """Generators, behind a library that can only give the whole result."""
    cursor = connection.execute(QUERY, (rows,))
    return _stream(connection, columns_of(cursor), cursor.fetchall(), keep)


def cursor(connection: sqlite3.Connection, rows: int, keep: str) -> Iterator[Record]:
    """Generators all the way: one row is fetched, converted, and handed on before the next."""
    result = connection.execute(QUERY, (rows,))
    return _stream(connection, columns_of(result), result, keep)


def _stream(
    connection: sqlite3.Connection, columns: list[str], rows: Iterable[tuple[object, ...]], keep: str
) -> Iterator[Record]:
    records = starmap(named, ((columns, row) for row in rows))
    enriched = map(enricher(connection), map(cleaned, map(parsed, records)))
    return (record for record in enriched if is_kept(record, keep))


LOADERS: dict[str, Loader] = {
    "chain": chain,
    "rebinding": rebinding,
    "fetchall": fetchall,
    "cursor": cursor,
}
