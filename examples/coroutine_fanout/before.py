"""Three questions to one stream of calls: it can be gone through only once, so it becomes a list."""

import argparse
from collections import Counter
from heapq import nlargest

CITIES = ("Bern", "Graz", "Lyon", "Turin")


def arriving(count):
    """The calls of a telephone exchange, as they come in."""
    for number in range(count):
        yield {"caller": number * 7919 % 100_000, "city": CITIES[number % 4], "seconds": number * 37 % 3_600}


def seconds_by_city(calls):
    """How long was talked in each city."""
    totals = Counter()
    for call in calls:
        totals[call["city"]] += call["seconds"]
    return totals


def longest(calls, count=3):
    """The longest calls: their seconds and callers, the longest first."""
    return nlargest(count, ((call["seconds"], call["caller"]) for call in calls))


def share_of_short(calls, limit=60):
    """The share of calls that took less than `limit` seconds; None where there is no call."""
    short = total = 0
    for call in calls:
        total += 1
        short += call["seconds"] < limit
    return short / total if total else None


def report(calls):
    """The answers to all three questions."""
    calls = list(calls)
    return seconds_by_city(calls), longest(calls), share_of_short(calls)


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
