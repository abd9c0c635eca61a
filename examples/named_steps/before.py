"""Revenue by country, from the lines that a shop exports, in four named steps."""

import argparse
from collections import Counter

COUNTRIES = ("AT", "CH", "DE", "FR", "IT")


def exported_lines(count):
    """The export: one line for each order."""
    for number in range(count):
        status = "cancelled" if number % 11 == 0 else "paid"
        yield f"{number};{COUNTRIES[number % 5]};{number * 37 % 90_000};{status}"


def revenue_by_country(lines):
    """Cents of the paid orders of each country."""
    fields = [line.split(";") for line in lines]
    orders = [
        {"number": int(number), "country": country, "cents": int(cents), "status": status}
        for number, country, cents, status in fields
    ]
    paid = [order for order in orders if order["status"] == "paid"]
    amounts = [(order["country"], order["cents"]) for order in paid]

    revenue = Counter()
    for country, cents in amounts:
        revenue[country] += cents
    return revenue


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    options = parser.parse_args()
    for country, cents in sorted(revenue_by_country(exported_lines(options.orders)).items()):
        print(f"{country} {cents / 100:14,.2f}")


if __name__ == "__main__":
    main()
