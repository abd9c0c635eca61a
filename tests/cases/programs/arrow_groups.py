"""SM104: Arrow tables are built, sorted and dropped; its pool keeps their memory until it is asked to release it."""

import argparse

import pyarrow as pa


def work(count):
    table = pa.table({"key": pa.array(range(count)), "name": pa.array([f"name {i % 1000}" for i in range(count)])})
    sizes = [table.sort_by([("key", order)]).nbytes for order in ("ascending", "descending")]
    return sum(sizes)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=500_000)
print(work(parser.parse_args().n))
