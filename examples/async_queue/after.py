"""Orders are priced by a slow service: twenty workers take them from a queue that holds a hundred."""

import argparse
import asyncio
from collections import Counter

COUNTRIES = ("AT", "CH", "DE", "FR", "IT")
WORKERS = 20
WAITING = 100


async def arriving(count):
    """Orders from a connection."""
    for number in range(count):
        yield {"number": number, "country": COUNTRIES[number % 5], "cents": number * 37 % 90_000}


async def priced(order):
    """The order with its tax; stands in for asking another service."""
    await asyncio.sleep(0)
    return {**order, "tax": order["cents"] * 19 // 100}


async def feed(queue, orders):
    """Put the orders into the queue, waiting while it is full; then a None for each worker to end."""
    async for order in orders:
        await queue.put(order)
    for _ in range(WORKERS):
        await queue.put(None)


async def work(queue, taxes):
    """Price orders from the queue and add up their tax, until a None comes."""
    while (order := await queue.get()) is not None:
        order = await priced(order)
        taxes[order["country"]] += order["tax"]


async def tax_by_country(orders):
    """Cents of tax for each country."""
    queue = asyncio.Queue(maxsize=WAITING)
    taxes = Counter()
    async with asyncio.TaskGroup() as group:
        group.create_task(feed(queue, orders))
        for _ in range(WORKERS):
            group.create_task(work(queue, taxes))
    return taxes


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=30_000)
    options = parser.parse_args()
    for country, cents in sorted(asyncio.run(tax_by_country(arriving(options.orders))).items()):
        print(f"{country} {cents / 100:14,.2f}")


if __name__ == "__main__":
    main()
