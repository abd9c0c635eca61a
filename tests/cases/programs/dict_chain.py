"""SM101: three conversions of whole lists of dicts; one customer name in 40 stays and pins the arenas of its step."""

import argparse


def orders(count):
    return [{"id": i, "customer": f"customer {i % 9000}", "cents": i * 7 % 90_000} for i in range(count)]


def with_currency(rows):
    return [{"id": r["id"], "customer": r["customer"].title(), "amount": r["cents"] / 100} for r in rows]


def with_vat(rows):
    return [{**r, "vat": r["amount"] * 0.19, "label": f"{r['customer']} #{r['id']}"} for r in rows]


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=40_000)
ORDERS = with_vat(with_currency(orders(parser.parse_args().n)))
DISPUTED = {row["id"]: row["label"] for row in ORDERS if row["id"] % 40 == 3}
del ORDERS
print(len(DISPUTED))
