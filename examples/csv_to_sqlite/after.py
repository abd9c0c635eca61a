"""Extract, transform, load: sensor readings go from a CSV file into a database, row by row."""

import argparse
import csv
import sqlite3
import tempfile
from pathlib import Path


def write_export(path, count):
    """The CSV file that the sensors' gateway exports."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["station", "taken_at", "celsius", "remark"])
        for number in range(count):
            celsius = "" if number % 50 == 0 else f"{number * 13 % 400 / 10 - 5:.1f}"
            writer.writerow([f" station-{number % 120} ", f"2026-11-{number % 30 + 1:02d}", celsius, "ok"])


def read_rows(path):
    """The rows of the file, each a dict of texts."""
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def cleaned(rows):
    """Rows that have a temperature, with trimmed names, and numbers in place of texts."""
    for row in rows:
        if row["celsius"]:
            yield row["station"].strip(), row["taken_at"], float(row["celsius"])


def load(connection, readings):
    """Put the readings into their table."""
    connection.execute("CREATE TABLE readings (station TEXT, taken_at TEXT, celsius REAL)")
    connection.executemany("INSERT INTO readings VALUES (?, ?, ?)", readings)
    connection.commit()


def transfer(path, connection):
    """The whole way, from the file to the table."""
    load(connection, cleaned(read_rows(path)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        write_export(path, options.readings)
        connection = sqlite3.connect(Path(folder, "readings.db"))
        transfer(path, connection)
        print(*connection.execute("SELECT count(*), round(avg(celsius), 3) FROM readings").fetchone())
        connection.close()


if __name__ == "__main__":
    main()
