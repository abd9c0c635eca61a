"""The same conversions one order at a time: no step builds a full copy, and the references lie side by side."""

import os

ORDERS = 150_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def read_orders():
    for number in range(ORDERS):
        yield number, {"number": number, "customer": f"customer {number % 7_000}", "cents": number * 37 % 90_000}


def with_names(orders):
    for number, order in orders:
        order["customer"] = order["customer"].title()
        yield number, order


def with_references(named):
    for number, order in named:
        order["reference"] = f"{order['customer']}/{number:08d}"
        yield number, order


def index(referenced):
    return {order["reference"]: number for number, order in referenced if number % 100 == 0}


REFERENCES = index(with_references(with_names(read_orders())))
print(len(REFERENCES), "references of", ORDERS, "orders")
