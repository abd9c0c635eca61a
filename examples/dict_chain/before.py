"""Orders pass through three dict conversions; of each hundredth, a freshly made reference is kept."""

import os

ORDERS = 150_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def read_orders():
    return {
        number: {"number": number, "customer": f"customer {number % 7_000}", "cents": number * 37 % 90_000}
        for number in range(ORDERS)
    }


def with_names(orders):
    named = {}
    for number, order in orders.items():
        order = dict(order)
        order["customer"] = order["customer"].title()
        named[number] = order
    return named


def with_references(named):
    referenced = {}
    for number, order in named.items():
        order = dict(order)
        order["reference"] = f"{order['customer']}/{number:08d}"
        referenced[number] = order
    return referenced


def index(referenced):
    return {order["reference"]: number for number, order in referenced.items() if number % 100 == 0}


REFERENCES = index(with_references(with_names(read_orders())))
print(len(REFERENCES), "references of", ORDERS, "orders")
