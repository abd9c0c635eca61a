"""Each night the orders of the day are gone through, and one in a hundred is put aside to be checked by hand."""


def read_orders(count):
    """The orders of a day."""
    return [{"number": number + 1_000, "customer": f"customer {number % 7_000}"} for number in range(count)]


def with_labels(orders):
    """Each with the label that is printed on it."""
    return [{**order, "label": f"{order['customer']}, order {order['number']:08d}"} for order in orders]


def with_prices(orders):
    """Each with what it costs, in cents."""
    return [{**order, "cents": order["number"] * 37 % 90_000} for order in orders]


def to_check(count):
    """The labels of those to be checked."""
    return [order["label"] for order in with_prices(with_labels(read_orders(count))) if order["number"] % 100 == 0]
