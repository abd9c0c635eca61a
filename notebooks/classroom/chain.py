"""A process to look at. It answers each line: `chain ROWS`, `stream ROWS`, `forget`, `trim`, `traced`."""

import ctypes
import gc
import sys
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

Order = dict[str, Any]
KEPT: list[str] = []


def read(count: int) -> Iterator[Order]:
    """Orders, as they come from somewhere."""
    for number in range(count):
        yield {"number": number + 1_000, "customer": f"customer {number % 7_000}"}


def named(orders: Iterable[Order]) -> Iterator[Order]:
    """A new dict for each, with a name of its own."""
    for order in orders:
        yield {**order, "name": f"order {order['number']:08d} of {order['customer']}"}


def priced(orders: Iterable[Order]) -> Iterator[Order]:
    """Another new dict for each."""
    for order in orders:
        yield {**order, "cents": order["number"] * 37 % 90_000}


def chain(count: int) -> list[str]:
    """Each step makes a whole list; of every two hundredth order the name is kept."""
    orders = list(read(count))
    with_names = list(named(orders))
    with_prices = list(priced(with_names))
    return [order["name"] for order in with_prices if order["number"] % 200 == 0]


def stream(count: int) -> list[str]:
    """The same steps, one order at a time."""
    return [order["name"] for order in priced(named(read(count))) if order["number"] % 200 == 0]


def obey(command: str, *arguments: str) -> str:
    """Do it, and say how many names are kept."""
    if command in ("chain", "stream"):
        KEPT[:] = {"chain": chain, "stream": stream}[command](int(arguments[0]))
    elif command == "forget":
        KEPT.clear()
    elif command == "trim":
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
    elif command == "traced":
        return str(tracemalloc.get_traced_memory()[0])
    return f"{len(KEPT):,} names are kept"


if __name__ == "__main__":
    print("ready", flush=True)
    for line in sys.stdin:
        print(obey(*line.split()), flush=True)
