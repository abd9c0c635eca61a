"""How many readings lie far from the mean: the file is read twice, and nothing is kept."""

import argparse
import tempfile
from pathlib import Path
from statistics import fmean


def write_readings(path, count):
    """The file that a thermometer writes: one reading on each line."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{20 + number * 7919 % 1_000 / 100:.2f}\n" for number in range(count))


def readings(path):
    """The readings of a file, in degrees Celsius."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield float(line)


def far_from_mean(path, distance=4.0):
    """The mean of the readings, and how many of them are further away from it than `distance`."""
    mean = fmean(readings(path))
    return mean, sum(abs(reading - mean) > distance for reading in readings(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=int, default=400_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "readings.txt")
        write_readings(path, options.readings)
        mean, count = far_from_mean(path)
    print(f"mean {mean:.3f} degrees, {count:,} readings far from it")


if __name__ == "__main__":
    main()
