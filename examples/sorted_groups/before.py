"""The median reading of each sensor: all readings are gathered by sensor, then each group is judged."""

import argparse
from collections import defaultdict
from statistics import median
from typing import NamedTuple

SENSORS = 500


class Reading(NamedTuple):
    """What a sensor measured, and when."""

    sensor: str
    time: str
    value: int


def arriving(count):
    """Readings in the order in which they arrive: the sensors are mixed."""
    for number in range(count):
        time = f"{number % 24:02d}:{number % 60:02d}"
        yield Reading(f"sensor-{number * 7 % SENSORS:03d}", time, number * 7919 % 100_003)


def medians(readings):
    """Pairs of a sensor and the median of its readings, in the order of the sensors' names."""
    groups = defaultdict(list)
    for reading in readings:
        groups[reading.sensor].append(reading)
    for sensor in sorted(groups):
        yield sensor, median(reading.value for reading in groups[sensor])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=200_000)
    options = parser.parse_args()
    found = list(medians(arriving(options.readings)))
    highest = sorted(found, key=lambda pair: (pair[1], pair[0]))[-3:]
    print(len(found), "sensors; the highest medians are of", *(sensor for sensor, _ in highest))


if __name__ == "__main__":
    main()
