"""The median reading of each sensor: all readings are gathered by sensor, then each group is judged."""

import argparse
from collections import defaultdict
from statistics import median

SENSORS = 500


def arriving(count):
    """Readings in the order in which they arrive: the sensors are mixed."""
    for number in range(count):
        yield f"sensor-{number * 7 % SENSORS:03d}", f"{number % 24:02d}:{number % 60:02d}", number * 7919 % 100_003


def medians(readings):
    """Pairs of a sensor and the median of its readings, in the order of the sensors' names."""
    groups = defaultdict(list)
    for reading in readings:
        groups[reading[0]].append(reading)
    for sensor in sorted(groups):
        yield sensor, median(value for _, _, value in groups[sensor])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=200_000)
    options = parser.parse_args()
    found = list(medians(arriving(options.readings)))
    highest = sorted(found, key=lambda pair: (pair[1], pair[0]))[-3:]
    print(len(found), "sensors; the highest medians are of", *(sensor for sensor, _ in highest))


if __name__ == "__main__":
    main()
