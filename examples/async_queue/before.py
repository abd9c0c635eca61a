"""Orders are priced by a slow service: all are read, a task is started for each, and all answers are gathered."""

import argparse
import asyncio
from collections import Counter

COUNTRIES = ("AT", "CH", "DE", "FR", "IT")


async def arriving(count):
    """Orders from a connection."""
    for number in range(count):
        yield {"number": number, "country": COUNTRIES[number % 5], "cents": number * 37 % 90_000}


async def priced(order):
    """The order with its tax; stands in for asking another service."""
    await asyncio.sleep(0)
    return {**order, "tax": order["cents"] * 19 // 100}


async def tax_by_country(orders):
    """Cents of tax for each country."""
    tasks = [asyncio.create_task(priced(order)) async for order in orders]
    taxes = Counter()
    for order in await asyncio.gather(*tasks):
        taxes[order["country"]] += order["tax"]
    return taxes


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=30_000)
    options = parser.parse_args()
    for country, cents in sorted(asyncio.run(tax_by_country(arriving(options.orders))).items()):
        print(f"{country} {cents / 100:14,.2f}")


if __name__ == "__main__":
    main()
