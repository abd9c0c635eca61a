"""A data cache: products from a database, in look-up tables, and the full records in a cache with a time limit.

    python service.py --load chain --rows 40000 shop.sqlite

loads the products once and ends. With --serve it obeys the lines of its standard input: refresh, expire, drop, trim.
"""

import argparse
import ctypes
import gc
import sqlite3
import sys
from collections.abc import Iterable, Iterator

from alternatives import ALTERNATIVES
from cachetools import TTLCache
from columns import ColumnTables
from coroutines import into, into_tables, send_products
from database import open_database
from loaders import LOADERS
from products import Record, Tables

FULL_RECORDS, SECONDS = 1_000_000, 86_400


class DataCache:
    """The products of a shop, for its pages."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.tables: Tables | ColumnTables = Tables()
        self.full: TTLCache[int, Record] = TTLCache(FULL_RECORDS, SECONDS)

    def refresh(self) -> None:
        """Load all products anew. Until that is done the old ones are there, for those who ask."""
        options = self.options
        if options.load in ALTERNATIVES:
            self.tables = ALTERNATIVES[options.load](options.database, options.rows, options.keep)
            return
        with sqlite3.connect(options.database) as connection:
            self.tables = self._load(connection)

    def _load(self, connection: sqlite3.Connection) -> Tables | ColumnTables:
        wanted, tables = (self.options.rows, self.options.keep), Tables()
        if self.options.load == "coroutines":
            sinks = [into_tables(tables), *([into(self._remember)] if self.options.ttl else [])]
            send_products(connection, *wanted, *sinks)
            return tables
        if self.options.load == "columns":
            return ColumnTables().fill(self._remembered(LOADERS["cursor"](connection, *wanted)))
        return tables.fill(self._remembered(LOADERS[self.options.load](connection, *wanted)))

    def _remembered(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            if self.options.ttl:
                self._remember(record)
            yield record

    def _remember(self, record: Record) -> None:
        self.full[record["id"]] = record

    def obey(self, command: str) -> None:
        """What the service can be told while it runs."""
        if command == "refresh":
            self.refresh()
        elif command == "expire":
            self.full.clear()
        elif command == "drop":
            self.tables = Tables()
        elif command == "trim":
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)


def main() -> DataCache:
    """Load, say what was loaded, and serve where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load", choices=[*LOADERS, "coroutines", "columns", *ALTERNATIVES], default="chain")
    parser.add_argument("--rows", type=int, default=40_000, help="products")
    parser.add_argument("--keep", choices=["all", "active"], default="all", help="active: one in ten")
    parser.add_argument("--ttl", action="store_true", help="keep the full records as well")
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("database", metavar="FILE", help="made where it is not there")
    options = parser.parse_args()
    open_database(options.database, options.rows).close()
    cache = DataCache(options)
    cache.refresh()
    print(f"{len(cache.tables):,} products, digest {cache.tables.digest()}", flush=True)
    for line in sys.stdin if options.serve else ():
        cache.obey(line.strip())
        print("done", flush=True)
    return cache


if __name__ == "__main__":
    CACHE = main()
