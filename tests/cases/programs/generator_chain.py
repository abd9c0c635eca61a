"""Innocent: the same three conversions as of a chain of lists, as generators: one record is alive at a time."""

import argparse


def orders(count):
    for number in range(count):
        yield {"id": number, "customer": f"customer {number % 9000}", "cents": number * 7 % 90_000}


def with_currency(rows):
    for row in rows:
        yield {"id": row["id"], "customer": row["customer"].title(), "amount": row["cents"] / 100}


def with_vat(rows):
    for row in rows:
        yield {**row, "vat": row["amount"] * 0.19}


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=60_000)
DISPUTED = {
    r["id"]: r["customer"] for r in with_vat(with_currency(orders(parser.parse_args().n))) if r["id"] % 40 == 3
}
print(len(DISPUTED))
