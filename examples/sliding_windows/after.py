"""Alarms where the mean of the last readings is too high: one window is alive at a time."""

import argparse
from collections import deque

WIDTH = 20
LIMIT = 25.5


def measured(count):
    """The readings of a thermometer, in degrees Celsius."""
    for number in range(count):
        yield 20 + number * 7919 % 1_000 / 100


def windows(readings, width):
    """Every `width` readings that follow one another."""
    recent = deque(maxlen=width)
    for reading in readings:
        recent.append(reading)
        if len(recent) == width:
            yield tuple(recent)


def means(spans):
    """The mean of each window."""
    return (sum(span) / len(span) for span in spans)


def alarms(readings, width=WIDTH, limit=LIMIT):
    """How many windows have a mean over `limit`, and the highest mean; None where there is no window."""
    count, highest = 0, None
    for mean in means(windows(readings, width)):
        count += mean > limit
        highest = mean if highest is None else max(highest, mean)
    return count, highest


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=200_000)
    options = parser.parse_args()
    count, highest = alarms(measured(options.readings))
    print(f"{count:,} windows over {LIMIT} degrees; the highest mean is {highest}")


if __name__ == "__main__":
    main()
