"""Innocent: rows go into a database in a file, and are read from its cursor one at a time."""

import os
import sqlite3
import tempfile
from pathlib import Path

ROWS = 100_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def stored(path):
    with sqlite3.connect(path) as connection:
        connection.execute("create table reading (at integer, value real, place text)")
        rows = ((number, number / 9, f"place {number % 77}") for number in range(ROWS))
        connection.executemany("insert into reading values (?, ?, ?)", rows)
        total = sum(value for (value,) in connection.execute("select value from reading where place like '%7'"))
    connection.close()
    return total


with tempfile.TemporaryDirectory() as folder:
    print(stored(Path(folder, "readings.db")))
