"""Innocent: dates and decimals of a ledger, parsed from text and all kept: many small objects, no holes."""

import argparse
from datetime import date, timedelta
from decimal import Decimal


def booked(count):
    first = date(2020, 1, 1)
    texts = (f"{first + timedelta(days=i % 2000)};{i % 977}.{i % 100:02};booking {i}" for i in range(count))
    for day, amount, text in (line.split(";") for line in texts):
        yield date.fromisoformat(day), Decimal(amount), text


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=100_000)
BOOKED = list(booked(parser.parse_args().n))
print(sum(amount for _, amount, _ in BOOKED))
