"""Readings become an Arrow file: five thousand at a time are Python dicts, a record batch, and part of the file."""

import argparse
import tempfile
from itertools import islice
from pathlib import Path

import pyarrow as pa

SCHEMA = pa.schema([("station", pa.string()), ("day", pa.int32()), ("celsius", pa.float64())])
BATCH = 5_000


def measured(count):
    """The readings of a network of stations."""
    for number in range(count):
        yield {"station": f"station {number % 300}", "day": number // 300, "celsius": number * 7919 % 400 / 10 - 5}


def write(readings, path):
    """An Arrow file of the readings."""
    readings = iter(readings)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, SCHEMA) as writer:
        while batch := list(islice(readings, BATCH)):
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=SCHEMA))


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
