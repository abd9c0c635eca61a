"""The median reading of each sensor: sorted runs go to files and are merged, and one group is alive at a time."""

import argparse
import json
from contextlib import ExitStack
from heapq import merge
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

SENSORS = 500
RUN = 20_000
SENSOR = attrgetter("sensor")


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


def write_runs(readings, folder):
    """Files of at most RUN readings each, sorted by sensor."""
    readings = iter(readings)
    paths = []
    while run := sorted(islice(readings, RUN), key=SENSOR):
        paths.append(Path(folder, f"{len(paths)}.jsonl"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            file.writelines(json.dumps(reading) + "\n" for reading in run)
    return paths


def read_run(file):
    """The readings of a sorted run."""
    for line in file:
        yield Reading(*json.loads(line))


def medians(readings):
    """Pairs of a sensor and the median of its readings, in the order of the sensors' names."""
    with TemporaryDirectory() as folder, ExitStack() as opened:
        runs = [opened.enter_context(open(path, encoding="utf-8")) for path in write_runs(readings, folder)]
        in_order = merge(*map(read_run, runs), key=SENSOR)
        for sensor, group in groupby(in_order, key=SENSOR):
            yield sensor, median(reading.value for reading in group)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=200_000)
    options = parser.parse_args()
    found = list(medians(arriving(options.readings)))
    highest = sorted(found, key=lambda pair: (pair[1], pair[0]))[-3:]
    print(len(found), "sensors; the highest medians are of", *(sensor for sensor, _ in highest))


if __name__ == "__main__":
    main()
