"""Innocent: a running total under a limit that no amount of data reaches."""

import argparse


def amounts(count):
    for number in range(count):
        yield {"amount": number * 0.01, "name": f"item {number}"}


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=200_000)
print(sum(row["amount"] for row in amounts(parser.parse_args().n)))
