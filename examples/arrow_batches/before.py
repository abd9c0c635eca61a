"""Readings become an Arrow file: all of them are Python dicts first, then one table, then a file."""

import argparse
import tempfile
from pathlib import Path

import pyarrow as pa

SCHEMA = pa.schema([("station", pa.string()), ("day", pa.int32()), ("celsius", pa.float64())])


def measured(count):
    """The readings of a network of stations."""
    for number in range(count):
        yield {"station": f"station {number % 300}", "day": number // 300, "celsius": number * 7919 % 400 / 10 - 5}


def write(readings, path):
    """An Arrow file of the readings."""
    table = pa.Table.from_pylist(list(readings), schema=SCHEMA)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, SCHEMA) as writer:
        writer.write_table(table)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=150_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "readings.arrow")
        write(measured(options.readings), path)
        with pa.memory_map(str(path)) as file:
            print(f"{pa.ipc.open_file(file).read_all().num_rows:,} rows")


if __name__ == "__main__":
    main()
