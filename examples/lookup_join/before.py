"""Revenue by region: orders are joined with the small table of customers, and the joined records added up."""

import argparse
from collections import Counter

REGIONS = ("north", "east", "south", "west")
CUSTOMERS = 2_000


def customer_lines():
    """The customers: their number and region."""
    for number in range(CUSTOMERS):
        yield f"{number},{REGIONS[number % 4]}"


def order_lines(count):
    """The orders: their number, that of the customer, and the amount in cents."""
    for number in range(count):
        yield f"{number},{number * 7 % CUSTOMERS},{number * 37 % 90_000}"


def region_of_customer(lines):
    """The table that is looked into."""
    return dict(line.split(",") for line in lines)


def read_orders(lines):
    """A record for each order."""
    orders = []
    for line in lines:
        number, customer, cents = line.split(",")
        orders.append({"number": number, "customer": customer, "cents": int(cents)})
    return orders


def joined(orders, regions):
    """Each order with the region of its customer; orders of unknown customers are left out."""
    records = []
    for order in orders:
        region = regions.get(order["customer"])
        if region is not None:
            records.append({**order, "region": region})
    return records


def revenue_by_region(orders, customers):
    """Cents of each region."""
    regions = region_of_customer(customers)
    records = joined(read_orders(orders), regions)
    revenue = Counter()
    for record in records:
        revenue[record["region"]] += record["cents"]
    return revenue


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    options = parser.parse_args()
    revenue = revenue_by_region(order_lines(options.orders), customer_lines())
    for region, cents in sorted(revenue.items()):
        print(f"{region:6} {cents / 100:14,.2f}")


if __name__ == "__main__":
    main()
