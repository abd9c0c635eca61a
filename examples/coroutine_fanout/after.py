"""Three questions to one stream of calls: each call is sent to three coroutines, and then forgotten."""

import argparse
from collections import Counter
from functools import wraps
from heapq import heappush, heappushpop

CITIES = ("Bern", "Graz", "Lyon", "Turin")


def arriving(count):
    """The calls of a telephone exchange, as they come in."""
    for number in range(count):
        yield {"caller": number * 7919 % 100_000, "city": CITIES[number % 4], "seconds": number * 37 % 3_600}


def sink(function):
    """A coroutine that is ready for its first `send`; None is the end of what is sent, and its result is returned."""

    @wraps(function)
    def started(*arguments):
        coroutine = function(*arguments)
        next(coroutine)
        return coroutine

    return started


@sink
def seconds_by_city():
    """How long was talked in each city."""
    totals = Counter()
    while (call := (yield)) is not None:
        totals[call["city"]] += call["seconds"]
    return totals


@sink
def longest(count=3):
    """The longest calls: their seconds and callers, the longest first."""
    heap = []
    while (call := (yield)) is not None:
        entry = call["seconds"], call["caller"]
        if len(heap) < count:
            heappush(heap, entry)
        else:
            heappushpop(heap, entry)
    return sorted(heap, reverse=True)


@sink
def share_of_short(limit=60):
    """The share of calls that took less than `limit` seconds; None where there is no call."""
    short = total = 0
    while (call := (yield)) is not None:
        total += 1
        short += call["seconds"] < limit
    return short / total if total else None


def result_of(coroutine):
    """What a sink returns when it is told that nothing more comes."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("the sink did not end")


def report(calls):
    """The answers to all three questions."""
    sinks = seconds_by_city(), longest(), share_of_short()
    for call in calls:
        for one in sinks:
            one.send(call)
    return tuple(result_of(one) for one in sinks)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=150_000)
    options = parser.parse_args()
    totals, top, share = report(arriving(options.calls))
    for city, seconds in sorted(totals.items()):
        print(f"{city:6} {seconds / 3_600:10,.1f} hours")
    print("longest:", top)
    print("short:", "no calls" if share is None else f"{share:.2%}")


if __name__ == "__main__":
    main()
